//! Looks for libz3 before the linker does, and says what to run where it is missing.
//!
//! Consumes the places where libraries are; produces nothing but the message. Trusted by nobody.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=Z3_LIBRARY_PATH_OVERRIDE");
    let known =
        Command::new("pkg-config").args(["--exists", "z3"]).status().is_ok_and(|status| status.success());
    if known || folders().iter().any(|folder| holds_libz3(folder)) {
        return;
    }
    let command = match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos") => "brew install z3",
        Ok("linux") => "apt-get install libz3-dev",
        _ => "mechproof verify --setup",
    };
    println!("cargo::error=libz3 is not installed; run: {command}");
}

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        env::var_os("Z3_LIBRARY_PATH_OVERRIDE").map(PathBuf::from).into_iter().collect();
    for prefix in ["/usr", "/usr/local", "/opt/homebrew", "/opt/local"] {
        for name in ["lib", "lib64"] {
            let folder = Path::new(prefix).join(name);
            let nested = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
            folders.extend(nested.filter(|path| path.to_string_lossy().ends_with("-linux-gnu")));
            folders.push(folder);
        }
    }
    folders
}

fn holds_libz3(folder: &Path) -> bool {
    ["libz3.so", "libz3.dylib", "libz3.a", "libz3.lib"].iter().any(|name| folder.join(name).exists())
}
