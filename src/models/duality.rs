//! Aftermarkets by linear programming, with the multipliers that prove the answers: `intermediary.offer` and
//! `intermediary.farkas`.
//!
//! Source: Dworczak, "Mechanism Design with Aftermarkets", sections 3 and 5. Consumes finite tables; produces
//! optima with a multiplier for each constraint that binds, named as in the paper. It trusts the verifier of
//! linear programs. Positions of types and decisions count from 0.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::Fields;
use super::intermediary::Problem;
use super::linear::{Form, Program, attained};
use super::output::{Answer, number, numbers, table};

/// The third party's best offer without information, and multipliers that show that there is no better one.
pub(crate) fn offer(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let problem = Problem::read(&Fields::of(map), true)?;
    let mut program = Program::new();
    let unknown = problem.offer(&mut program);
    let best = attained(program.maximum(problem.objective(&unknown, &problem.prior))?)?;
    let value = |place: &usize| best.point[*place].clone();
    let x: Vec<Vec<Rational>> = unknown.x.iter().map(|row| row.iter().map(value).collect()).collect();
    let tau: Vec<Rational> = unknown.tau.iter().map(value).collect();
    Ok(Answer::new()
        .number("v_star", &best.value)
        .value("x", table(&x))
        .value("tau", numbers(&tau))
        .value("multipliers", program.named(&best.multipliers))
        .done())
}

/// Why a decision rule is not optimal without information: multipliers of (5.1), (5.2), (5.3) and of the fees.
///
/// Type 0 stands for a type with the lowest fee; which it is does not matter.
pub(crate) fn farkas(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let problem = Problem::read(&fields, true)?;
    let x = problem.lotteries(&fields.get("x")?)?;
    let types = problem.types();
    let gain = |kind: usize, report: usize| problem.utility(kind, &x[report]);
    let mut program = Program::new();
    let tau = program.frees(types);
    let mut objective = Form::new();
    let mut constant = Rational::zero();
    for kind in 0..types {
        program.at_least(vec![(tau[kind], Rational::from(-1))], -gain(kind, kind));
        program.name(format!("(5.2) type {kind}"));
        for report in (0..types).filter(|report| *report != kind) {
            let form = vec![(tau[kind], Rational::from(-1)), (tau[report], Rational::one())];
            program.at_least(form, gain(kind, report) - gain(kind, kind));
            program.name(format!("(5.1) type {kind}, report {report}"));
        }
        objective.push((tau[kind], &problem.prior[kind] * &problem.slope[kind]));
        let decisions = x[kind].iter().zip(&problem.w).map(|(x, w)| x * &w[kind]);
        constant += &(&problem.prior[kind] * decisions.sum::<Rational>());
    }
    let value = problem.value(&problem.prior)?;
    let answer = Answer::new().number("v_star", &value);
    let Some(best) = program.maximum(objective)? else {
        let multipliers = program.contradiction()?.unwrap_or_default();
        return Ok(answer
            .value("best_value_with_rule_x", Value::Null)
            .value("x_in_Y_empty", false)
            .value("gap", Value::Null)
            .value("multipliers", program.named(&multipliers))
            .done());
    };
    let best_value = &best.value + &constant;
    let gap = &value - &best_value;
    let mut multipliers = program.named(&best.multipliers);
    if gap.is_positive() {
        multipliers.insert("(5.3)".to_owned(), number(&Rational::one()));
        for kind in 1..types {
            let weight = &problem.prior[kind] * &problem.slope[kind];
            if !weight.is_zero() {
                multipliers.insert(format!("t({kind}) >= t(0)"), number(&weight));
            }
        }
    }
    let multipliers = if gap.is_positive() { Value::Object(multipliers) } else { Value::Null };
    Ok(answer
        .number("best_value_with_rule_x", &best_value)
        .value("x_in_Y_empty", gap.is_zero())
        .number("gap", &gap)
        .value("multipliers", multipliers)
        .done())
}
