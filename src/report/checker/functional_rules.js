// Rules of sums, expectations, integrals and quantile functionals.

const FUNCTIONAL_RULES = {
  lift(c, step) {
    fields(step, "rule", "fact", "functional");
    const [functional, over] = c.functional(step.functional);
    require_(functional.kind !== "quantile", "a quantile functional is not lifted");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "forall" && sameDomain(fact.domain, over), "the fact is not about all outcomes");
    const [lower, upper] = supportOf(functional, c);
    let rest = plain(fact.body);
    for (; rest.k === "implies"; rest = plain(rest.right)) {
      const met = (formula) => c.same(forall(fact.name, over, rest.left), forall(fact.name, over, formula));
      const ok =
        c.isTrue(forall(fact.name, over, rest.left)) ||
        (lower && met(compare(">=", bound(0), number(lower)))) ||
        (upper && met(compare("<=", bound(0), number(upper))));
      require_(ok, "a condition is not met on the support");
    }
    require_(rest.k === "compare" && rest.relation !== "!=", "the fact ends in no comparison that can be averaged");
    if (functional.kind === "integral" && rest.relation !== "=") {
      require_(visiblyBounded(rest.left, [0]) && visiblyBounded(rest.right, [0]), "an integrand is not visibly bounded");
    }
    const of = (body) => functionalOf(functional, fact.name, body);
    c.add(compare(rest.relation, of(rest.left), of(rest.right)));
  },

  swap(c, step) {
    fields(step, "rule", "term");
    const t = plain(c.realTerm(step.term));
    require_(t.k === "bind", "the term is no functional");
    const inner = plain(t.body);
    require_(inner.k === "bind", "the term is no functional of a functional");
    const both = [t.functional, inner.functional];
    require_(both.every((f) => f.kind !== "quantile" && (!f.law || f.law.k === "free")), "these functionals are not exchanged");
    require_((inner.functional.arguments ?? []).every((value) => !occurs(value, 0)), "the inner functional depends on the outer variable");
    if (both.every((f) => f.kind === "integral")) {
      require_(visiblyBounded(inner.body, [0, 1]), "the integrand is not visibly bounded");
    }
    const turned = new Substitution((v, depth) => {
      const place = v.index - depth;
      return place > 1 ? v : bound(depth + 1 - place);
    }).of(inner.body);
    const outer = { ...inner.functional };
    if (outer.arguments) outer.arguments = outer.arguments.map((value) => raised(value, -1));
    const below = { ...t.functional };
    if (below.arguments) below.arguments = below.arguments.map((value) => raised(value, 1));
    c.add(compare("=", t, functionalOf(outer, inner.name, functionalOf(below, t.name, turned))));
  },

  member(c, step) {
    fields(step, "rule", "fact", "element");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "forall" && fact.domain.k === "sort", "the fact is not about all of a sort");
    require_(c.scope.carrier(fact.domain.sort) !== "arbitrary", "a sum is over a finite sort");
    const inner = plain(fact.body);
    require_(inner.k === "compare" && [">=", ">", "<=", "<"].includes(inner.relation), "the fact is no inequality");
    const [element, domain] = c.term(step.element);
    require_(sameDomain(domain, fact.domain), "the element is of another sort");
    const turned = inner.relation === "<=" || inner.relation === "<";
    const difference = turned ? minus(inner.right, inner.left) : minus(inner.left, inner.right);
    const total = functionalOf({ kind: "sum", sort: fact.domain.sort }, fact.name, difference);
    c.add(compare(">=", total, opened(difference, element)));
  },

  quantile(c, step) {
    fields(step, "rule", "functional", "function", "strict", "tail", "level?");
    const [functional] = c.functional(step.functional);
    require_(functional.kind === "quantile" && functional.law.k === "free", "a quantile functional is wanted");
    const { body: phi } = c.lambdaOfOneReal(step.function);
    require_(visiblyContinuous(phi), "the function is not visibly continuous");
    require_(typeof step.strict === "boolean", "strict is true or false");
    const law = lawOf(functional, c.context);
    const [at1, at0] = [opened(phi, integer(1)), opened(phi, integer(0))];
    const [least, most] = step.strict ? [">", "<"] : [">=", "<="];
    const tail = compare(least, minus(at1, phi), integer(0));
    const onUnit = implies(compare(least, bound(0), integer(0)), implies(compare(most, bound(0), integer(1)), tail));
    c.mustSay(step.tail, forall("s", REAL, onUnit), "what is needed of the tails");
    const level = compare("=", at1, at0);
    const isLevel = (law.lower && law.lower.n >= 0n) || c.isTrue(level);
    if (Object.hasOwn(step, "level")) c.mustSay(step.level, level, "that the ends are level");
    else require_(isLevel, "neither is the law bounded below by 0 nor are the ends level");
    require_(!step.strict || law.continuous, "a continuous law is wanted");
    c.add(compare(least, functionalOf(functional, "u", phi), integer(0)));
  },

  moment(c, step) {
    fields(step, "rule", "power", "from", "at_least", "at_most");
    const k = naturalOf(step.power);
    const a = c.realTerm(step.from);
    c.mustSay(step.at_least, compare(">=", a, integer(0)), "that it is at least 0");
    c.mustSay(step.at_most, compare("<=", a, integer(1)), "that it is at most 1");
    const u = bound(0);
    const cut = node("indicator", { relation: ">=", left: u, right: a });
    const integral = functionalOf({ kind: "integral" }, "u", product(node("power", { base: u, exponent: k }), cut));
    const rest = minus(integer(1), node("power", { base: a, exponent: k + 1 }));
    c.add(compare("=", integral, product(number(ratio(1n, BigInt(k) + 1n)), rest)));
  },
};

/** Bounds of what a functional ranges over. */
function supportOf(functional, c) {
  if (functional.kind === "integral") return [ZERO, ONE];
  if (functional.kind === "sum") return [null, null];
  const law = lawOf(functional, c.context);
  return [law.lower, law.upper];
}

/** Whether a bound variable occurs in a term. */
function occurs(t, index) {
  if (t.loose <= index) return false;
  if (t.k === "bound") return t.index === index;
  let found = false;
  mapped(t, (child, binders) => {
    found ||= occurs(child, index + binders);
    return child;
  });
  return found;
}

const occursAny = (t, variables) => variables.some((index) => occurs(t, index));

/** Whether a term is built so that it is bounded while these variables are. */
function visiblyBounded(t, variables) {
  if (!occursAny(t, variables)) return true;
  const of = (part) => visiblyBounded(part, variables);
  switch (t.k) {
    case "bound": return true;
    case "sum": case "product": return t.parts.every(of);
    case "power": return of(t.base);
    case "exp": return of(t.argument);
    case "natural power": return of(t.base) && !occursAny(t.exponent, variables);
    case "quotient": return of(t.left) && !occursAny(t.right, variables);
    case "max": case "min": return of(t.left) && of(t.right);
    case "indicator": return true;
    case "select": return !occursAny(t.on, variables) && t.branches.every(of);
    case "named": return of(t.body);
    default: return false;
  }
}

/** Whether a function of bound variable 0 is built so that it is continuous and of bounded variation. */
function visiblyContinuous(t) {
  if (!occurs(t, 0)) return true;
  switch (t.k) {
    case "bound": return true;
    case "sum": case "product": return t.parts.every(visiblyContinuous);
    case "power": return visiblyContinuous(t.base);
    case "natural power": return visiblyContinuous(t.base) && !occurs(t.exponent, 0);
    case "quotient": return visiblyContinuous(t.left) && !occurs(t.right, 0);
    case "max": case "min": return visiblyContinuous(t.left) && visiblyContinuous(t.right);
    case "named": return visiblyContinuous(t.body);
    default: return false;
  }
}
