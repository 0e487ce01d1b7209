//! Obtaining a solver.
//!
//! Consumes the root of the project; leaves a solver in `.tools/bin` where there was none, and says what it does.
//! It builds our own program where libz3 is installed, and otherwise fetches the Python wheel `z3-solver`, which
//! holds a `z3` program that needs nothing else. Trusts the package registry's client.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::solver::{Kind, Solver, TOOLS, at, find};

/// The package that holds the program.
const PACKAGE: &str = "z3-solver";

/// Why no solver could be obtained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError {
    /// What was tried, and what came of it.
    pub tried: Vec<String>,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "no solver could be set up")?;
        for attempt in &self.tried {
            writeln!(f, "  {attempt}")?;
        }
        write!(f, "  install one by hand, for instance the package z3 of your system")
    }
}

impl std::error::Error for SetupError {}

/// A way to obtain a solver, or why it does not work.
type Way = fn(&Path, &mut dyn FnMut(&str)) -> Result<Solver, String>;

/// Finds a solver, or obtains one. `root` is the folder of the project.
///
/// # Errors
/// What was tried, if nothing worked.
pub fn setup(root: &Path, say: &mut dyn FnMut(&str)) -> Result<Solver, SetupError> {
    if let Some(solver) = find(root) {
        say(&format!("found {solver}"));
        return Ok(solver);
    }
    let mut tried = vec!["no mechproof-smt, z3 or cvc5 was found".to_owned()];
    for way in [build as Way, fetch] {
        match way(root, say) {
            Ok(solver) => {
                say(&format!("set up {solver}"));
                return Ok(solver);
            }
            Err(why) => tried.push(why),
        }
    }
    Err(SetupError { tried })
}

/// Builds our own program against the system's libz3.
///
/// # Errors
/// Why that does not work.
pub fn build(root: &Path, say: &mut dyn FnMut(&str)) -> Result<Solver, String> {
    let folders = ["/usr", "/usr/local", "/opt/homebrew", "/opt/local"];
    if !folders.iter().any(|folder| has_libz3(Path::new(folder))) {
        return Err("libz3 with its header z3.h is not installed, so mechproof-smt cannot be built".into());
    }
    if !root.join("src/smt/Cargo.toml").is_file() {
        return Err("the sources of mechproof-smt are not here".into());
    }
    say("building mechproof-smt");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let mut command = Command::new("cargo");
    command.args(["build", "--release", "-p", "mechproof-smt"]).current_dir(root);
    done(&mut command, "building mechproof-smt")?;
    let name = format!("mechproof-smt{}", std::env::consts::EXE_SUFFIX);
    put(&root.join(target).join("release").join(&name), root, &name)?;
    at(Kind::Own, &root.join(TOOLS)).ok_or_else(|| "mechproof-smt was built but does not run".into())
}

/// Whether libz3 and its header are below a folder.
fn has_libz3(folder: &Path) -> bool {
    let is_library = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        ["libz3.so", "libz3.dylib", "libz3.a"].contains(&name.as_str())
    };
    let holds =
        |folder: &Path| fs::read_dir(folder).is_ok_and(|mut list| list.any(|e| e.is_ok_and(is_library)));
    let libraries = folder.join("lib");
    let nested = fs::read_dir(&libraries).is_ok_and(|list| {
        list.flatten()
            .any(|entry| entry.file_name().to_string_lossy().ends_with("-linux-gnu") && holds(&entry.path()))
    });
    folder.join("include/z3.h").is_file() && (nested || holds(&libraries) || holds(&folder.join("lib64")))
}

/// Fetches the wheel and takes its program.
///
/// # Errors
/// Why that does not work.
pub fn fetch(root: &Path, say: &mut dyn FnMut(&str)) -> Result<Solver, String> {
    say("fetching the Python package z3-solver");
    let target = root.join(".tools").join(PACKAGE);
    let mut command = Command::new("python3");
    command
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"])
        .args(["--only-binary", ":all:", "--target"])
        .arg(&target)
        .arg(PACKAGE);
    done(&mut command, "fetching the Python package z3-solver")?;
    let name = format!("z3{}", std::env::consts::EXE_SUFFIX);
    let program = [target.join("bin").join(&name), target.join("z3").join("bin").join(&name)]
        .into_iter()
        .find(|program| program.is_file())
        .ok_or("the Python package z3-solver holds no z3 program")?;
    put(&program, root, &name)?;
    at(Kind::Z3, &root.join(TOOLS)).ok_or_else(|| "the fetched z3 program does not run".into())
}

/// Copies a program into the folder of tools, in one step, so that no half of it is ever run.
fn put(program: &Path, root: &Path, name: &str) -> Result<(), String> {
    let folder = root.join(TOOLS);
    let partial = folder.join(format!(".{name}.{}", std::process::id()));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(program, &partial))
        .and_then(|_| executable(&partial))
        .and_then(|()| fs::rename(&partial, folder.join(name)))
        .map_err(|error| format!("{name} cannot be put into {TOOLS}: {}", error.kind()))
}

fn executable(program: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(program, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = program;
    Ok(())
}

/// Runs a command to its end; its last words if it fails.
fn done(command: &mut Command, what: &str) -> Result<(), String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{what} failed: {}", error.kind()))?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
    Err(format!("{what} failed: {}", last.chars().take(200).collect::<String>()))
}
