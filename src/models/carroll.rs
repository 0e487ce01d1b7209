//! Carroll's two-type trade: `carroll.bilateral-trade`, `carroll.correlated`, `carroll.free-information`.
//!
//! Source: Carroll, "Information Games and Robust Trading Mechanisms". Consumes
//! the four values and a law of the types; produces the region, welfare levels
//! and linear-programming bounds. First best and flexible-price welfare are
//! sums over types, all other levels are exact linear programs; the thresholds
//! and lambdas are closed forms, which tests compare with the programs.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::Fields;
use super::linear::over;
use super::output::Answer;
use super::structures::{Setting, Signal, Structure};

const LO: usize = 0;
const HI: usize = 1;

/// The gaps between the four values, and the lambdas of section 5.3.
struct Gaps {
    /// `b_lo - s_lo`.
    low: Rational,
    /// `s_hi - b_lo`.
    middle: Rational,
    /// `b_hi - s_hi`.
    high: Rational,
    /// `b_hi - s_lo`.
    all: Rational,
    /// The weight of section 5.3, if `(b_hi, s_lo)` has positive probability.
    lambda: Option<Rational>,
    /// Its mirror image.
    mirror: Option<Rational>,
}

impl Gaps {
    fn of(setting: &Setting) -> Self {
        let (b, s, p) = (&setting.buyer, &setting.seller, &setting.prob);
        let (low, middle, high) = (&b[LO] - &s[LO], &s[HI] - &b[LO], &b[HI] - &s[HI]);
        let lambda = (&p[LO][LO] * &low).checked_div(&(&p[HI][LO] * (&middle + &high)));
        let mirror = (&p[HI][HI] * &high).checked_div(&(&p[HI][LO] * (&low + &middle)));
        Gaps { all: &b[HI] - &s[LO], low, middle, high, lambda, mirror }
    }
}

/// Flexible-price welfare (section 3.2): `s_lo` sells at `b_lo` for sure, `b_hi` buys at `s_hi`.
fn flexible_price(setting: &Setting, gaps: &Gaps) -> Rational {
    let seller_low = &setting.prob[LO][LO] + &setting.prob[HI][LO];
    let buyer_high = &setting.prob[HI][LO] + &setting.prob[HI][HI];
    seller_low * &gaps.low + buyer_high * &gaps.high
}

/// A structure from states: probability, signal names of buyer and seller, types.
pub(super) fn structure(states: &[(Rational, usize, usize, usize, usize)]) -> Structure {
    let mut found = Structure { buyer: Vec::new(), seller: Vec::new(), prob: Vec::new() };
    for (_, b, s, buyer, seller) in states {
        if !found.buyer.iter().any(|signal| signal.id == *b) {
            found.buyer.push(Signal { id: *b, kind: *buyer });
        }
        if !found.seller.iter().any(|signal| signal.id == *s) {
            found.seller.push(Signal { id: *s, kind: *seller });
        }
    }
    found.prob = vec![vec![Rational::zero(); found.seller.len()]; found.buyer.len()];
    for (p, b, s, ..) in states {
        let row = found.buyer.iter().position(|signal| signal.id == *b);
        let column = found.seller.iter().position(|signal| signal.id == *s);
        if let (Some(row), Some(column)) = (row, column) {
            found.prob[row][column] += p;
        }
    }
    found
}

/// Table 3, left: the seller is informed, `b_hi` is not.
fn seller_informed(p: &[Vec<Rational>]) -> Structure {
    structure(&[
        (p[LO][HI].clone(), 1, 1, LO, HI),
        (p[LO][LO].clone(), 2, 3, LO, LO),
        (p[HI][HI].clone(), 3, 2, HI, HI),
        (p[HI][LO].clone(), 3, 4, HI, LO),
    ])
}

/// Table 3, right: the buyer is informed, `s_lo` is not.
fn buyer_informed(p: &[Vec<Rational>]) -> Structure {
    structure(&[
        (p[LO][HI].clone(), 4, 5, LO, HI),
        (p[LO][LO].clone(), 5, 7, LO, LO),
        (p[HI][HI].clone(), 6, 6, HI, HI),
        (p[HI][LO].clone(), 7, 7, HI, LO),
    ])
}

/// Table 4, right: the share `1 - lambda` of `b_hi` has the signals of Table 3, left.
fn split_buyer(p: &[Vec<Rational>], lambda: &Rational) -> Structure {
    let rest = Rational::one() - lambda;
    structure(&[
        (p[LO][HI].clone(), 4, 5, LO, HI),
        (p[LO][LO].clone(), 5, 7, LO, LO),
        (&p[HI][HI] * lambda, 6, 6, HI, HI),
        (&p[HI][LO] * lambda, 7, 7, HI, LO),
        (&p[HI][HI] * &rest, 3, 2, HI, HI),
        (&p[HI][LO] * &rest, 3, 4, HI, LO),
    ])
}

/// The mirror of Table 4: the share `1 - lambda` of `s_lo` has the signals of Table 3, right.
fn split_seller(p: &[Vec<Rational>], lambda: &Rational) -> Structure {
    let rest = Rational::one() - lambda;
    structure(&[
        (p[LO][HI].clone(), 1, 1, LO, HI),
        (&p[LO][LO] * lambda, 2, 3, LO, LO),
        (p[HI][HI].clone(), 3, 2, HI, HI),
        (&p[HI][LO] * lambda, 3, 4, HI, LO),
        (&p[LO][LO] * &rest, 5, 7, LO, LO),
        (&p[HI][LO] * &rest, 7, 7, HI, LO),
    ])
}

/// The same structure with names of its own.
fn renamed(mut structure: Structure, by: usize) -> Structure {
    for signal in structure.buyer.iter_mut().chain(&mut structure.seller) {
        signal.id += by;
    }
    structure
}

fn table3(setting: &Setting) -> Result<Rational, EvalError> {
    setting.total_minimum_utility(&[seller_informed(&setting.prob), buyer_informed(&setting.prob)])
}

/// Table 4, or its mirror, with and without overlap.
fn table4(
    setting: &Setting,
    lambda: &Rational,
    mirrored: bool,
    overlap: bool,
) -> Result<Rational, EvalError> {
    let p = &setting.prob;
    let (kept, split) = if mirrored {
        (buyer_informed(p), split_seller(p, lambda))
    } else {
        (seller_informed(p), split_buyer(p, lambda))
    };
    let split = if overlap { split } else { renamed(split, 100) };
    setting.total_minimum_utility(&[kept, split])
}

fn ordered(fields: &Fields<'_>, place: &str, values: &[Rational]) -> Result<(), EvalError> {
    if values.is_sorted_by(|a, b| a < b) {
        return Ok(());
    }
    Err(fields.order(place, "s_lo < b_lo < s_hi < b_hi"))
}

/// The two-type setting with independent types.
pub(super) fn independent(values: &[Rational], buyer_high: &Rational, seller_low: &Rational) -> Setting {
    let (buyer_low, seller_high) = (Rational::one() - buyer_high, Rational::one() - seller_low);
    Setting {
        buyer: vec![values[1].clone(), values[3].clone()],
        seller: vec![values[0].clone(), values[2].clone()],
        prob: vec![
            vec![&buyer_low * seller_low, &buyer_low * &seller_high],
            vec![buyer_high * seller_low, buyer_high * &seller_high],
        ],
    }
}

/// The welfare guarantees of section 3 and the bounds of section 5.
pub(crate) fn bilateral_trade(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let names = ["s_lo", "b_lo", "s_hi", "b_hi"];
    let values = names.map(|name| fields.rational(name)).into_iter().collect::<Result<Vec<_>, _>>()?;
    for (place, pair) in values.windows(2).enumerate() {
        ordered(&fields, names[place + 1], pair)?;
    }
    let (x, y) = (fields.inner_probability("p_b_hi")?, fields.inner_probability("p_s_lo")?);
    let setting = independent(&values, &x, &y);
    let gaps = Gaps::of(&setting);
    let one = Rational::one();
    let (lambda, mirror) = (gaps.lambda.clone().unwrap_or_default(), gaps.mirror.clone().unwrap_or_default());
    let region = match (lambda < one, mirror < one) {
        (false, false) => "I",
        (true, false) => "II",
        (false, true) => "II'",
        (true, true) if lambda == mirror => "III|III'",
        (true, true) if lambda < mirror => "III",
        (true, true) => "III'",
    };
    let case = match lambda.cmp(&mirror) {
        std::cmp::Ordering::Greater => "a",
        std::cmp::Ordering::Less => "b",
        std::cmp::Ordering::Equal => "both",
    };
    let first_best = setting.first_best();
    let dominant = setting.dominant_strategy()?;
    let flexible = flexible_price(&setting, &gaps);
    let bayesian = setting.bayesian()?;
    let best = dominant.clone().max(flexible.clone());
    let mut answer = Answer::new()
        .number("p_b_hi_star", &over(&gaps.low, &gaps.all))
        .number("p_s_lo_star", &over(&gaps.high, &gaps.all))
        .value("region", region)
        .value("lemma21_case", case)
        .number("first_best", &first_best)
        .number("W_DS", &dominant)
        .number("W_FP", &flexible)
        .number("best_guarantee", &best)
        .value("dominant_strategy_optimal", dominant >= flexible)
        .value("flexible_price_optimal", flexible >= dominant)
        .number("kappa", &(&x * &y * &gaps.middle))
        .number("lambda", &lambda)
        .number("lambda_mirror", &mirror)
        .number("tmu_lp_table3", &table3(&setting)?)
        .number("bayesian_optimum", &bayesian)
        .number("bayesian_minus_ds", &(&bayesian - &dominant))
        .value("bayesian_first_best", bayesian == first_best);
    if lambda < one && mirror < one {
        let mirrored = mirror < lambda;
        let weight = if mirrored { &mirror } else { &lambda };
        answer = answer
            .number("tmu_lp_table4_overlapping", &table4(&setting, weight, mirrored, true)?)
            .number("tmu_lp_table4_without_overlap", &table4(&setting, weight, mirrored, false)?);
    }
    Ok(answer.done())
}

pub(super) fn four_values(fields: &Fields<'_>) -> Result<Vec<Rational>, EvalError> {
    let values = fields.get("values")?.rationals_exactly(4)?;
    ordered(fields, "values", &values)?;
    Ok(values)
}

/// The same bounds for a joint law of the types (an extension of section 5).
pub(crate) fn correlated(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let values = four_values(&fields)?;
    let names = ["pi_blo_slo", "pi_blo_shi", "pi_bhi_slo", "pi_bhi_shi"];
    let mut prob = Vec::new();
    for name in names {
        let p = fields.rational(name)?;
        if p.is_negative() {
            return Err(fields.range(name, "at least 0"));
        }
        prob.push(p);
    }
    let sum: Rational = prob.iter().cloned().sum();
    if !sum.is_one() {
        return Err(EvalError::Sum { field: names.join(", "), sum });
    }
    let given_low = (&prob[0] + &prob[2], names[2], "a law in which s_lo has positive probability");
    let given_high = (&prob[2] + &prob[3], names[2], "a law in which b_hi has positive probability");
    let conditional = |(mass, name, required): (Rational, &str, &str)| {
        prob[2].checked_div(&mass).ok_or_else(|| fields.range(name, required))
    };
    let (buyer_high, seller_low) = (conditional(given_low)?, conditional(given_high)?);
    let mut setting = independent(&values, &Rational::zero(), &Rational::zero());
    setting.prob = prob.chunks(2).map(<[Rational]>::to_vec).collect();
    let gaps = Gaps::of(&setting);
    let exceeded = buyer_high > over(&gaps.low, &gaps.all) && seller_low > over(&gaps.high, &gaps.all);
    let bound = match (&gaps.lambda, &gaps.mirror) {
        (Some(lambda), Some(mirror)) if exceeded && mirror < lambda => table4(&setting, mirror, true, true)?,
        (Some(lambda), Some(_)) if exceeded => table4(&setting, lambda, false, true)?,
        _ => table3(&setting)?,
    };
    Ok(Answer::new()
        .number("W_FP", &flexible_price(&setting, &gaps))
        .number("W_DS", &setting.dominant_strategy()?)
        .number("prob_bhi_given_slo", &buyer_high)
        .number("prob_slo_given_bhi", &seller_low)
        .number("tmu_lp", &bound)
        .done())
}

/// The mechanism of section 6.1 when information is free.
pub(crate) fn free_information(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let values = four_values(&fields)?;
    let (x, y) = (fields.inner_probability("p_b_hi")?, fields.inner_probability("p_s_lo")?);
    let epsilon = fields.rational("epsilon")?;
    let delta = fields.inner_probability("delta")?;
    let setting = independent(&values, &x, &y);
    let gaps = Gaps::of(&setting);
    let one = Rational::one();
    let threshold = over(&gaps.low, &(&gaps.low + &gaps.middle));
    let right = &one - &threshold;
    let left = &right - over(&(&y * &gaps.middle), &((&one - &y) * &gaps.high));
    let least = left.clone().max(Rational::zero());
    if epsilon <= least || epsilon >= right {
        return Err(fields.range("epsilon", format!("strictly between {least} and {right}")));
    }
    let q = &threshold + &epsilon;
    let most = over(&((&one - &q) * (&gaps.low + &gaps.middle)), &((&one - &q) * &gaps.all + &gaps.middle));
    let flexible = flexible_price(&setting, &gaps);
    let lottery = &one - &delta + &delta * &q;
    let high_seller = (&one - &y) * &x * &lottery * &gaps.high;
    let bound = &y * (&x * (&gaps.high + &delta * &gaps.middle) + &gaps.low) + &high_seller;
    let low_seller = worst_posteriors(&gaps, &threshold, &q, &delta, &x);
    Ok(Answer::new()
        .number("epsilon_left_end", &left)
        .number("epsilon_right_end", &right)
        .number("q_epsilon", &q)
        .number("delta_max", &most)
        .number("bound_D8", &bound)
        .number("W_FP", &flexible)
        .number("gain_over_W_FP", &(&bound - &flexible))
        .number("infimum_over_information", &(&y * low_seller + high_seller))
        .done())
}

/// The lower convex envelope, at the prior, of the welfare that `s_lo` brings at each posterior.
///
/// Welfare is linear on the three pieces on which the seller's two choices are
/// constant, so the envelope is spanned by the limits at the ends of the pieces.
fn worst_posteriors(
    gaps: &Gaps,
    threshold: &Rational,
    q: &Rational,
    delta: &Rational,
    prior: &Rational,
) -> Rational {
    let one = Rational::one();
    let second = over(threshold, q);
    let welfare = |p: &Rational, posted_high: bool, lottery_high: bool| {
        let everyone = p * &gaps.all + (&one - p) * &gaps.low;
        let posted = if posted_high { p * &gaps.all } else { everyone.clone() };
        let lottery = if lottery_high { p * q * &gaps.all } else { everyone };
        (&one - delta) * posted + delta * lottery
    };
    let (zero, middle) = (Rational::zero(), (true, false));
    let mut points = Vec::new();
    for (from, to, (posted, lottery)) in
        [(&zero, threshold, (false, false)), (threshold, &second, middle), (&second, &one, (true, true))]
    {
        for p in [from, to] {
            points.push((p.clone(), welfare(p, posted, lottery)));
        }
    }
    let mut least: Option<Rational> = None;
    for (left, low) in points.iter().filter(|(p, _)| p <= prior) {
        for (right, high) in points.iter().filter(|(p, _)| p >= prior) {
            let share = over(&(prior - left), &(right - left));
            let value =
                if left == right { low.clone().min(high.clone()) } else { low + share * (high - low) };
            least = Some(least.map_or(value.clone(), |least| least.min(value)));
        }
    }
    least.unwrap_or_default()
}
