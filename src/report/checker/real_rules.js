// Rules of real and natural numbers.

const REAL_RULES = {
  combine(c, step) {
    fields(step, "rule", "goal", "multiplier", "products", "equations");
    const polys = c.normal.polys;
    const goal = c.formula(step.goal);
    const [right, strict] = combination(c, step);
    const against = plain(goal);
    if (against.k !== "compare") {
      require_(c.isFalse(goal) && listOf(step.multiplier).length === 0, "the goal is no comparison, and not false");
      const value = polys.constant(right);
      require_(value && (value.n < 0n || (value.n === 0n && strict)), "the sum is no contradiction");
      return c.add(goal);
    }
    const [relation, g] = c.against0(against);
    const m = multiplierOf(c, step);
    const reaches = (p) => polys.same(polys.product(m, p), right);
    if (relation === "=") require_(listOf(step.products).length === 0 && reaches(g), "the equation does not follow");
    else if (relation === ">=") require_(reaches(g), "the sum is not the goal");
    else {
      require_(strict, "no term of the sum is strict");
      require_(reaches(g) || (relation === "!=" && reaches(c.normal.negative(g))), "the sum is not the goal");
    }
    c.add(goal);
  },

  inverse(c, step) {
    fields(step, "rule", "fact");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "compare" && [">", "<", "!="].includes(fact.relation), "the fact does not say that something is not 0");
    const [more, less] = fact.relation === "<" ? [fact.right, fact.left] : [fact.left, fact.right];
    const isZero = (t) => t.k === "number" && t.value.n === 0n;
    const d = isZero(less) ? more : fact.relation === "!=" && isZero(more) ? less : minus(more, less);
    c.add(compare("=", product(d, node("quotient", { left: integer(1), right: d })), integer(1)));
  },

  congruence(c, step) {
    fields(step, "rule", "fact", "context");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "compare" && fact.relation === "=", "the fact is no equation");
    const { body } = c.lambdaOfOneReal(step.context);
    c.add(compare("=", opened(body, fact.left), opened(body, fact.right)));
  },

  indicator(c, step) {
    fields(step, "rule", "fact");
    const { k, relation, left, right } = c.scope.fact(step.fact);
    require_(k === "compare", "the fact is no comparison");
    const says = { ">=": [">=", 1], "<=": ["<=", 1], ">": ["<=", 0], "<": [">=", 0] }[relation];
    require_(says, "an indicator is not of = or !=");
    c.add(compare("=", node("indicator", { relation: says[0], left, right }), integer(says[1])));
  },

  supremum(c, step) {
    fields(step, "rule", "fact");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "forall" && isFirstOrder(fact.domain), "the fact is not about all of a kind");
    const inner = plain(fact.body);
    require_(inner.k === "compare" && (inner.relation === "<=" || inner.relation === ">="), "the fact is no bound");
    const [f, limit] = inner.relation === "<=" ? [inner.left, inner.right] : [inner.right, inner.left];
    require_(limit.loose === 0, "the bound depends on the variable");
    const below = (index) => forall(fact.name, fact.domain, compare("<=", f, bound(index)));
    const least = forall("c", REAL, implies(below(1), compare("<=", bound(1), bound(0))));
    c.add(exists("K", REAL, conjunction([below(1), least])));
  },

  enclose(c, step) {
    fields(step, "rule", "function", "argument", "terms", "lower", "upper");
    const [x, lower, upper] = [rational(step.argument), rational(step.lower), rational(step.upper)];
    const terms = naturalOf(step.terms);
    require_(terms >= 1 && terms <= 400, "the number of terms is not between 1 and 400");
    require_(bitLength(x.n) <= 4000 && bitLength(x.d) <= 4000, "the argument is too large");
    require_(step.function === "exp" || step.function === "log", "no such function");
    const [least, most] = step.function === "exp" ? boundsOfExp(x, terms) : boundsOfLog(x, terms);
    require_(Q.atMost(lower, least) && Q.atMost(most, upper), "the bounds are narrower than what the series gives");
    const value = node(step.function, { argument: number(x) });
    c.add(conjunction([compare(">=", value, number(lower)), compare("<=", value, number(upper))]));
  },

  exponential(c, step) {
    fields(step, "rule");
    const exp = (argument) => node("exp", { argument });
    const [x, y] = [bound(1), bound(0)];
    const adds = compare("=", exp(sum(x, y)), product(exp(x), exp(y)));
    c.add(forall("x", REAL, forall("y", REAL, adds)));
    const z = bound(0);
    c.add(forall("x", REAL, compare(">=", exp(z), sum(z, integer(1)))));
    const undoes = compare("=", exp(node("log", { argument: z })), z);
    c.add(forall("x", REAL, implies(compare(">", z, integer(0)), undoes)));
  },

  natural(c, step) {
    fields(step, "rule", "term");
    const [t, domain] = c.term(step.term);
    require_(domain.k === "natural", "the term is not natural");
    c.add(compare(">=", t, integer(0)));
  },

  induct(c, step) {
    fields(step, "rule", "base", "step", "formula");
    const formula = c.formula(step.formula);
    const goal = plain(formula);
    require_(goal.k === "forall" && goal.domain.k === "natural", "the formula is not about all natural numbers");
    c.mustSay(step.base, opened(goal.body, integer(0)), "the claim for 0");
    const next = opened(goal.body, sum(bound(0), integer(1)));
    c.mustSay(step.step, forall(goal.name, NATURAL, implies(goal.body, next)), "the step from n to n + 1");
    c.add(formula);
  },
};

/** The right side of a combination, and whether a product of it is strict. */
function combination(c, step) {
  const polys = c.normal.polys;
  const parts = [polys.of(ZERO)];
  let anyStrict = false;
  for (const json of listOf(step.products)) {
    fields(json, "weight", "factors", "square?", "nonzero?");
    const weight = rational(json.weight);
    require_(weight.n > 0n, "a weight is not positive");
    let strict = true;
    let part = polys.of(weight);
    for (const factor of listOf(json.factors)) {
      const [relation, p] = c.against0(c.scope.fact(factor));
      require_(relation === ">=" || relation === ">", "a factor is no inequality");
      strict &&= relation === ">";
      part = polys.product(part, p);
    }
    if (Object.hasOwn(json, "square")) {
      const square = c.polynomial(c.realTerm(json.square));
      const value = polys.constant(square);
      const nonzero = value ? value.n !== 0n : false;
      if (Object.hasOwn(json, "nonzero")) mustBeNonzero(c, json.nonzero, square);
      strict &&= nonzero || Object.hasOwn(json, "nonzero");
      part = polys.product(part, polys.product(square, square));
    } else {
      require_(!Object.hasOwn(json, "nonzero"), "nothing is squared");
    }
    anyStrict ||= strict;
    parts.push(part);
  }
  for (const json of listOf(step.equations)) {
    fields(json, "multiplier", "fact");
    const [relation, h] = c.against0(c.scope.fact(json.fact));
    require_(relation === "=", "a fact is no equation");
    parts.push(polys.product(c.polynomial(c.realTerm(json.multiplier)), h));
  }
  return [polys.sum(parts), anyStrict];
}

function mustBeNonzero(c, at, square) {
  const [relation, p] = c.against0(c.scope.fact(at));
  require_(relation === ">" || relation === "!=", "a fact does not say that something is not 0");
  const form = (q) => c.normal.polys.primitive(q)[1];
  const same = [square, c.normal.negative(square)].some((q) => c.normal.polys.same(form(q), form(p)));
  require_(same, "the fact is about something other than what is squared");
}

function multiplierOf(c, step) {
  const polys = c.normal.polys;
  return listOf(step.multiplier).reduce((m, at) => {
    const [relation, p] = c.against0(c.scope.fact(at));
    require_(relation === ">" || relation === "!=", "a multiplier is not known to be nonzero");
    return polys.product(m, relation === ">" ? p : polys.product(p, p));
  }, polys.of(ONE));
}
