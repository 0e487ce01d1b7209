//! The program where nothing stands beside it: a `mechproof-smt` that was built would come before the solvers that a
//! test provides.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The path of the program in a folder of its own.
pub(crate) fn alone() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("alone-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let program = folder.join("mechproof");
        let built = env!("CARGO_BIN_EXE_mechproof");
        // A link is quick, but not every file system has them.
        if fs::hard_link(built, &program).is_err() && !program.exists() {
            fs::copy(built, &program).expect("a copy");
        }
        program
    })
}
