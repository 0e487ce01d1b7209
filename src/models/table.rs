//! The table of registered models.
//!
//! One entry a model: name, source, fields, results, function. Consumes and
//! trusts nothing; what is not complete is not listed.

use super::{Field, Model, carroll};

const fn field(name: &'static str, kind: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, meaning, optional: false }
}

const fn optional(name: &'static str, kind: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, meaning, optional: true }
}

const VALUES: Field = field("values", "list of 4 numbers", "s_lo < b_lo < s_hi < b_hi, in money");
const P_B_HI: Field = field("p_b_hi", "probability", "of the buyer's high value, inside (0, 1)");
const P_S_LO: Field = field("p_s_lo", "probability", "of the seller's low value, inside (0, 1)");

/// Every model, in the order of the papers.
pub fn registry() -> &'static [Model] {
    MODELS
}

const MODELS: &[Model] = &[
    Model {
        name: "carroll.bilateral-trade",
        source: "Carroll, Information Games and Robust Trading Mechanisms: sections 2, 3, 5, Tables 3 and 4",
        fields: &[
            field("s_lo", "number", "the seller's low value, in money"),
            field("b_lo", "number", "the buyer's low value, above s_lo"),
            field("s_hi", "number", "the seller's high value, above b_lo"),
            field("b_hi", "number", "the buyer's high value, above s_hi"),
            P_B_HI,
            P_S_LO,
        ],
        results: &[
            "p_b_hi_star",
            "p_s_lo_star",
            "region",
            "lemma21_case",
            "first_best",
            "W_DS",
            "W_FP",
            "best_guarantee",
            "dominant_strategy_optimal",
            "flexible_price_optimal",
            "kappa",
            "lambda",
            "lambda_mirror",
            "tmu_lp_table3",
            "bayesian_optimum",
            "bayesian_minus_ds",
            "bayesian_first_best",
            "tmu_lp_table4_overlapping (regions III, III')",
            "tmu_lp_table4_without_overlap (regions III, III')",
        ],
        run: carroll::bilateral_trade,
    },
    Model {
        name: "carroll.correlated",
        source: "Carroll, sections 3 and 5, with correlated types",
        fields: &[
            VALUES,
            field("pi_blo_slo", "probability", "of the pair (b_lo, s_lo)"),
            field("pi_blo_shi", "probability", "of the pair (b_lo, s_hi)"),
            field("pi_bhi_slo", "probability", "of the pair (b_hi, s_lo)"),
            field("pi_bhi_shi", "probability", "of the pair (b_hi, s_hi)"),
        ],
        results: &["W_FP", "W_DS", "prob_bhi_given_slo", "prob_slo_given_bhi", "tmu_lp"],
        run: carroll::correlated,
    },
    Model {
        name: "carroll.free-information",
        source: "Carroll, section 6.1 and the proof of Proposition 6.1",
        fields: &[
            VALUES,
            P_B_HI,
            P_S_LO,
            field("epsilon", "number", "inside the interval of section 6.1"),
            field("delta", "probability", "of the second branch, inside (0, 1)"),
        ],
        results: &[
            "epsilon_left_end",
            "epsilon_right_end",
            "q_epsilon",
            "delta_max",
            "bound_D8",
            "W_FP",
            "gain_over_W_FP",
            "infimum_over_information",
        ],
        run: carroll::free_information,
    },
];
