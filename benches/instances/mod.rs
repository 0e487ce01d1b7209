//! Linear programs that benches share.

use mechproof::search::simplex::{Problem, Relation};
use mechproof_core::exact::Rational;

/// A whole number.
pub(crate) fn int(value: i64) -> Rational {
    Rational::from(value)
}

/// The best mechanism when everyone knows only the own type: trade `q` and
/// transfers to seller and from buyer in every pair of types, incentive and
/// participation constraints in expectation, no deficit on average.
pub(crate) fn bilateral_trade(n: i64) -> Problem {
    let mut problem = Problem::new();
    let size = usize::try_from(n).unwrap_or(0);
    let mut add = |lower: Option<Rational>, upper: Option<Rational>| -> Vec<Vec<usize>> {
        let mut row = || (0..size).map(|_| problem.add_variable(lower.clone(), upper.clone())).collect();
        (0..size).map(|_| row()).collect()
    };
    let trade = add(Some(int(0)), Some(int(1)));
    let (paid, got) = (add(None, None), add(None, None));
    let buyer = |i: usize| int(i64::try_from(i).unwrap_or(0) * 2 + 3);
    let seller = |j: usize| int(i64::try_from(j).unwrap_or(0) * 2);
    let mut rows: Vec<Vec<(usize, Rational)>> = Vec::new();
    for own in 0..size {
        for said in (0..size).chain([usize::MAX]) {
            let (mut buy, mut sell) = (Vec::new(), Vec::new());
            for other in 0..size {
                buy.push((trade[own][other], buyer(own)));
                buy.push((paid[own][other], int(-1)));
                sell.push((trade[other][own], -seller(own)));
                sell.push((got[other][own], int(1)));
                if said < size {
                    buy.push((trade[said][other], -buyer(own)));
                    buy.push((paid[said][other], int(1)));
                    sell.push((trade[other][said], seller(own)));
                    sell.push((got[other][said], int(-1)));
                }
            }
            rows.push(buy);
            rows.push(sell);
        }
    }
    let pairs = || (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
    let surplus = pairs().flat_map(|(i, j)| [(paid[i][j], int(1)), (got[i][j], int(-1))]);
    rows.push(surplus.collect());
    for terms in rows {
        problem.add_row(terms, Relation::Ge, int(0)).expect("all variables were added");
    }
    let gains = pairs().map(|(i, j)| (trade[i][j], buyer(i) - seller(j)));
    problem.set_objective(true, gains).expect("all variables were added");
    problem
}
