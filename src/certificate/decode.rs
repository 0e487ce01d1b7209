//! Reading a certificate file: the frame around the steps.

use std::cell::Cell;
use std::collections::BTreeMap;

use mechproof_core::kernel::Proof;
use mechproof_core::logic::Name;

use super::decode_step::Decoder;
use super::error::Problem;
use super::fields::{Decoded, Fields, index, list, name, text, unknown};
use super::json::{Json, parse};
use super::tables::Tables;
use super::{Certificate, FORMAT, Proves, Store};

pub(super) fn decode(bytes: &[u8]) -> Decoded<Store> {
    file(&parse(bytes)?)
}

pub(super) fn file(json: &Json) -> Decoded<Store> {
    let mut fields = Fields::of(json)?;
    fields.format(FORMAT)?;
    let atoms = fields.required("atoms", Ok)?;
    let polys = fields.required("polys", Ok)?;
    let decoder = Decoder { tables: Tables::decode(atoms, polys)?, steps: Cell::new(0) };
    let claims = fields
        .required("claims", |json| object(json, |_, value| list(value, |one| certificate(&decoder, one))))?;
    fields.finish()?;
    let mut store = Store::default();
    for (id, certificates) in claims {
        for (position, certificate) in certificates.iter().enumerate() {
            let word = certificate.proves.word();
            if certificates[..position].iter().any(|other| other.proves.word() == word) {
                let twice = Problem::DuplicateKey(word.to_owned());
                return Err(super::CertificateError::new(twice).at(position).at(&id).at("claims"));
            }
        }
        for certificate in certificates {
            store.put(&id, certificate);
        }
    }
    Ok(store)
}

/// An object whose keys are free; the reader has seen to it that none stands twice.
fn object<'a, T>(
    json: &'a Json,
    mut read: impl FnMut(&'a str, &'a Json) -> Decoded<T>,
) -> Decoded<Vec<(String, T)>> {
    match json {
        Json::Object(fields) => fields
            .iter()
            .map(|(key, value)| Ok((key.to_string(), read(key, value).map_err(|error| error.at(key))?)))
            .collect(),
        other => Err(super::fields::wrong("an object", other)),
    }
}

fn certificate(decoder: &Decoder, json: &Json) -> Decoded<Certificate> {
    let mut fields = Fields::of(json)?;
    let word = fields.required("proves", text)?;
    let proves = match word {
        "claim" => Proves::Claim,
        "negation" => Proves::Negation(fields.required("carriers", carriers)?),
        "vacuity" => Proves::Vacuity,
        other => return Err(unknown("kind of statement", other).at("proves")),
    };
    let hash = fields.required("hash", |json| {
        let hash = text(json)?;
        let well_formed = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if well_formed { Ok(hash.to_owned()) } else { Err(unknown("SHA-256 hash", hash)) }
    })?;
    let open = fields.required("open", index)?;
    let steps = fields.required("steps", |json| decoder.steps(json, 0))?;
    fields.finish()?;
    Ok(Certificate { proves, hash, proof: Proof { open, steps } })
}

fn carriers(json: &Json) -> Decoded<BTreeMap<Name, Vec<Name>>> {
    let carriers = object(json, |_, elements| list(elements, name))?;
    Ok(carriers.into_iter().map(|(sort, elements)| (sort.into(), elements)).collect())
}

/// The renaming of sorts in a citation.
pub(super) fn renaming(json: &Json) -> Decoded<BTreeMap<Name, Name>> {
    let sorts = object(json, |_, sort| name(sort))?;
    Ok(sorts.into_iter().map(|(from, to)| (from.into(), to)).collect())
}
