//! Writing a certificate file: canonical bytes, one table entry and one step to a line.

use std::fmt::Write as _;

use super::encode_step::Encoder;
use super::json::quoted;
use super::{Certificate, FORMAT, Proves};

pub(super) fn encode<'a>(claims: impl Iterator<Item = (&'a str, &'a [Certificate])>) -> Vec<u8> {
    let mut encoder = Encoder::default();
    let mut written = Vec::new();
    for (id, certificates) in claims {
        let certificates: Vec<String> =
            certificates.iter().map(|certificate| self::certificate(&mut encoder, certificate)).collect();
        written.push(format!("{}: [\n{}\n]", quoted(id), certificates.join(",\n")));
    }
    let mut out = String::new();
    let _ = write!(
        out,
        "{{\n\"format\": {FORMAT},\n{},\n\"claims\": {}\n}}\n",
        tables(&encoder),
        object(&written)
    );
    out.into_bytes()
}

/// The fields for the tables that an encoder has filled.
pub(super) fn tables(encoder: &Encoder) -> String {
    let table = |entries: &[String]| match entries {
        [] => "[]".to_owned(),
        entries => format!("[\n{}\n]", entries.join(",\n")),
    };
    format!("\"atoms\": {},\n\"polys\": {}", table(encoder.tables.atoms()), table(encoder.tables.polys()))
}

/// An object with these fields, one to a line.
pub(super) fn object(fields: &[String]) -> String {
    match fields {
        [] => "{}".to_owned(),
        fields => format!("{{\n{}\n}}", fields.join(",\n")),
    }
}

fn certificate(encoder: &mut Encoder, certificate: &Certificate) -> String {
    let mut out = format!("{{\"proves\": {}, ", quoted(certificate.proves.word()));
    if let Proves::Negation(carriers) = &certificate.proves {
        let carriers: Vec<String> = carriers
            .iter()
            .map(|(sort, elements)| {
                let elements: Vec<String> = elements.iter().map(|element| quoted(element)).collect();
                format!("{}: [{}]", quoted(sort), elements.join(", "))
            })
            .collect();
        let _ = write!(out, "\"carriers\": {{{}}}, ", carriers.join(", "));
    }
    let _ = write!(
        out,
        "\"hash\": {}, \"open\": {}, \"steps\": ",
        quoted(&certificate.hash),
        certificate.proof.open
    );
    encoder.steps(&mut out, &certificate.proof.steps, 0);
    out.push('}');
    out
}
