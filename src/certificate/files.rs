//! Certificate files on disk. A file is replaced as a whole or not at all.

use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use super::error::CertificateError;
use super::{MAX_BYTES, Store};

/// Name of the file beside a paper's theorem files.
pub const FILE_NAME: &str = "certificates.json";

/// Why a certificate file could not be read.
#[derive(Debug)]
pub enum FileError {
    /// The file system says no.
    Io(io::Error),
    /// The file's contents are refused.
    Refused(CertificateError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Io(error) => write!(f, "{error}"),
            FileError::Refused(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for FileError {}

/// Reads a certificate file; one that does not exist is empty.
///
/// # Errors
/// If it cannot be read or decoded.
pub fn load(path: &Path) -> Result<Store, FileError> {
    load_with(path, Store::decode)
}

/// Reads a file that stands beside theorem files; one that does not exist is empty.
///
/// # Errors
/// If it cannot be read or decoded.
pub(crate) fn load_with<T: Default>(
    path: &Path,
    decode: impl FnOnce(&[u8]) -> Result<T, CertificateError>,
) -> Result<T, FileError> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(T::default()),
        Err(error) => return Err(FileError::Io(error)),
    };
    // One byte more than allowed shows that the file is too large; the rest need not be read.
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(FileError::Io)?;
    decode(&bytes).map_err(FileError::Refused)
}

/// Writes a certificate file.
///
/// # Errors
/// If it cannot be written.
pub fn save(path: &Path, store: &Store) -> io::Result<()> {
    replace(path, &store.encode())
}

/// Writes a file, unless it holds these bytes already: a temporary file beside it takes its place, so nobody sees
/// half of it.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    let mut file = tempfile::Builder::new().prefix(".mechproof-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    // A temporary file is private; a certificate file is like any other source file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_or(0o644, |present| present.permissions().mode());
        file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
