//! `Rational` against `num_rational::BigRational`, and its own laws.
//!
//! The generators favour numbers around the ends of `i64`, where the inline
//! representation changes to the big one and back.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use mechproof_core::exact::{Integer, Limits, ParseRationalError, Rational};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};
use proptest::prelude::*;

/// Integers that are small, at the ends of `i64`, anywhere in it, or huge.
fn integers() -> impl Strategy<Value = BigInt> {
    let ends = [i64::MIN, i64::MIN / 2, i64::MAX / 2, i64::MAX, 1 << 32];
    prop_oneof![
        (-12_i64..=12).prop_map(BigInt::from),
        (proptest::sample::select(ends.to_vec()), -3_i64..=3)
            .prop_map(|(end, offset)| BigInt::from(end) + offset),
        any::<i64>().prop_map(BigInt::from),
        any::<i128>().prop_map(BigInt::from),
        (any::<i128>(), any::<i128>(), any::<i64>())
            .prop_map(|(a, b, c)| BigInt::from(a) * BigInt::from(b) * BigInt::from(c)),
    ]
}

/// The same number in both representations.
fn numbers() -> impl Strategy<Value = (Rational, BigRational)> {
    let nonzero = integers().prop_filter("a denominator", |den| !den.is_zero());
    (integers(), prop_oneof![nonzero, Just(BigInt::one())]).prop_map(|(num, den)| {
        let number = Rational::new(num.clone(), den.clone()).expect("den is not 0");
        (number, BigRational::new(num, den))
    })
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The number built afresh from its parts: the canonical representation.
fn rebuilt(number: &BigRational) -> Rational {
    Rational::new(number.numer().clone(), number.denom().clone()).expect("den is not 0")
}

/// Asserts that a result is the expected number in its canonical form.
fn agree(ours: &Rational, theirs: &BigRational) -> Result<(), TestCaseError> {
    prop_assert_eq!(&ours.numerator().to_bigint(), theirs.numer());
    prop_assert_eq!(&ours.denominator().to_bigint(), theirs.denom());
    prop_assert_eq!(ours, &rebuilt(theirs));
    prop_assert_eq!(hash(ours), hash(&rebuilt(theirs)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_big_rational((a, x) in numbers(), (b, y) in numbers()) {
        agree(&a, &x)?;
        agree(&(&a + &b), &(&x + &y))?;
        agree(&(&a - &b), &(&x - &y))?;
        agree(&(&a * &b), &(&x * &y))?;
        agree(&-&a, &-&x)?;
        agree(&a.abs(), &x.abs())?;
        match a.checked_div(&b) {
            Some(quotient) => agree(&quotient, &(&x / &y))?,
            None => prop_assert!(y.is_zero()),
        }
        match a.recip() {
            Some(reciprocal) => agree(&reciprocal, &x.recip())?,
            None => prop_assert!(x.is_zero()),
        }
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!(a.sign(), x.cmp(&BigRational::zero()));
        prop_assert_eq!(a.is_zero(), x.is_zero());
        prop_assert_eq!(a.is_one(), x.is_one());
        prop_assert_eq!(a.is_integer(), x.is_integer());
        prop_assert_eq!(a.is_positive(), x.is_positive());
        prop_assert_eq!(a.is_negative(), x.is_negative());
        prop_assert_eq!(a.bits(), x.numer().bits() + x.denom().bits());
        prop_assert_eq!(a.to_string(), x.to_string());
        prop_assert_eq!(format!("{a:?}"), a.to_string());
    }

    #[test]
    fn powers_agree_with_big_rational((a, x) in numbers(), exponent in 0_u32..12) {
        agree(&a.pow(exponent), &Pow::pow(&x, exponent))?;
        let within = a.pow_within(exponent, &Limits::default());
        prop_assert_eq!(within, Ok(a.pow(exponent)));
        let tight = Limits { bits: 100, ..Limits::default() };
        if let Ok(power) = a.pow_within(exponent, &tight) {
            prop_assert!(power.bits() <= 200);
        }
    }

    #[test]
    fn is_an_ordered_field((a, _) in numbers(), (b, _) in numbers(), (c, _) in numbers()) {
        prop_assert_eq!(&a + &b, &b + &a);
        prop_assert_eq!(&a * &b, &b * &a);
        prop_assert_eq!((&a + &b) + &c, &a + (&b + &c));
        prop_assert_eq!((&a * &b) * &c, &a * (&b * &c));
        prop_assert_eq!(&a * (&b + &c), &a * &b + &a * &c);
        prop_assert_eq!(&a - &a, Rational::zero());
        prop_assert_eq!(&a + Rational::zero(), a.clone());
        prop_assert_eq!(&a * Rational::one(), a.clone());
        prop_assert_eq!((&a + &c).cmp(&(&b + &c)), a.cmp(&b));
        let product = match c.sign() {
            Ordering::Greater => a.cmp(&b),
            Ordering::Equal => Ordering::Equal,
            Ordering::Less => b.cmp(&a),
        };
        prop_assert_eq!((&a * &c).cmp(&(&b * &c)), product);
    }

    #[test]
    fn sums_and_products_fold(list in proptest::collection::vec(numbers(), 0..6)) {
        let ours = || list.iter().map(|pair| pair.0.clone());
        let theirs = || list.iter().map(|pair| pair.1.clone());
        agree(&ours().sum(), &theirs().sum())?;
        agree(&ours().product(), &theirs().product())?;
    }

    #[test]
    fn printing_and_parsing_round_trip((a, _) in numbers()) {
        prop_assert_eq!(Rational::parse(&a.to_string()), Ok(a.clone()));
        prop_assert_eq!(a.to_string().parse(), Ok(a));
    }

    #[test]
    fn decimals_are_exact(negative: bool, whole in "[0-9]{1,30}", part in "[0-9]{1,30}") {
        let sign = if negative { "-" } else { "" };
        let digits: BigInt = format!("{sign}{whole}{part}").parse().expect("digits");
        let scale = BigInt::from(10).pow(u32::try_from(part.len()).expect("short"));
        let parsed = Rational::parse(&format!("{sign}{whole}.{part}"));
        prop_assert_eq!(parsed.as_ref(), Ok(&rebuilt(&BigRational::new(digits, scale))));
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "[-+0-9./e _]{0,8}") {
        if let Ok(number) = Rational::parse(&text) {
            prop_assert!(text.bytes().all(|b| b"-0123456789./".contains(&b)));
            prop_assert_eq!(Rational::parse(&number.to_string()), Ok(number));
        }
    }

    #[test]
    fn integers_agree_with_bigint(x in integers(), y in integers()) {
        let (a, b) = (Integer::from(x.clone()), Integer::from(y.clone()));
        prop_assert_eq!(&a + &b, Integer::from(&x + &y));
        prop_assert_eq!(&a - &b, Integer::from(&x - &y));
        prop_assert_eq!(&a * &b, Integer::from(&x * &y));
        prop_assert_eq!(-&a, Integer::from(-&x));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a.gcd(&b), Integer::from(num_integer::gcd(x.clone(), y.clone())));
        prop_assert_eq!(a.lcm(&b), Integer::from(num_integer::lcm(x.clone(), y.clone())));
        prop_assert_eq!(a.bits(), x.bits());
        if !b.is_zero() {
            prop_assert_eq!((&a * &b).div_exact(&b), Some(a.clone()));
            prop_assert_eq!(a.div_exact(&b).is_some(), (&x % &y).is_zero());
        }
    }
}

#[test]
fn text_of_unreasonable_length_is_refused_at_once() {
    let text = "1".repeat(10_000_000);
    assert_eq!(Rational::parse(&text), Err(ParseRationalError::TooLong));
    let tiny = format!("0.{}1", "0".repeat(9_998));
    assert!(Rational::parse(&tiny).is_ok());
    let tiny = format!("0.{}1", "0".repeat(9_999));
    assert_eq!(Rational::parse(&tiny), Err(ParseRationalError::TooLong));
}

#[test]
fn literals_need_no_suffix() {
    assert_eq!(Rational::from(3), Rational::new(6, 2).expect("2 is not 0"));
    assert_eq!(Rational::from(Integer::from(3)), Rational::from(3));
}
