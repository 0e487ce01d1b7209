//! Writing a certificate file: canonical bytes, one table entry and one step to a line.

use std::fmt::Write as _;

use super::encode_step::Encoder;
use super::json::quoted;
use super::{Certificate, FORMAT, Proves, Store};

pub(super) fn encode(store: &Store) -> Vec<u8> {
    let mut encoder = Encoder::default();
    let mut claims = Vec::new();
    for (id, certificates) in store.iter() {
        let certificates: Vec<String> =
            certificates.iter().map(|certificate| self::certificate(&mut encoder, certificate)).collect();
        claims.push(format!("{}: [\n{}\n]", quoted(id), certificates.join(",\n")));
    }
    let table = |entries: &[String]| match entries {
        [] => "[]".to_owned(),
        entries => format!("[\n{}\n]", entries.join(",\n")),
    };
    let claims = match claims.as_slice() {
        [] => "{}".to_owned(),
        claims => format!("{{\n{}\n}}", claims.join(",\n")),
    };
    let mut out = String::new();
    let (atoms, polys) = (table(encoder.tables.atoms()), table(encoder.tables.polys()));
    let _ = write!(
        out,
        "{{\n\"format\": {FORMAT},\n\"atoms\": {atoms},\n\"polys\": {polys},\n\"claims\": {claims}\n}}\n"
    );
    out.into_bytes()
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
