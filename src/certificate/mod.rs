//! Certificates: proofs as files.
//!
//! Consumes the bytes of a paper's `certificates.json`, which nobody vouches for, and produces kernel proofs,
//! or one typed error with the place of the fault. In the other direction it writes proofs as canonical bytes.
//! Nothing here is trusted: a decoding fault can lose a proof, but what is decoded is checked by the kernel
//! against the claim of the theorem file. A certificate holds the hash of its claim, never the claim.
//!
//! The format and every rule are described in `docs/CERTIFICATES.md`.

mod bundle;
mod decode;
mod decode_step;
mod encode;
mod encode_step;
mod entries;
mod error;
pub(crate) mod fields;
mod files;
mod hash;
pub mod json;
mod table_text;
mod tables;

use std::collections::BTreeMap;

use mechproof_core::kernel::Proof;
use mechproof_core::logic::Name;

pub use bundle::bundle;
pub use error::{CertificateError, Problem};
pub use files::{FILE_NAME, FileError, load, save};
pub(crate) use files::{load_with, replace};
pub use hash::{hash, hash_of_text};

/// The version of the format that is read and written.
pub const FORMAT: u64 = 1;
/// Most bytes of a certificate file.
pub const MAX_BYTES: usize = 32 << 20;
/// Most steps in one file, those inside blocks included.
pub const MAX_STEPS: usize = 2_000_000;
/// Most parts that the terms of one file have when their shared parts are written out.
pub const MAX_PARTS: u64 = 20_000_000;
/// Deepest nesting of blocks and branches.
pub const MAX_BLOCKS: usize = 100;

/// Which statement about a claim is proved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proves {
    /// The claim.
    Claim,
    /// That the claim fails when the given sorts have exactly the given elements.
    Negation(BTreeMap<Name, Vec<Name>>),
    /// That the claim's hypotheses contradict each other.
    Vacuity,
}

impl Proves {
    /// The word for it in certificates.
    pub fn word(&self) -> &'static str {
        match self {
            Proves::Claim => "claim",
            Proves::Negation(_) => "negation",
            Proves::Vacuity => "vacuity",
        }
    }
}

/// A stored proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What it is about the claim that is proved.
    pub proves: Proves,
    /// Hash of the statement proved, see [`hash()`].
    pub hash: String,
    /// The proof.
    pub proof: Proof,
}

/// The certificates of one file, by the id of the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    claims: BTreeMap<String, Vec<Certificate>>,
}

impl Store {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn decode(bytes: &[u8]) -> Result<Store, CertificateError> {
        decode::decode(bytes)
    }

    /// Reads the same as part of another file.
    pub(crate) fn of_json(json: &json::Json) -> Result<Store, CertificateError> {
        decode::file(json)
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode::encode(self.iter())
    }

    /// Whether there is no certificate.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    /// The certificates about a claim, at most one of each kind.
    pub fn of(&self, id: &str) -> &[Certificate] {
        self.claims.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every claim with its certificates, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Certificate])> {
        self.claims.iter().map(|(id, certificates)| (id.as_str(), certificates.as_slice()))
    }

    /// Adds a certificate; it takes the place of one about the same claim that proves the same kind of
    /// statement. All others stay.
    pub fn put(&mut self, id: &str, certificate: Certificate) {
        let certificates = self.claims.entry(id.to_owned()).or_default();
        certificates.retain(|known| known.proves.word() != certificate.proves.word());
        certificates.push(certificate);
        certificates.sort_by(|a, b| a.proves.cmp(&b.proves));
    }

    /// Adds all certificates of another store, as [`Store::put`] does.
    pub fn merge(&mut self, other: Store) {
        for (id, certificates) in other.claims {
            for certificate in certificates {
                self.put(&id, certificate);
            }
        }
    }

    /// Takes out the certificates of all claims whose id a test picks.
    #[must_use]
    pub fn take(&mut self, picks: impl Fn(&str) -> bool) -> Store {
        let (taken, left) = std::mem::take(&mut self.claims).into_iter().partition(|(id, _)| picks(id));
        self.claims = left;
        Store { claims: taken }
    }

    /// Removes every certificate about a claim.
    pub fn remove(&mut self, id: &str) {
        self.claims.remove(id);
    }
}
