//! Which solvers are at hand.
//!
//! Consumes the places where programs may be; produces the first solver that runs, with the version it reports.
//! The order: our own `mechproof-smt` beside this program or in `.tools/bin`, then `z3`, then `cvc5`, each in
//! `.tools/bin` before the search path. Trusted by nobody.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::process::run;

/// Where programs are put, below the root of a project.
pub const TOOLS: &str = ".tools/bin";
/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which program a solver is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The program of this project.
    Own,
    /// Z3.
    Z3,
    /// cvc5.
    Cvc5,
}

impl Kind {
    /// All kinds, in order of preference.
    pub const ALL: [Kind; 3] = [Kind::Own, Kind::Z3, Kind::Cvc5];

    /// The name of the program.
    pub fn program(self) -> &'static str {
        match self {
            Kind::Own => "mechproof-smt",
            Kind::Z3 => "z3",
            Kind::Cvc5 => "cvc5",
        }
    }
}

/// A solver that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solver {
    /// Which.
    pub kind: Kind,
    /// Its program.
    pub program: PathBuf,
    /// What it says of its version.
    pub version: String,
}

impl fmt::Display for Solver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.program(), self.version)
    }
}

/// The first solver at hand. `root` is the folder of the project.
pub fn find(root: &Path) -> Option<Solver> {
    all(root).into_iter().next()
}

/// Every solver at hand, one of a kind, in order of preference.
pub fn all(root: &Path) -> Vec<Solver> {
    let beside = std::env::current_exe().ok().and_then(|own| own.parent().map(Path::to_path_buf));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let mut folders: Vec<PathBuf> = Vec::new();
        if kind == Kind::Own {
            folders.extend(beside.clone());
        }
        folders.push(root.join(TOOLS));
        folders.extend(std::env::split_paths(&path).filter(|folder| folder.is_absolute()));
        found.extend(folders.iter().find_map(|folder| at(kind, folder)));
    }
    found
}

/// The solver of a kind in a folder, if it is there and runs.
pub fn at(kind: Kind, folder: &Path) -> Option<Solver> {
    let program = folder.join(format!("{}{}", kind.program(), std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        return None;
    }
    let version = version(kind, &program)?;
    Some(Solver { kind, program, version })
}

/// What a program says of its version, without its name.
fn version(kind: Kind, program: &Path) -> Option<String> {
    let finished = run(Command::new(program).arg("--version"), "", PATIENCE).ok()?;
    let line = finished.output.lines().next()?.trim();
    let start = match kind {
        Kind::Own => "mechproof-smt ",
        Kind::Z3 => "Z3 version ",
        Kind::Cvc5 => "This is cvc5 version ",
    };
    // Other lines come from a program that is something else, or does not run here.
    let version = line.strip_prefix(start)?;
    let version = match kind {
        Kind::Own => version.trim(),
        Kind::Z3 | Kind::Cvc5 => version.split_whitespace().next()?,
    };
    (!version.is_empty()).then(|| version.chars().take(60).collect())
}
