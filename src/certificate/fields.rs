//! Typed access to JSON values, with the path added to every error.

use mechproof_core::exact::Rational;
use mechproof_core::logic::Name;

use super::error::{CertificateError, Problem};
use super::json::Json;

/// The result of decoding something.
pub(crate) type Decoded<T> = Result<T, CertificateError>;

/// The fields of an object, each to be read once.
pub(crate) struct Fields<'a> {
    fields: &'a [(Box<str>, Json)],
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(json: &'a Json) -> Decoded<Fields<'a>> {
        match json {
            Json::Object(fields) => Ok(Fields { fields, known: Vec::new() }),
            other => Err(wrong("an object", other)),
        }
    }

    fn find(&mut self, key: &'static str) -> Option<&'a Json> {
        self.known.push(key);
        self.fields.iter().find(|(known, _)| **known == *key).map(|(_, value)| value)
    }

    /// A field that may be missing.
    pub(crate) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Json) -> Decoded<T>,
    ) -> Decoded<Option<T>> {
        self.find(key).map(|value| read(value).map_err(|error| error.at(key))).transpose()
    }

    /// A field that must be there.
    pub(crate) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Json) -> Decoded<T>,
    ) -> Decoded<T> {
        match self.find(key) {
            Some(value) => read(value).map_err(|error| error.at(key)),
            None => Err(Problem::MissingField(key).into()),
        }
    }

    /// The version of the format, which must be the one that is known.
    pub(crate) fn format(&mut self, known: u64) -> Decoded<()> {
        self.required("format", |json| match json {
            Json::Natural(found) if *found == known => Ok(()),
            other => {
                let found = other.to_string().chars().take(60).collect();
                Err(Problem::WrongFormat { found, known }.into())
            }
        })
    }

    /// Refuses fields that were not asked for.
    pub(crate) fn finish(self) -> Decoded<()> {
        match self.fields.iter().find(|(key, _)| !self.known.contains(&&**key)) {
            Some((key, _)) => Err(Problem::UnknownField(key.to_string()).into()),
            None => Ok(()),
        }
    }
}

/// The error for a value of the wrong kind.
pub(crate) fn wrong(expected: &'static str, found: &Json) -> CertificateError {
    Problem::WrongType { expected, found: found.kind() }.into()
}

/// The first key of an object: it says what the object stands for.
pub(crate) fn head<'a>(json: &'a Json, expected: &'static str) -> Decoded<&'a str> {
    match json {
        Json::Object(fields) => match fields.first() {
            Some((key, _)) => Ok(key),
            None => Err(wrong(expected, json)),
        },
        other => Err(wrong(expected, other)),
    }
}

/// The error for an object whose first key has no meaning here.
pub(crate) fn unknown(kind: &'static str, found: &str) -> CertificateError {
    Problem::UnknownWord { kind, found: found.to_owned() }.into()
}

pub(crate) fn items(json: &Json) -> Decoded<&[Json]> {
    match json {
        Json::List(items) => Ok(items),
        other => Err(wrong("a list", other)),
    }
}

/// A list, item by item.
pub(crate) fn list<'a, T>(json: &'a Json, mut read: impl FnMut(&'a Json) -> Decoded<T>) -> Decoded<Vec<T>> {
    items(json)?
        .iter()
        .enumerate()
        .map(|(position, item)| read(item).map_err(|error| error.at(position)))
        .collect()
}

/// A list of two.
pub(crate) fn pair<'a, A, B>(
    json: &'a Json,
    first: impl FnOnce(&'a Json) -> Decoded<A>,
    second: impl FnOnce(&'a Json) -> Decoded<B>,
) -> Decoded<(A, B)> {
    match items(json)? {
        [a, b] => Ok((first(a).map_err(|error| error.at(0))?, second(b).map_err(|error| error.at(1))?)),
        _ => Err(Problem::WrongType { expected: "a list of two", found: "a list of another length" }.into()),
    }
}

pub(crate) fn text(json: &Json) -> Decoded<&str> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(wrong("a text", other)),
    }
}

pub(crate) fn name(json: &Json) -> Decoded<Name> {
    Ok(text(json)?.into())
}

pub(crate) fn natural(json: &Json) -> Decoded<u64> {
    match json {
        Json::Natural(number) => Ok(*number),
        other => Err(wrong("a natural number", other)),
    }
}

/// A natural number below 2^32.
pub(crate) fn small(json: &Json) -> Decoded<u32> {
    let too_large = Problem::TooLarge { what: "in a small number", limit: u64::from(u32::MAX) };
    u32::try_from(natural(json)?).map_err(|_| too_large.into())
}

/// A position or the number of a fact.
pub(crate) fn index(json: &Json) -> Decoded<usize> {
    Ok(small(json)? as usize)
}

pub(crate) fn truth(json: &Json) -> Decoded<bool> {
    match json {
        Json::Bool(value) => Ok(*value),
        other => Err(wrong("a truth value", other)),
    }
}

/// A rational number in lowest terms, as in `-3/4`.
pub(crate) fn rational(json: &Json) -> Decoded<Rational> {
    let written = text(json)?;
    match Rational::parse(written) {
        Ok(number) if number.to_string() == written => Ok(number),
        _ => Err(Problem::BadNumber(written.to_owned()).into()),
    }
}
