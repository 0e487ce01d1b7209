//! Laws of `Polynomial`: a commutative ring, evaluated homomorphically.
//!
//! Coefficients include numbers beyond `i64`, and few variables and degrees, so
//! that terms often merge and cancel.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use mechproof_core::exact::{Bound, Limits, Monomial, Polynomial, Rational};
use proptest::collection::vec;
use proptest::prelude::*;

fn ratio(num: i64, den: i64) -> Rational {
    Rational::new(num, den).expect("den is not 0")
}

fn coefficients() -> impl Strategy<Value = Rational> {
    prop_oneof![
        4 => (-4_i64..=4).prop_map(Rational::from),
        2 => (-6_i64..=6, 1_i64..=6).prop_map(|(num, den)| ratio(num, den)),
        1 => (any::<i64>(), 1..i64::MAX).prop_map(|(num, den)| ratio(num, den)),
    ]
}

fn monomials() -> impl Strategy<Value = Monomial> {
    vec((0_u32..3, 0_u32..3), 0..3).prop_map(|powers| Monomial::from_powers(powers).expect("a low degree"))
}

fn term_lists() -> impl Strategy<Value = Vec<(Monomial, Rational)>> {
    vec((monomials(), coefficients()), 0..7)
}

fn polynomials() -> impl Strategy<Value = Polynomial> {
    term_lists().prop_map(Polynomial::from_terms)
}

fn points() -> impl Strategy<Value = [Rational; 3]> {
    [coefficients(), coefficients(), coefficients()]
}

fn at(polynomial: &Polynomial, point: &[Rational; 3]) -> Rational {
    let values = |variable: u32| point[variable as usize].clone();
    let value = polynomial.evaluate(&values);
    let within = polynomial.evaluate_within(&values, &Limits::default());
    assert_eq!(within.as_ref(), Ok(&value));
    value
}

fn times(a: &Polynomial, b: &Polynomial) -> Polynomial {
    a.mul(b, &Limits::default()).expect("within the limits")
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Rebuilds a polynomial from its terms, to see that it was canonical.
fn canonical(polynomial: &Polynomial) -> Result<(), TestCaseError> {
    let terms = polynomial.terms().map(|(m, a)| (m.clone(), a));
    prop_assert_eq!(&Polynomial::from_terms(terms), polynomial);
    prop_assert!(polynomial.terms().all(|(_, a)| !a.is_zero()));
    prop_assert!(polynomial.terms().is_sorted_by(|a, b| a.0 > b.0));
    prop_assert_eq!(polynomial.terms().len(), polynomial.len());
    prop_assert_eq!(polynomial.is_zero(), polynomial.len() == 0);
    let degrees = polynomial.terms().map(|(m, _)| m.degree());
    prop_assert_eq!(polynomial.degree(), degrees.max().unwrap_or(0));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn is_a_commutative_ring(a in polynomials(), b in polynomials(), c in polynomials()) {
        prop_assert_eq!(a.add(&b), b.add(&a));
        prop_assert_eq!(a.add(&b).add(&c), a.add(&b.add(&c)));
        prop_assert_eq!(a.add(&Polynomial::zero()), a.clone());
        prop_assert_eq!(a.add(&a.neg()), Polynomial::zero());
        prop_assert_eq!(a.sub(&b), a.add(&b.neg()));
        prop_assert_eq!(a.add(&b).sub(&b), a.clone());
        prop_assert_eq!(times(&a, &b), times(&b, &a));
        prop_assert_eq!(times(&times(&a, &b), &c), times(&a, &times(&b, &c)));
        prop_assert_eq!(times(&a, &b.add(&c)), times(&a, &b).add(&times(&a, &c)));
        prop_assert_eq!(times(&a, &Polynomial::one()), a.clone());
        prop_assert_eq!(times(&a, &Polynomial::zero()), Polynomial::zero());
    }

    #[test]
    fn every_result_is_canonical(a in polynomials(), b in polynomials(), c in coefficients()) {
        canonical(&a)?;
        canonical(&a.add(&b))?;
        canonical(&a.sub(&b))?;
        canonical(&a.neg())?;
        canonical(&a.scale(&c))?;
        canonical(&times(&a, &b))?;
        canonical(&a.primitive().1)?;
    }

    #[test]
    fn the_order_of_terms_does_not_matter(
        (terms, shuffled) in term_lists()
            .prop_flat_map(|terms| (Just(terms.clone()), Just(terms).prop_shuffle())),
    ) {
        let summed = terms.iter().fold(Polynomial::zero(), |sum, (m, a)| {
            sum.add(&Polynomial::term(m.clone(), a))
        });
        let (a, b) = (Polynomial::from_terms(terms), Polynomial::from_terms(shuffled));
        prop_assert_eq!(hash(&a), hash(&b));
        prop_assert_eq!(hash(&a), hash(&summed));
        prop_assert_eq!(&a, &b);
        prop_assert_eq!(a.cmp(&b), std::cmp::Ordering::Equal);
        prop_assert_eq!(a, summed);
    }

    #[test]
    fn evaluation_is_a_homomorphism(
        a in polynomials(),
        b in polynomials(),
        c in coefficients(),
        point in points(),
    ) {
        let (x, y) = (at(&a, &point), at(&b, &point));
        prop_assert_eq!(at(&a.add(&b), &point), &x + &y);
        prop_assert_eq!(at(&a.sub(&b), &point), &x - &y);
        prop_assert_eq!(at(&a.neg(), &point), -&x);
        prop_assert_eq!(at(&a.scale(&c), &point), &x * &c);
        prop_assert_eq!(at(&times(&a, &b), &point), &x * &y);
        prop_assert_eq!(at(&Polynomial::constant(&c), &point), c);
    }

    #[test]
    fn the_value_is_the_sum_of_the_terms(terms in term_lists(), point in points()) {
        let value = terms.iter().map(|(m, a)| {
            let powers = m.iter().map(|(x, n)| point[x as usize].pow(n));
            a * powers.product::<Rational>()
        });
        prop_assert_eq!(at(&Polynomial::from_terms(terms.clone()), &point), value.sum());
    }

    #[test]
    fn powers_are_repeated_products(a in polynomials(), exponent in 0_u32..5) {
        let product = (0..exponent).fold(Polynomial::one(), |product, _| times(&product, &a));
        prop_assert_eq!(a.pow(exponent, &Limits::default()), Ok(product));
    }

    #[test]
    fn content_times_primitive_part(a in polynomials(), b in polynomials(), c in coefficients()) {
        let (content, part) = a.primitive();
        prop_assert!(content.is_positive());
        prop_assert_eq!(part.scale(&content), a.clone());
        prop_assert!(part.terms().all(|(_, coefficient)| coefficient.is_integer()));
        prop_assert_eq!(part.primitive(), (Rational::one(), part.clone()));
        if c.is_positive() {
            prop_assert_eq!(a.scale(&c).primitive().1, part.clone());
        }
        // Gauss: a product of primitive polynomials is primitive.
        prop_assert_eq!(times(&a, &b).primitive().1, times(&part, &b.primitive().1));
    }

    #[test]
    fn coefficients_and_variables(a in polynomials(), m in monomials()) {
        let found = a.terms().find(|term| term.0 == &m);
        prop_assert_eq!(a.coefficient(&m), found.map_or(Rational::zero(), |term| term.1));
        for variable in 0..4 {
            let occurs = a.terms().any(|(m, _)| m.exponent(variable) > 0);
            prop_assert_eq!(a.variables().contains(&variable), occurs);
        }
        let constant = (a.degree() == 0).then(|| a.coefficient(&Monomial::one()));
        prop_assert_eq!(a.as_constant(), constant);
    }

    #[test]
    fn the_order_of_monomials_respects_products(
        a in monomials(),
        b in monomials(),
        c in monomials(),
    ) {
        prop_assert_eq!(a.mul(&c).unwrap().cmp(&b.mul(&c).unwrap()), a.cmp(&b));
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        prop_assert!(a.mul(&b).unwrap() >= a);
        prop_assert_eq!(a.mul(&b), b.mul(&a));
    }

    #[test]
    fn limits_are_kept(a in polynomials(), b in polynomials(), exponent in 0_u32..5) {
        let limits = Limits { terms: 6, degree: 5, bits: 40 };
        let results = [a.mul(&b, &limits), a.pow(exponent, &limits)];
        let operands = [times(&a, &b), a.pow(exponent, &Limits::default()).unwrap()];
        for (result, full) in results.into_iter().zip(operands) {
            if let Ok(result) = result {
                prop_assert_eq!(&result, &full);
                prop_assert!(result.len() <= limits.terms);
                prop_assert!(result.degree() <= limits.degree);
                prop_assert!(result.bits() <= limits.bits);
            }
        }
    }
}

/// Runs something that must be refused, and refused without expanding.
fn refused(what: Bound, run: impl FnOnce() -> Option<Bound>) {
    let start = Instant::now();
    assert_eq!(run(), Some(what));
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn powers_are_refused_before_expanding() {
    let limits = Limits::default();
    let power = |base: &Polynomial, exponent| base.pow(exponent, &limits).err().map(|e| e.what);
    let x = Polynomial::variable;
    let ten = (0..10).fold(Polynomial::zero(), |sum, i| sum.add(&x(i)));
    let two = Polynomial::constant(&Rational::from(2));
    refused(Bound::Degree, || power(&x(0), 1_000_000_000));
    refused(Bound::Degree, || power(&ten, u32::MAX));
    refused(Bound::Bits, || power(&two, 1_000_000_000));
    let tiny = Polynomial::constant(&ratio(1, i64::MAX));
    refused(Bound::Bits, || power(&tiny, 20_000));
    refused(Bound::Terms, || power(&ten, 10_000));
    refused(Bound::Terms, || power(&ten, 20));
}

#[test]
fn products_are_refused_before_expanding() {
    let limits = Limits::default();
    let sum = |from: u32| {
        Polynomial::from_terms((0..20_000).map(|i| (Monomial::variable(from + i), Rational::one())))
    };
    let (a, b) = (sum(0), sum(20_000));
    let product = |a: &Polynomial, b: &Polynomial| a.mul(b, &limits).err().map(|e| e.what);
    refused(Bound::Products, || product(&a, &b));
    let huge = Polynomial::constant(&Rational::from(2).pow(600_000));
    refused(Bound::Bits, || product(&huge, &huge));
    let long = Rational::from(2).pow(400_000);
    let long_sum = |from: u32| {
        let terms = (0..200).map(|i| (Monomial::variable(from + i), long.clone()));
        Polynomial::from_terms(terms.chain([(Monomial::one(), Rational::one())]))
    };
    let (a, b) = (long_sum(0), long_sum(200));
    refused(Bound::Volume, || product(&a, &b));
}

#[test]
fn an_identity_of_moderate_size_is_quick() {
    // (x + y + z)^30 * (x + y + z)^2 = (x + y + z)^32
    let limits = Limits::default();
    let sum = (0..3).fold(Polynomial::one(), |sum, i| sum.add(&Polynomial::variable(i)));
    let power = |exponent| sum.pow(exponent, &limits).unwrap();
    assert_eq!(power(30).mul(&power(2), &limits).unwrap(), power(32));
    assert_eq!(power(32).len(), 6545);
}
