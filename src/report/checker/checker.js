// The check of one proof: blocks, and what rules share (docs/CERTIFICATES.md, "Scopes and facts" and "Rules").

/** Checks one proof of a closed formula. */
class Checker {
  constructor(sorts, decoder, library) {
    this.scope = new Scope(sorts);
    this.normal = new Normal();
    this.decoder = decoder;
    this.library = library;
    this.holes = new Set();
    this.cites = new Set();
    this.steps = 0;
    this.depth = 0;
    this.scope.checkSorts();
  }

  get context() {
    return this.scope.root;
  }

  /** A formula that a step brings along. */
  formula(json) {
    const formula = this.decoder.formula(json);
    checkFormula(formula, this.context);
    return formula;
  }

  /** A term that a step brings along, and its domain. */
  term(json) {
    const term = this.decoder.term(json);
    return [term, domainOf(term, this.context)];
  }

  realTerm(json) {
    const [term, domain] = this.term(json);
    require_(isNumeric(domain), "a number was expected");
    return term;
  }

  add(formula) {
    this.scope.facts.push(formula);
  }

  same(a, b) {
    return a === b || this.normal.formula(a, this.context) === this.normal.formula(b, this.context);
  }

  isTrue(formula) {
    return this.normal.formula(formula, this.context).text === TRUE;
  }

  isFalse(formula) {
    return this.normal.formula(formula, this.context).text === FALSE;
  }

  mustSay(fact, formula, what) {
    require_(this.same(this.scope.fact(fact), formula), () => `fact ${fact} is not ${what}`);
  }

  // ---- blocks ----

  /** Proves a formula by a block. */
  block(formula, open, steps) {
    this.nested(() => {
      let goal = formula;
      for (let i = 0; i < naturalOf(open); i++) {
        goal = plain(goal);
        if (goal.k === "forall") {
          this.scope.declare(goal.name, goal.domain);
          goal = opened(goal.body, free(goal.name));
        } else {
          require_(goal.k === "implies", "there is nothing more to open");
          this.add(goal.left);
          goal = goal.right;
        }
      }
      this.run(steps);
      this.conclude(goal);
    });
  }

  nested(run) {
    require_(++this.depth <= 100, "blocks are nested too deeply");
    this.scope.within(run);
    this.depth--;
  }

  conclude(goal) {
    if (this.isTrue(goal)) return;
    const last = this.scope.facts.length - 1;
    require_(last >= 0 && this.same(this.scope.facts[last], goal), "the goal is not reached");
  }

  run(steps) {
    listOf(steps).forEach((step, at) => {
      this.steps++;
      try {
        require_(step !== null && typeof step === "object" && Object.hasOwn(RULES, step.rule), "no such rule");
        RULES[step.rule](this, step);
      } catch (error) {
        if (error instanceof Rejection) error.message = `step ${at}, ${step?.rule}: ${error.message}`;
        throw error;
      }
    });
  }

  // ---- arguments ----

  /** An argument for a binder, which must fit it; what its mixtures need is taken from the premises. */
  argumentFor(json, domain, premises) {
    const argument = this.decoder.argument(json);
    checkArgument(argument, domain, this.context);
    if (domain.k !== "law") return argument;
    if (isVariable(argument)) {
      const given = this.context.domainOf(argument);
      require_(domain.lower === null || (given.lower && Q.atMost(domain.lower, given.lower)), "a lower bound is missing");
      require_(domain.upper === null || (given.upper && Q.atMost(given.upper, domain.upper)), "an upper bound is missing");
      require_(!domain.continuous || given.continuous, "a continuous law is wanted");
      return argument;
    }
    require_(domain.on.k === "sort", "a built law cannot replace a law on the reals");
    for (const weights of this.weights(argument.law, (formula) => quantified(argument.parameters, formula))) {
      checkFormula(weights, this.context);
      if (this.isTrue(weights)) continue;
      require_(premises.length > 0, "a premise about the weights of a mixture is missing");
      this.mustSay(premises.shift(), weights, "what the weights of a mixture need");
    }
    return argument;
  }

  /** For each mixture, outer ones first: its weights are not negative, and their sum is 1. */
  weights(law, around) {
    if (law.k === "dirac") return [];
    if (law.k === "draw") {
      const name = law.name;
      return this.weights(law.rest, (formula) => around(forall(name, this.lawsOutcome(law), formula)));
    }
    const terms = law.parts.map(([weight]) => weight);
    const own = conjunction([
      ...terms.map((weight) => compare(">=", weight, integer(0))),
      compare("=", sum(...terms), integer(1)),
    ]);
    return [around(own), ...law.parts.flatMap(([, part]) => this.weights(part, around))];
  }

  lawsOutcome(draw) {
    require_(draw.law.k === "free", "what is drawn from is not declared");
    return this.context.domainOf(draw.law).on;
  }

  /** A functional that a step brings along, and what it ranges over. */
  functional(json) {
    const functional = this.decoder.functional(json);
    return [functional, outcomes(functional, this.context)];
  }

  lambdaOfOneReal(json) {
    const lambda = this.decoder.lambda(json);
    require_(lambda.parameters.length === 1 && lambda.parameters[0].domain.k === "real", "a function of one number is wanted");
    mustBeReal(lambda.body, this.context.under(REAL));
    return lambda;
  }

  polynomial(t) {
    return this.normal.term(t, this.context);
  }

  /** A comparison as a polynomial against 0: `[relation, polynomial]` with relation one of = != >= >. */
  against0(t) {
    require_(t.k === "compare", "a comparison was expected");
    const turned = t.relation === "<=" || t.relation === "<";
    const [left, right] = turned ? [t.right, t.left] : [t.left, t.right];
    const relation = turned ? (t.relation === "<=" ? ">=" : ">") : t.relation;
    return [relation, this.polynomial(minus(left, right))];
  }
}

/** A formula under `forall` for these binders. */
function quantified(binders, formula) {
  return binders.reduceRight((body, { name, domain }) => forall(name, domain, body), formula);
}

/** A functional of a body with one bound variable. */
const functionalOf = (functional, name, body) => node("bind", { functional, name, body });

/** Every rule by its name: a function of the checker and a step, which adds facts to the scope or rejects. */
const RULES = { ...LOGIC_RULES, ...REAL_RULES, ...FUNCTIONAL_RULES };
