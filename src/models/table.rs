//! The table of registered models.
//!
//! One entry a model: name, source, fields, results, function. Consumes and
//! trusts nothing; what is not complete is not listed.

use super::{
    Field, Model, attention, auction, barter, carroll, discrete, duality, exchange, extortion, intermediary,
    mediation, mediator, monopoly, partnership, shuttle,
};

const fn field(name: &'static str, kind: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, meaning, optional: false }
}

const fn optional(name: &'static str, kind: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, meaning, optional: true }
}

const VALUES: Field = field("values", "list of 4 numbers", "s_lo < b_lo < s_hi < b_hi, in money");
const P_B_HI: Field = field("p_b_hi", "probability", "of the buyer's high value, inside (0, 1)");
const P_S_LO: Field = field("p_s_lo", "probability", "of the seller's low value, inside (0, 1)");

const GRID: Field = field("values", "list of numbers", "increasing, at least 0, in money");
const PRIOR: Field = field("prior", "list of probabilities", "of the types, all positive");
const AGENT: Field = field("u", "table of numbers", "the agent's utility, decision rows by type columns");
const THIRD: Field =
    field("w", "table of numbers", "the third party's utility, decision rows by type columns");
const SLOPE: Field = field("slope_c", "list of numbers", "utility per unit of transfer, by type");
const SIGNALS: Field = field("pi_rows_by_type", "table of probabilities", "of signals, rows by type");

const ALPHA: Field =
    field("alpha", "table of lists", "joint law: alpha[i][j] by state, i of the buyer, j of the seller");

const BUYER: Field = field("buyer", "law", "of the buyer's value");
const SELLER: Field = field("seller", "law", "of the seller's cost");

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
        name: "carroll.extortion",
        source: "Carroll, section 4.1 and appendix B.1: the extortion game of a finite mechanism",
        fields: &[
            VALUES,
            P_B_HI,
            P_S_LO,
            field(
                "q",
                "table of probabilities",
                "of trade, rows by the buyer's action; action 0 is the null action",
            ),
            field(
                "t",
                "table of numbers",
                "payments of the buyer to the seller, in money, rows by the buyer's action",
            ),
            field(
                "default",
                "list of states",
                "the default structure: b and s (lo, hi), signals buyer and seller, prob",
            ),
            field(
                "structures",
                "list of lists of states",
                "the overlapping list; equal names are the same signal",
            ),
            field("epsilon", "probability", "of a structure drawn at random, inside (0, 1)"),
            field("buyer_actions", "object", "signal to action, or to a probability for each action"),
            field("seller_actions", "object", "likewise"),
            optional(
                "accept",
                "list of 4 probabilities",
                "of accepting, in the order of values; 1 if absent",
            ),
            optional("buyer_actions_after_rejecting", "object", "signal to action, where it differs"),
            optional("seller_actions_after_rejecting", "object", "likewise"),
            optional(
                "offers",
                "list of 4 numbers",
                "what is extorted, in the order of values; else as in B.1",
            ),
        ],
        results: &[
            "is_equilibrium (undominated, sequential, of the combined game)",
            "first_violated_constraint (best replies; offers; undominated)",
            "welfare",
            "tmu",
            "limit_welfare (as epsilon tends to 0)",
            "welfare_formula (the last display of appendix B.2)",
            "tmu_lp (the largest over all overlapping lists of direct mechanisms)",
            "auxiliary_violation",
            "direct_violation (Lemma B.1)",
            "type_payoffs (rows by structure, in the order of values)",
            "worst_structures",
            "offers",
            "gain_from_accepting",
            "belief_distance (largest, from the law given the own signal)",
        ],
        run: extortion::extortion,
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
    Model {
        name: "intermediary.monopoly",
        source: "Dworczak, Mechanism Design with Aftermarkets: section 2",
        fields: &[GRID, PRIOR],
        results: &[
            "profit",
            "optimal_prices (ascending)",
            "consumer_rent_at_each_optimal_price",
            "type_rents_at_lowest_optimal_price",
        ],
        run: monopoly::monopoly,
    },
    Model {
        name: "intermediary.third-party",
        source: "Dworczak, section 3: the third party's problem without information",
        fields: &[AGENT, THIRD, SLOPE, PRIOR],
        results: &["v_star", "optimal_vertices (x rows by type, tau; lexicographic)"],
        run: intermediary::third_party,
    },
    Model {
        name: "intermediary.grand-mechanism",
        source: "Dworczak, section 5: conditions (5.1) to (5.3)",
        fields: &[
            AGENT,
            THIRD,
            PRIOR,
            field("x", "table of numbers", "decision probabilities, rows by type"),
            field("tau", "list of numbers", "transfer to the third party, by type"),
            field("t", "list of numbers", "fee to the mediator, by type"),
        ],
        results: &[
            "(5.1)",
            "(5.2)",
            "(5.3)",
            "third_party_value",
            "v_star",
            "x_in_Y_empty",
            "best_value_with_rule_x (null if no transfers implement x)",
        ],
        run: intermediary::grand_mechanism,
    },
    Model {
        name: "intermediary.disclosure",
        source: "Dworczak, sections 3 and 4: disclosure rules",
        fields: &[AGENT, THIRD, PRIOR, SIGNALS],
        results: &["value_of_information", "truthful_for_some_selection_and_fee"],
        run: intermediary::disclosure,
    },
    Model {
        name: "intermediary.mechanism",
        source: "Dworczak, section 3: truthful mechanisms of the mediator",
        fields: &[
            AGENT,
            THIRD,
            PRIOR,
            SIGNALS,
            field("selected_x_by_signal", "list of tables", "decision probabilities, rows by type"),
            field("selected_tau_by_signal", "table of numbers", "transfers, rows by signal"),
            field("t", "list of numbers", "fee to the mediator, by type"),
        ],
        results: &["truthful", "first_violated_constraint", "induced_x (rows by type)", "third_party_value"],
        run: intermediary::mechanism,
    },
    Model {
        name: "intermediary.price-discrimination",
        source: "Dworczak, section 2: the triangle of surpluses under segmentation",
        fields: &[GRID, PRIOR],
        results: &["vertices_cs_ps", "uniform_monopoly_points_cs_ps (by ascending price)"],
        run: monopoly::price_discrimination,
    },
    Model {
        name: "intermediary.segmentation",
        source: "Dworczak, section 2: the segmentation problem as a linear program",
        fields: &[
            GRID,
            PRIOR,
            field("weight_cs", "number", "of the consumers' surplus"),
            field("weight_ps", "number", "of the profit"),
        ],
        results: &["value", "cs_ps", "mass_by_price_and_value", "multipliers (by constraint)"],
        run: monopoly::segmentation,
    },
    Model {
        name: "intermediary.surplus-triangle",
        source: "Dworczak, Figure 2.1 and Fact 1, for finitely many values",
        fields: &[GRID, PRIOR],
        results: &["vertices_cs_ps", "elicited_cs_ps (ends of the segment of outcomes)", "drawing"],
        run: monopoly::surplus_triangle,
    },
    Model {
        name: "intermediary.offer",
        source: "Dworczak, section 3: the third party's problem, with multipliers",
        fields: &[AGENT, THIRD, SLOPE, PRIOR],
        results: &["v_star", "x (rows by type)", "tau", "multipliers (by constraint)"],
        run: duality::offer,
    },
    Model {
        name: "intermediary.farkas",
        source: "Dworczak, section 5: why a rule is not optimal without information",
        fields: &[
            AGENT,
            THIRD,
            SLOPE,
            PRIOR,
            field("x", "table of numbers", "decision probabilities, rows by type"),
        ],
        results: &[
            "v_star",
            "best_value_with_rule_x (null if no transfers implement x)",
            "x_in_Y_empty",
            "gap",
            "multipliers (by condition; null if x is in Y_empty)",
        ],
        run: duality::farkas,
    },
    Model {
        name: "intermediary.mediator",
        source: "Dworczak, sections 3 and 4: the mediator's problem over all signals, fees and selections",
        fields: &[
            AGENT,
            THIRD,
            SLOPE,
            PRIOR,
            optional(
                "goal",
                "table of numbers",
                "what the mediator maximises of the induced rule, as u; else the third party's payoff",
            ),
            optional("market", "text", "full, no-transfers, no-randomisation or one-offer"),
        ],
        results: &[
            "v_star",
            "value",
            "value_without_signals",
            "third_party_value",
            "induced_x (rows by type)",
            "signals",
            "fee_above_the_lowest",
            "mechanisms",
            "multipliers (by constraint)",
        ],
        run: mediation::mediator,
    },
    Model {
        name: "intermediary.resale",
        source: "Dworczak, section 4, last paragraph: a mediator who allocates the object",
        fields: &[GRID, PRIOR, field("worth", "number", "of the object to the third party, in money")],
        results: &["offers_with_a_constant_chance", "offers_with_other_chances"],
        run: mediation::resale,
    },
    Model {
        name: "auction.discrete",
        source: "Pommey, A simple introduction to mechanism design: sections 3.3 and 3.4, on grids",
        fields: &[
            optional(
                "bidders",
                "list of {values, probs}",
                "independent bidders, values increasing, at least 0",
            ),
            optional("joint", "{values, probs}", "two bidders; values: two lists, probs: rows by the first"),
        ],
        results: &["optimal_revenue", "ironed_virtual_values (independent bidders)", "efficient_max_revenue"],
        run: discrete::auction,
    },
    Model {
        name: "auction.discrete-transfers",
        source: "Pommey, section 3.3: revenue equivalence on grids",
        fields: &[
            field("values", "list of numbers", "increasing, in money"),
            field("probs", "list of probabilities", "of the values, all positive"),
            field("allocation", "list of probabilities", "of trade by type, not decreasing"),
            field("lowest_utility", "number", "utility of the lowest type"),
        ],
        results: &["payment_interval (least and largest expected payment)"],
        run: discrete::transfers,
    },
    Model {
        name: "trade.discrete",
        source: "Pommey, sections 4.1 to 4.3, on grids",
        fields: &[
            optional("seller", "discrete law", "of the cost"),
            optional("buyer", "discrete law", "of the value"),
            optional("joint", "{buyer, seller, probs}", "two lists of values; probs: rows by buyer"),
        ],
        results: &["first_best", "minimal_subsidy", "second_best", "posted_price_best"],
        run: barter::trade,
    },
    Model {
        name: "attention.implementable",
        source: "Larionov and Yamashita: implementability lemma",
        fields: &[
            field("side", "buyer or seller", "whose information"),
            ALPHA,
            field("U", "list of numbers", "exponentiated values of this side, by state"),
            field("T", "table of numbers", "exponentiated payments, rows by the buyer's report i"),
            optional("q", "table of probabilities", "of trade, rows by i; 1 where absent"),
        ],
        results: &[
            "implementable",
            "failing",
            "deviation (a better law with abstaining apart, and its gain, or null)",
        ],
        run: attention::implementable,
    },
    Model {
        name: "attention.efficient",
        source: "Larionov and Yamashita: efficiency proposition",
        fields: &[ALPHA],
        results: &["implementable", "buyer_alone", "seller_alone"],
        run: attention::efficient,
    },
    Model {
        name: "attention.revenue",
        source: "Larionov and Yamashita: optimality, one side at two posteriors",
        fields: &[
            field("U", "list of 2 numbers", "exponentiated values in the low and the high state"),
            field("mu0_hi", "probability", "of the high state, inside (0, 1)"),
            field("posteriors_hi", "list of 2 probabilities", "the first above mu0_hi, the second below"),
        ],
        results: &["value", "regime (interior, kink at m1, kink at m2)"],
        run: attention::revenue,
    },
    Model {
        name: "attention.min-subsidy",
        source: "Larionov and Yamashita: subsidy minimisation and optimality conditions, two qualities",
        fields: &[
            field("U_b", "list of 2 numbers", "the buyer's exponentiated values, low and high quality"),
            field("U_s", "list of 2 numbers", "the seller's exponentiated values, low and high quality"),
            field("mu0_hi", "probability", "of the high quality, inside (0, 1)"),
        ],
        results: &[
            "min_subsidy (the infimum, in logarithms)",
            "attained",
            "posteriors_hi (decreasing), where attained",
            "limit_posterior (0 or 1) and other_posterior_hi, where not",
        ],
        run: attention::min_subsidy,
    },
    Model {
        name: "attention.existence-map",
        source: "Larionov and Yamashita: optimality conditions, two qualities",
        fields: &[
            field("mu0_hi", "probability", "of the high quality, from 1/10 to 9/10"),
            field("steps", "whole number", "of the grid on each side of equal values, 1 to 12"),
            field("base", "whole number", "the ratio of values at neighbours of the grid, 2 to 16"),
        ],
        results: &["uninformed, informed, limit_0, limit_1: how many points of the grid", "drawing"],
        run: attention::existence_map,
    },
    Model {
        name: "partnership",
        source: "Pommey, sections 4.2 and 4.3: (1), Theorems 3 to 5",
        fields: &[
            optional("law", "law", "the common law of values, without atoms"),
            optional("laws", "list of laws", "one for each partner"),
            optional("n", "whole number", "of partners, 2 to 8; by default that of the shares"),
            field("shares", "list of probabilities", "of ownership; they sum to 1"),
        ],
        results: &[
            "worst_off_types",
            "charges",
            "expected_gains",
            "slack",
            "exists",
            "exists_for_every_law (by the shares alone)",
        ],
        run: partnership::partnership,
    },
    Model {
        name: "partnership.region",
        source: "Pommey, section 4.3, Figure 2",
        fields: &[
            field("law", "law", "the common law of values, without atoms"),
            field("n", "whole number", "2"),
        ],
        results: &["lowest_share", "highest_share"],
        run: partnership::region,
    },
    Model {
        name: "mediator.static",
        source: "Gottardi and Mezzetti, What Do Mediators Do?: optimal static mechanisms",
        fields: &[BUYER, SELLER],
        results: &["solutions (x, y, W by increasing x)", "optimum", "first_best", "full_information_best"],
        run: mediator::fixed,
    },
    Model {
        name: "mediator.sequential",
        source: "Gottardi and Mezzetti: optimal sequential mechanism",
        fields: &[BUYER, SELLER, field("cost", "number", "reported by the seller")],
        results: &["price", "price_family_max_k"],
        run: mediator::sequential,
    },
    Model {
        name: "mediator.wait",
        source: "Gottardi and Mezzetti: full-scale shuttle diplomacy, the uniform case",
        fields: &[
            field("v", "number", "what the buyer knows to be exceeded by the value"),
            field("delta", "number", "how long the buyer waits"),
        ],
        results: &["now", "displayed_wait", "exact_wait"],
        run: mediator::wait,
    },
    Model {
        name: "mediator.expost",
        source: "Gottardi and Mezzetti: static mechanisms on finite signals, uniform priors",
        fields: &[
            field("buyer_cuts", "list of numbers", "increasing, inside (0, 1)"),
            field("seller_cuts", "list of numbers", "increasing, inside (0, 1)"),
        ],
        results: &["optimal_W", "q (rows by buyer)", "t (rows by buyer)"],
        run: mediator::expost,
    },
    Model {
        name: "auction.symmetric",
        source: "Pommey, sections 3.3 and 3.4: Corollary 1, optimal auctions, ironing",
        fields: &[
            field("n", "whole number", "of bidders, 1 to 8"),
            field("law", "law", "the common law of values, without atoms"),
            optional("type", "number", "the value of a bidder in the first-price auction"),
        ],
        results: &[
            "first_price_revenue",
            "second_price_revenue",
            "reserve",
            "optimal_revenue",
            "regular",
            "ironed (interval, value)",
            "bid_at (if type is given)",
        ],
        run: auction::symmetric,
    },
    Model {
        name: "auction.independent",
        source: "Pommey, section 3.4",
        fields: &[field("laws", "list of laws", "one for each bidder, without atoms")],
        results: &["optimal_revenue", "second_price_revenue"],
        run: auction::independent,
    },
    Model {
        name: "trade.continuous",
        source: "Pommey, section 4; Gottardi and Mezzetti: the fully informed optimum",
        fields: &[SELLER, BUYER],
        results: &[
            "first_best",
            "minimal_subsidy",
            "second_best",
            "second_best_threshold (d in: trade iff v - c >= d, where the optimal rule has that form)",
        ],
        run: exchange::trade,
    },
    Model {
        name: "mediator.dynamic",
        source: "Gottardi and Mezzetti: full-scale shuttle diplomacy",
        fields: &[
            BUYER,
            SELLER,
            field("periods", "whole number", "1 to 24"),
            optional(
                "fair_price",
                "number",
                "inside (0, 1); by default the solution of the fair-price equation",
            ),
        ],
        results: &[
            "fair_price",
            "inefficiency {interval, exact_last_period, exact}",
            "sincerity_least_slack {p_fair_free, p_fair_given}",
            "endgame_sum",
        ],
        run: shuttle::dynamic,
    },
];
