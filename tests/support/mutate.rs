//! Seeded damage to certificates.
//!
//! A mutant differs from the original in one to three places: a number, a reference, a weight, a relation, a
//! rule or a name is changed, a part is dropped, doubled or swapped with another, or one part takes the place of
//! another. The same seed gives the same mutants on every machine.

use mechproof::certificate::json::Json;

/// A small generator of random numbers (`SplitMix64`), so that mutants never change.
pub(crate) struct Random(u64);

impl Random {
    /// A generator for a seed and a text, such as a claim's id.
    pub(crate) fn seeded(seed: u64, text: &str) -> Random {
        // FNV-1a.
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Random(seed ^ hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("it is below a usize")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A place in a value: positions in lists and objects, from outside in.
type Place = Vec<usize>;

const RULES: [&str; 29] = [
    "block",
    "instantiate",
    "split",
    "conjoin",
    "either",
    "cases",
    "excluded",
    "trichotomy",
    "witness",
    "obtain",
    "pick",
    "absurd",
    "restate",
    "cite",
    "combine",
    "inverse",
    "congruence",
    "indicator",
    "lift",
    "swap",
    "member",
    "quantile",
    "moment",
    "induct",
    "natural",
    "supremum",
    "enclose",
    "exponential",
    "hole",
];
const RELATIONS: [&str; 6] = ["=", "!=", ">=", ">", "<=", "<"];

/// A damaged copy of a certificate file, and what was done to it.
pub(crate) fn mutant(file: &Json, random: &mut Random) -> (Json, Vec<&'static str>) {
    let mut damaged = file.clone();
    let mut done = Vec::new();
    for _ in 0..=random.below(3) {
        for _ in 0..50 {
            let places = places(&damaged);
            let place = random.pick(&places).clone();
            if let Some(what) = change(&mut damaged, &places, &place, random) {
                done.push(what);
                break;
            }
        }
    }
    (damaged, done)
}

fn places(json: &Json) -> Vec<Place> {
    fn walk(json: &Json, here: &mut Place, found: &mut Vec<Place>) {
        found.push(here.clone());
        let children: Vec<&Json> = match json {
            Json::List(items) => items.iter().collect(),
            Json::Object(fields) => fields.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        };
        for (position, child) in children.into_iter().enumerate() {
            here.push(position);
            walk(child, here, found);
            here.pop();
        }
    }
    let mut found = Vec::new();
    walk(json, &mut Vec::new(), &mut found);
    found
}

fn at<'a>(json: &'a mut Json, place: &[usize]) -> Option<&'a mut Json> {
    place.iter().try_fold(json, |json, position| match json {
        Json::List(items) => items.get_mut(*position),
        Json::Object(fields) => fields.get_mut(*position).map(|(_, value)| value),
        _ => None,
    })
}

/// Damages one place; nothing happens where the damage drawn does not fit.
fn change(file: &mut Json, places: &[Place], place: &[usize], random: &mut Random) -> Option<&'static str> {
    if random.below(8) == 0 {
        let other = random.pick(places).clone();
        let replacement = at(file, &other)?.clone();
        let target = at(file, place)?;
        let fits = std::mem::discriminant(target) == std::mem::discriminant(&replacement);
        if !fits || *target == replacement {
            return None;
        }
        *target = replacement;
        return Some("replace");
    }
    let target = at(file, place)?;
    match target {
        Json::Natural(number) => {
            let old = *number;
            *number = match random.below(4) {
                0 => old.wrapping_add(1),
                1 => old.saturating_sub(1),
                2 => random.below(12) as u64,
                _ => 0,
            };
            (*number != old).then_some("number")
        }
        Json::Bool(value) => {
            *value = !*value;
            Some("truth value")
        }
        Json::Text(text) => {
            let (new, what) = reworded(text, random);
            if *new == **text {
                return None;
            }
            *text = new.into();
            Some(what)
        }
        Json::List(items) if !items.is_empty() => Some(list(items, random)),
        // Damage to the shape of objects never gets past the reader, so there is little of it.
        Json::Object(fields) if !fields.is_empty() && random.below(6) == 0 => {
            let position = random.below(fields.len());
            match random.below(3) {
                0 => {
                    fields.remove(position);
                    Some("drop field")
                }
                1 => {
                    let twin = fields[position].clone();
                    fields.push(twin);
                    Some("double field")
                }
                _ => {
                    fields[position].0 = format!("{}_", fields[position].0).into();
                    Some("rename field")
                }
            }
        }
        _ => None,
    }
}

fn reworded(text: &str, random: &mut Random) -> (String, &'static str) {
    if RULES.contains(&text) {
        return ((*random.pick(&RULES)).to_owned(), "rule");
    }
    if RELATIONS.contains(&text) {
        return ((*random.pick(&RELATIONS)).to_owned(), "relation");
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.starts_with(|c: char| c.is_ascii_digit()) && text.len() < 64 {
        let new = match random.below(5) {
            0 if text.starts_with('-') => digits.to_owned(),
            0 => format!("-{text}"),
            1 => "0".to_owned(),
            2 => "1".to_owned(),
            3 => format!("{}{text}", if text.starts_with('-') { "" } else { "1" }),
            _ => random.below(9).to_string(),
        };
        return (new, "rational");
    }
    (if random.below(2) == 0 { format!("{text}x") } else { "x".to_owned() }, "name")
}

fn list(items: &mut Vec<Json>, random: &mut Random) -> &'static str {
    let position = random.below(items.len());
    match random.below(3) {
        0 => {
            items.remove(position);
            "drop"
        }
        1 => {
            let twin = items[position].clone();
            items.insert(random.below(items.len() + 1), twin);
            "double"
        }
        _ => {
            let other = random.below(items.len());
            items.swap(position, other);
            "swap"
        }
    }
}
