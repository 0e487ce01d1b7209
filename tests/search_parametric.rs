//! Parametric linear programs: regions, closed forms, certificates and covers, with programs that try each case.

use std::collections::BTreeMap;

use mechproof::exact::fraction::Fraction;
use mechproof::exact::multivariate::{product, product_of};
use mechproof::search::parametric::domain::value;
use mechproof::search::parametric::oracle::Oracle;
use mechproof::search::parametric::random::Random;
use mechproof::search::parametric::study::at;
use mechproof::search::parametric::{
    Affine, Answer, Certificate, Condition, Domain, Goal, Hole, Kind, Member, Point, Program, Region, Row,
    Study, Survey, Tree, Trouble, certify, cover,
};
use mechproof_core::exact::{Polynomial, Rational};
use proptest::prelude::*;

fn p(variable: u32) -> Polynomial {
    Polynomial::variable(variable)
}

fn n(number: i64) -> Polynomial {
    Polynomial::constant(&Rational::from(number))
}

fn times(left: &Polynomial, right: &Polynomial) -> Polynomial {
    product(left, right).unwrap()
}

/// A row `sum of coefficients + constant >= 0`, or `= 0`.
fn row(domain: &Domain, entries: &[(usize, Polynomial)], constant: &Polynomial, equation: bool) -> Row {
    Row { form: affine(domain, entries, constant), equation }
}

fn affine(domain: &Domain, entries: &[(usize, Polynomial)], constant: &Polynomial) -> Affine {
    let mut coefficients: BTreeMap<usize, Polynomial> = BTreeMap::new();
    for (unknown, a) in entries {
        let entry = coefficients.entry(*unknown).or_default();
        *entry = entry.add(&domain.image(a).unwrap());
    }
    coefficients.retain(|_, a| !a.is_zero());
    Affine { coefficients, constant: domain.image(constant).unwrap() }
}

/// The best dominant-strategy mechanism: parameters `b.lo, b.hi, s.lo, s.hi, x, y`, unknowns `q` and `t`.
fn trade() -> (Domain, Program) {
    let inequalities = vec![
        (p(0).sub(&p(2)), true),
        (p(3).sub(&p(0)), true),
        (p(1).sub(&p(3)), true),
        (p(4), true),
        (n(1).sub(&p(4)), true),
        (p(5), true),
        (n(1).sub(&p(5)), true),
    ];
    let domain = Domain::new(6, &[], &inequalities).unwrap();
    let (b, s) = ([p(0), p(1)], [p(2), p(3)]);
    let (q, t) = (|i: usize, j: usize| 2 * i + j, |i: usize, j: usize| 4 + 2 * i + j);
    let mut program = Program { unknowns: 8, maximize: true, ..Program::default() };
    let mut add = |entries: &[(usize, Polynomial)], constant: i64| {
        let row = row(&domain, entries, &n(constant), false);
        if !row.form.coefficients.is_empty() {
            program.rows.push(row);
        }
    };
    let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
    for (i, j) in pairs {
        add(&[(q(i, j), n(1))], 0);
        add(&[(q(i, j), n(-1))], 1);
        add(&[(q(i, j), b[i].clone()), (t(i, j), n(-1))], 0);
        add(&[(q(i, j), s[j].neg()), (t(i, j), n(1))], 0);
        for k in 0..2 {
            let (mine, theirs) = (b[i].clone(), b[i].neg());
            add(&[(q(i, j), mine), (t(i, j), n(-1)), (q(k, j), theirs), (t(k, j), n(1))], 0);
            let (mine, theirs) = (s[j].neg(), s[j].clone());
            add(&[(q(i, j), mine), (t(i, j), n(1)), (q(i, k), theirs), (t(i, k), n(-1))], 0);
        }
    }
    let (px, py) = ([n(1).sub(&p(4)), p(4)], [p(5), n(1).sub(&p(5))]);
    let mut objective = Vec::new();
    for (i, j) in pairs {
        objective.push((q(i, j), product_of([&px[i], &py[j], &b[i].sub(&s[j])]).unwrap()));
    }
    program.objective = affine(&domain, &objective, &n(0));
    (domain, program)
}

/// `maximise a u + c w` under `u, w >= 0` and `u + w <= 1`, twice, with `a, c > 0`.
fn tie() -> (Domain, Program) {
    let domain = Domain::new(2, &[], &[(p(0), true), (p(1), true)]).unwrap();
    let mut program = Program { unknowns: 2, maximize: true, ..Program::default() };
    for (entries, constant) in [
        (vec![(0, n(1))], 0),
        (vec![(1, n(1))], 0),
        (vec![(0, n(-1)), (1, n(-1))], 1),
        (vec![(0, n(-2)), (1, n(-2))], 2),
        (vec![(0, n(-1)), (1, n(-1))], 7),
    ] {
        program.rows.push(row(&domain, &entries, &n(constant), false));
    }
    program.objective = affine(&domain, &[(0, p(0)), (1, p(1))], &n(0));
    (domain, program)
}

/// The study of a program alone, its regions and their cover.
fn surveyed<'a>(
    program: &'a Program,
    domain: &'a Domain,
    seed: u64,
) -> (Study<'a>, Vec<Region>, Result<Tree, Hole>) {
    let one = Box::leak(Box::new(Fraction::number(&Rational::one())));
    let member = Member { program, domain, needs: &[], factor: one };
    let mut survey = Survey::new(vec![member], seed).unwrap();
    let (shares, covered) = survey.explore(&mut |_| None).unwrap();
    (survey.studies.remove(0), shares.into_iter().map(|share| share.region).collect(), covered)
}

fn kinds(study: &Study, regions: &[Region]) -> Vec<Kind> {
    regions.iter().map(|region| study.pieces[region.piece].kind.clone()).collect()
}

#[test]
fn the_two_regions_of_lemma_2_1() {
    let (domain, program) = trade();
    let (_, regions, covered) = surveyed(&program, &domain, 1);
    assert_eq!(regions.len(), 2);
    assert_eq!(covered.unwrap().splits(), 1);
    // One condition each, one the negation of the other: (1 - x) y A (A + M) against x (1 - y) C (M + C).
    let [first, second] = [&regions[0].conditions, &regions[1].conditions];
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_eq!(first[0].polynomial, second[0].polynomial.neg());
    let (a, m, c) = (p(0).sub(&p(2)), p(3).sub(&p(0)), p(1).sub(&p(3)));
    let left = product_of([&n(1).sub(&p(4)), &p(5), &a, &a.add(&m)]).unwrap();
    let right = product_of([&p(4), &n(1).sub(&p(5)), &c, &m.add(&c)]).unwrap();
    let border = domain.image(&left.sub(&right)).unwrap();
    assert!(first[0].polynomial == border || second[0].polynomial == border);
}

#[test]
fn ties_and_redundant_rows() {
    let (domain, program) = tie();
    let (study, regions, covered) = surveyed(&program, &domain, 3);
    assert!(covered.is_ok());
    let form = |v: u32| Kind::Optimum(Fraction::from(domain.image(&p(v)).unwrap()));
    let mut found = kinds(&study, &regions);
    found.sort();
    let mut expected = vec![form(0), form(1)];
    expected.sort();
    assert_eq!(found, expected);
    // On the tie both hold.
    let point = domain.coordinates(&[Rational::from(2), Rational::from(2)]);
    assert!(regions.iter().all(|region| region.conditions.iter().all(|c| c.holds(&point))));
}

#[test]
fn infeasible_and_unbounded_parts_are_regions() {
    // maximise u under c <= u <= a: nothing is feasible where a < c.
    let domain = Domain::new(2, &[], &[]).unwrap();
    let mut program = Program { unknowns: 1, maximize: true, ..Program::default() };
    program.rows.push(row(&domain, &[(0, n(-1))], &p(0), false));
    program.rows.push(row(&domain, &[(0, n(1))], &p(1).neg(), false));
    program.objective = affine(&domain, &[(0, n(1))], &n(0));
    let (study, regions, covered) = surveyed(&program, &domain, 1);
    assert!(covered.is_ok());
    let found = kinds(&study, &regions);
    assert!(found.contains(&Kind::Infeasible) && found.contains(&Kind::Optimum(Fraction::from(p(0)))));
    // maximise a u under u >= 0: no bound where a > 0.
    program.rows.remove(0);
    program.rows[0].form.constant = n(0);
    program.objective = affine(&domain, &[(0, p(0))], &n(0));
    let (study, regions, covered) = surveyed(&program, &domain, 1);
    assert!(covered.is_ok());
    let found = kinds(&study, &regions);
    assert!(found.contains(&Kind::Unbounded) && found.contains(&Kind::Optimum(Fraction::zero())));
}

#[test]
fn equations_and_fixed_parameters() {
    // minimise u + w under u + w = a, u >= 1, with a = 3 or more: the value is a, whatever the split.
    let domain = Domain::new(2, &[p(1).sub(&n(2))], &[(p(0).sub(&n(3)), false)]).unwrap();
    let mut program = Program { unknowns: 2, maximize: false, ..Program::default() };
    program.rows.push(row(&domain, &[(0, p(1)), (1, p(1))], &times(&p(0), &p(1)).neg(), true));
    program.rows.push(row(&domain, &[(0, n(1))], &n(-1), false));
    program.objective = affine(&domain, &[(0, n(1)), (1, n(1))], &n(0));
    let (study, regions, covered) = surveyed(&program, &domain, 1);
    assert!(covered.is_ok());
    assert_eq!(kinds(&study, &regions), [Kind::Optimum(Fraction::from(domain.image(&p(0)).unwrap()))]);
    assert!(regions[0].conditions.is_empty());
}

#[test]
fn a_domain_without_points_is_said_to_have_none() {
    let domain = Domain::new(1, &[], &[(p(0), true), (n(-1).sub(&p(0)), true)]).unwrap();
    let program = Program { unknowns: 0, ..Program::default() };
    assert!(matches!(Study::new(&program, &domain, 1), Err(Trouble::NoPoint)));
    assert!(certify(&domain, &[], Goal::Contradiction).is_some());
}

#[test]
fn conditions_that_follow_from_others_are_left_out_and_no_others() {
    let domain = Domain::new(2, &[], &[(p(0), true), (p(1), true)]).unwrap();
    let at_least =
        |polynomial: Polynomial, strict| Condition { polynomial: domain.image(&polynomial).unwrap(), strict };
    let (a, c) = (p(0), p(1));
    // Also without points that show it at once.
    let points = |count: usize| -> Vec<Point> {
        let mut random = Random::new(1);
        (0..count).filter_map(|_| domain.sample(&[], &mut random, 50)).collect()
    };
    let kept = |conditions: &[Condition], count: usize| {
        Oracle::new(&domain, &[], points(count)).irredundant(conditions.to_vec())
    };
    for count in [0, 40] {
        // c > 0, so a + c >= 1 and a*c >= c follow from a >= 1.
        let strong = at_least(a.sub(&n(1)), false);
        let weak = [at_least(a.add(&c).sub(&n(1)), false), at_least(times(&a, &c).sub(&c), false)];
        assert_eq!(
            kept(&[weak[0].clone(), strong.clone(), weak[1].clone()], count),
            std::slice::from_ref(&strong)
        );
        // Of a > 1 and a >= 1 the first says more; of what says the same one stays.
        let stronger = at_least(a.sub(&n(1)), true);
        assert_eq!(kept(&[strong.clone(), stronger.clone()], count), [stronger]);
        assert_eq!(
            kept(&[strong.clone(), at_least(a.sub(&n(1)).scale(&Rational::from(2)), false)], count).len(),
            1
        );
        // None of these follows from the two others.
        let mut triangle = vec![strong.clone(), at_least(c.sub(&a), false), at_least(n(3).sub(&c), false)];
        triangle.sort();
        assert_eq!(kept(&triangle, count), triangle);
        // a >= 1 follows from a >= c and c >= 1, and from neither alone.
        let (first, second) = (at_least(a.sub(&c), false), at_least(c.sub(&n(1)), false));
        let mut both = vec![first.clone(), second.clone()];
        both.sort();
        assert_eq!(kept(&[strong.clone(), first.clone(), second.clone()], count), both);
        assert_eq!(kept(&[strong.clone(), first], count).len(), 2);
    }
    // What is given besides counts.
    let given = [at_least(a.sub(&c), false)];
    let (strong, second) = (at_least(a.sub(&n(1)), false), at_least(c.sub(&n(1)), false));
    assert_eq!(Oracle::new(&domain, &given, Vec::new()).irredundant(vec![strong, second.clone()]), [second]);
}

#[test]
fn regions_with_several_conditions_have_none_too_many() {
    // maximise a u + c w under u, w >= 0 and u + w <= 1, for any a and c: each of three regions has two conditions.
    let domain = Domain::new(2, &[], &[]).unwrap();
    let mut program = Program { unknowns: 2, maximize: true, ..Program::default() };
    for (entries, constant) in [(vec![(0, n(1))], 0), (vec![(1, n(1))], 0), (vec![(0, n(-1)), (1, n(-1))], 1)]
    {
        program.rows.push(row(&domain, &entries, &n(constant), false));
    }
    program.objective = affine(&domain, &[(0, p(0)), (1, p(1))], &n(0));
    let (_, regions, covered) = surveyed(&program, &domain, 1);
    assert!(covered.is_ok());
    assert_eq!(regions.len(), 3);
    let mut random = Random::new(2);
    for region in &regions {
        assert_eq!(region.conditions.len(), 2, "{:?}", region.conditions);
        for condition in &region.conditions {
            let others: Vec<Condition> =
                region.conditions.iter().filter(|other| *other != condition).cloned().collect();
            let fails = (0..200).filter_map(|_| domain.sample(&others, &mut random, 50));
            assert!(fails.into_iter().any(|point| !condition.holds(&point)), "{condition:?} is needed");
        }
    }
}

/// Multiplies a certificate out: `m * p` less its products, which has to be 0 in the parameters.
fn rest(domain: &Domain, given: &[Condition], goal: &Polynomial, certificate: &Certificate) -> Polynomial {
    let fact = |place: usize| -> Polynomial {
        let (signed, own) = (domain.generators.len(), domain.extras.len());
        match place {
            place if place < signed => domain.image(&domain.generators[place].form).unwrap(),
            place if place < signed + own => domain.extras[place - signed].condition.polynomial.clone(),
            place => given[place - signed - own].polynomial.clone(),
        }
    };
    let sum = |weighted: &[(Rational, Vec<usize>)]| {
        weighted.iter().fold(Polynomial::zero(), |sum, (weight, places)| {
            let factors: Vec<Polynomial> = places.iter().map(|place| fact(*place)).collect();
            assert!(weight.is_positive());
            sum.add(&product_of(&factors).unwrap().scale(weight))
        })
    };
    times(&sum(&certificate.multiplier), goal).sub(&sum(&certificate.products))
}

#[test]
fn certificates_of_sign_multiply_out() {
    let (domain, _) = trade();
    let image = |polynomial: &Polynomial| domain.image(polynomial).unwrap();
    let (a, m, c, d) = (p(0).sub(&p(2)), p(3).sub(&p(0)), p(1).sub(&p(3)), p(1).sub(&p(2)));
    // From y D > C and case (b) follows x D > A, as in the remarks on region III.
    let far = Condition { polynomial: image(&times(&p(5), &d).sub(&c)), strict: true };
    let left = product_of([&n(1).sub(&p(4)), &p(5), &a, &a.add(&m)]).unwrap();
    let right = product_of([&p(4), &n(1).sub(&p(5)), &c, &m.add(&c)]).unwrap();
    let side = Condition { polynomial: image(&right.sub(&left)), strict: false };
    let goal = image(&times(&p(4), &d).sub(&a));
    let given = [far, side];
    let certificate = certify(&domain, &given, Goal::Sign(&goal, true)).unwrap();
    assert!(rest(&domain, &given, &goal, &certificate).is_zero());
    // Without the second condition it does not follow, and none is found.
    assert_eq!(certify(&domain, &given[..1], Goal::Sign(&goal, true)), None);
    assert_eq!(certify(&domain, &given[1..], Goal::Sign(&goal, false)), None);
    // A corrupted certificate no longer multiplies out.
    let mut wrong = certificate.clone();
    wrong.products[0].0 = &wrong.products[0].0 + &Rational::one();
    assert!(!rest(&domain, &given, &goal, &wrong).is_zero());
    assert_eq!(certify(&domain, &[], Goal::Contradiction), None);
}

#[test]
fn strictness_is_not_given_away() {
    let domain = Domain::new(2, &[], &[(p(0), false), (p(1), true)]).unwrap();
    let image = |polynomial: &Polynomial| domain.image(polynomial).unwrap();
    let weak = image(&times(&p(0), &p(1)));
    assert!(certify(&domain, &[], Goal::Sign(&weak, false)).is_some());
    assert_eq!(certify(&domain, &[], Goal::Sign(&weak, true)), None);
    assert!(certify(&domain, &[], Goal::Sign(&image(&p(0).add(&p(1))), true)).is_some());
    assert_eq!(certify(&domain, &[], Goal::Sign(&image(&p(0).sub(&p(1))), false)), None);
}

#[test]
fn a_cover_with_a_hole_names_a_point_in_it() {
    let domain = Domain::new(2, &[], &[(p(0), true), (p(1), true)]).unwrap();
    let image = |polynomial: &Polynomial| domain.image(polynomial).unwrap();
    let cell = |polynomial: Polynomial, strict| vec![Condition { polynomial: image(&polynomial), strict }];
    let mut random = Random::new(1);
    let cells = [cell(p(0).sub(&p(1)), true), cell(p(1).sub(&p(0)), true)];
    let hole = cover(&domain, &[], &cells, &[], &mut random).unwrap_err();
    // What is missing is the diagonal, which no random point need hit.
    assert!(hole.conditions.iter().all(|c| hole.point.as_ref().is_none_or(|point| c.holds(point))));
    let cells = [cell(p(0).sub(&p(1)), true), cell(p(1).sub(&p(0)), false)];
    assert!(cover(&domain, &[], &cells, &[], &mut random).is_ok());
    let cells = [cell(p(0).sub(&times(&n(2), &p(1))), false)];
    let hole = cover(&domain, &[], &cells, &[], &mut random).unwrap_err();
    assert!(hole.point.is_some_and(|point| !cells[0][0].holds(&point)));
}

#[test]
fn a_plan_for_a_wrong_value_fails_at_a_point() {
    let (domain, program) = tie();
    let mut study = Study::new(&program, &domain, 1).unwrap();
    let low = Fraction::from(domain.image(&p(0)).unwrap());
    match study.upper(Some(&low), &[]) {
        Err(Trouble::Differs(point, Answer::Optimum(value))) => {
            assert!(at(&low, &point).is_some_and(|bound| value > bound));
        }
        other => panic!("{other:?}"),
    }
    // It is right where a >= c.
    let given = [Condition { polynomial: domain.image(&p(0).sub(&p(1))).unwrap(), strict: false }];
    assert!(study.upper(Some(&low), &given).is_ok());
    assert!(study.lower(Some(&low), true, &given).is_ok());
}

/// Random points in a region, borders included.
fn points_in(domain: &Domain, region: &Region, seed: u64) -> Vec<Point> {
    let mut random = Random::new(seed);
    (0..6).filter_map(|_| domain.sample(&region.conditions, &mut random, 200)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The exact optimum of the program at a point of a region is the closed form there.
    #[test]
    fn closed_forms_are_the_optima(seed in any::<u64>()) {
        for (domain, program) in [trade(), tie()] {
            let (study, regions, covered) = surveyed(&program, &domain, seed);
            prop_assert!(covered.is_ok());
            for region in &regions {
                let Kind::Optimum(form) = &study.pieces[region.piece].kind else { unreachable!() };
                for point in points_in(&domain, region, seed ^ 0x5eed) {
                    let expected = at(form, &point).map(Answer::Optimum);
                    prop_assert_eq!(program.answer(&point), expected);
                }
            }
            // Every admissible point lies in some region.
            let mut random = Random::new(seed);
            let point = domain.sample(&[], &mut random, 50).unwrap();
            prop_assert!(regions.iter().any(|region| region.conditions.iter().all(|c| c.holds(&point))));
            prop_assert!(domain.generators.iter().all(|g| !value(&p(g.variable), &point).is_negative()));
        }
    }
}
