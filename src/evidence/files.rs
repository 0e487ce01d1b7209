//! Files of records on disk. A file is replaced as a whole or not at all.

use std::io;
use std::path::Path;

use super::Records;
use crate::certificate::{load_with, replace};

pub use crate::certificate::FileError;

/// Name of the file of records beside a paper's theorem files.
pub const FILE_NAME: &str = "evidence.json";
/// Name of the file with certificates of claims without redundant hypotheses.
pub const AUDIT_FILE: &str = "audit.json";

/// Reads a file of records; one that does not exist is empty.
///
/// # Errors
/// If it cannot be read or decoded.
pub fn load(path: &Path) -> Result<Records, FileError> {
    load_with(path, Records::decode)
}

/// Writes a file of records. One without records is not made.
///
/// # Errors
/// If it cannot be written.
pub fn save(path: &Path, records: &Records) -> io::Result<()> {
    if records.claims.is_empty() && !path.exists() {
        return Ok(());
    }
    replace(path, &records.encode())
}
