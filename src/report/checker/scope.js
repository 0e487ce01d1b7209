// Scopes, and what is well-formed in them.
//
// A scope has sorts, names with their domains, and facts. What is known of a closed node (its domain, its normal
// form) is kept with the block in which it was found, since names of a block are gone after it. Under a binder a
// context says the domain of each bound variable.

const REAL = { k: "real" };
const NATURAL = { k: "natural" };

/** A domain as a text, the same for the same domains. */
const domainText = domainCode;
const sameDomain = (a, b) => domainText(a) === domainText(b);
const isNumeric = (d) => d.k === "real" || d.k === "natural";
const isFirstOrder = (d) => isNumeric(d) || d.k === "sort";

/** Where a node stands: under which binders, in which scope. */
class Context {
  constructor(scope, parent = null, domain = null) {
    this.scope = scope;
    this.parent = parent;
    this.domain = domain;
    this.depth = parent ? parent.depth + 1 : 0;
    this.notes = { domain: new Map(), normal: new Map() };
  }

  under(domain) {
    return new Context(this.scope, this, domain);
  }

  /** The domain of a variable. */
  domainOf(variable) {
    if (variable.k === "free") return this.scope.domainOfName(variable.name);
    let at = this;
    for (let i = 0; i < variable.index && at.parent; i++) at = at.parent;
    require_(at.parent, "a bound variable points out of its formula");
    return at.domain;
  }

  /** What is noted of a node, or what `find` finds, which is then noted. */
  noted(kind, t, find) {
    const scope = this.scope;
    if (t.loose === 0) {
      for (let at = scope.notes; at; at = at.outer) {
        const known = at[kind].get(t);
        if (known !== undefined) return known;
      }
    }
    const notes = t.loose === 0 ? scope.notes[kind] : this.notes[kind];
    const known = notes.get(t);
    if (known !== undefined) return known;
    const found = find();
    notes.set(t, found);
    return found;
  }
}

/** The sorts, names and facts of a proof while it is checked. */
class Scope {
  constructor(sorts) {
    this.sorts = sorts;
    this.names = new Map();
    this.facts = [];
    this.notes = { outer: null, domain: new Map(), normal: new Map() };
    this.root = new Context(this);
  }

  carrier(sort) {
    const carrier = this.sorts.get(sort);
    require_(carrier !== undefined, () => `the sort ${sort} is not declared`);
    return carrier;
  }

  /** Elements of an enumerated sort, else null. */
  elements(domain) {
    if (domain.k !== "sort") return null;
    const carrier = this.carrier(domain.sort);
    return Array.isArray(carrier) ? carrier : null;
  }

  domainOfName(name) {
    const domain = this.names.get(name);
    require_(domain !== undefined, () => `${name} is not declared`);
    return domain;
  }

  declare(name, domain) {
    require_(!this.names.has(name), () => `${name} is declared already`);
    this.domain(domain);
    this.names.set(name, domain);
  }

  fact(at) {
    require_(Number.isInteger(at) && at >= 0 && at < this.facts.length, () => `there is no fact ${at}`);
    return plain(this.facts[at]);
  }

  /** Runs what belongs to a block and forgets its names and facts. */
  within(run) {
    const names = new Map(this.names);
    const facts = this.facts.length;
    this.notes = { outer: this.notes, domain: new Map(), normal: new Map() };
    run();
    this.notes = this.notes.outer;
    this.facts.length = facts;
    this.names = names;
  }

  // ---- well-formed ----

  checkSorts() {
    for (const [sort, carrier] of this.sorts) {
      if (!Array.isArray(carrier)) {
        require_(carrier === "arbitrary" || carrier === "finite", `${sort} is no sort`);
        continue;
      }
      require_(carrier.length > 0 && new Set(carrier).size === carrier.length, `${sort} has no or equal elements`);
    }
  }

  domain(d) {
    if (d.k === "sort") this.carrier(d.sort);
    if (d.k === "function") this.parameters(d.parameters);
    if (d.k === "law") {
      this.parameters(d.parameters);
      require_(d.on.k === "sort" || d.on.k === "real", "a law is on a sort or on the reals");
      this.domain(d.on);
      if (d.on.k === "sort") {
        require_(d.lower === null && d.upper === null && !d.continuous, "a law on a sort has no bounds");
      } else if (d.lower && d.upper) {
        require_(Q.less(d.lower, d.upper) || (!d.continuous && Q.same(d.lower, d.upper)), "a law has no outcomes");
      }
    }
  }

  parameters(domains) {
    for (const d of domains) {
      require_(isFirstOrder(d), "functions of functions are not allowed");
      this.domain(d);
    }
  }
}

const fits = (given, wanted) => sameDomain(given, wanted) || (given.k === "natural" && wanted.k === "real");

/** The domain of a well-formed term. */
function domainOf(t, context) {
  return context.noted("domain", t, () => findDomain(t, context));
}

function mustFit(t, wanted, context) {
  require_(fits(domainOf(t, context), wanted), "a term is not of the domain wanted");
}

const mustBeReal = (t, context) => mustFit(t, REAL, context);

function mustFitAll(terms, domains, context) {
  require_(terms.length === domains.length, "the number of arguments is wrong");
  terms.forEach((t, i) => mustFit(t, domains[i], context));
}

function findDomain(t, context) {
  const scope = context.scope;
  const numeric = (parts) => {
    const domains = parts.map((part) => domainOf(part, context));
    require_(domains.every(isNumeric), "a number was expected");
    return domains.every((d) => d.k === "natural") ? NATURAL : REAL;
  };
  switch (t.k) {
    case "number":
      return t.value.d === 1n && t.value.n >= 0n ? NATURAL : REAL;
    case "free": case "bound": {
      const domain = context.domainOf(t);
      require_(isFirstOrder(domain), "a function or law is no term");
      return domain;
    }
    case "element": {
      const elements = scope.elements({ k: "sort", sort: t.sort });
      require_(elements && t.index < elements.length, "there is no such element");
      return { k: "sort", sort: t.sort };
    }
    case "sum": case "product":
      return numeric(t.parts);
    case "power":
      return numeric([t.base]);
    case "natural power":
      mustFit(t.exponent, NATURAL, context);
      return numeric([t.base]);
    case "quotient": case "max": case "min": case "indicator":
      require_(t.k !== "indicator" || (t.relation !== "=" && t.relation !== "!="), "no indicator of = or !=");
      mustBeReal(t.left, context);
      mustBeReal(t.right, context);
      return REAL;
    case "exp": case "log":
      mustBeReal(t.argument, context);
      return REAL;
    case "apply": {
      const domain = context.domainOf(t.head);
      require_(domain.k === "function", "what is applied is no function");
      mustFitAll(t.arguments, domain.parameters, context);
      return REAL;
    }
    case "select": {
      const elements = scope.elements(domainOf(t.on, context));
      require_(elements && elements.length === t.branches.length, "there is not a branch for each element");
      for (const branch of t.branches) mustBeReal(branch, context);
      return REAL;
    }
    case "bind":
      mustBeReal(t.body, context.under(outcomes(t.functional, context)));
      return REAL;
    case "named":
      return domainOf(t.body, context);
    default:
      return reject("a formula stands for a term");
  }
}

/** What the variable of a functional ranges over. */
function outcomes(f, context) {
  if (f.kind === "integral") return REAL;
  if (f.kind === "sum") {
    require_(context.scope.carrier(f.sort) !== "arbitrary", "a sum is over a finite sort");
    return { k: "sort", sort: f.sort };
  }
  const law = lawOf(f, context);
  mustFitAll(f.arguments, law.parameters, context);
  require_(f.kind === "expectation" || law.on.k === "real", "a quantile functional needs a law on the reals");
  return law.on;
}

function lawOf(f, context) {
  const law = context.domainOf(f.law);
  require_(law.k === "law", "what is averaged over is no law");
  return law;
}

/** Rejects a formula that is not well-formed. */
function checkFormula(t, context) {
  context.noted("domain", t, () => {
    switch (t.k) {
      case "compare":
        mustBeReal(t.left, context);
        mustBeReal(t.right, context);
        break;
      case "and": case "or":
        for (const part of t.parts) checkFormula(part, context);
        break;
      case "implies":
        checkFormula(t.left, context);
        checkFormula(t.right, context);
        break;
      case "forall": case "exists":
        context.scope.domain(t.domain);
        checkFormula(t.body, context.under(t.domain));
        break;
      case "named":
        checkFormula(t.body, context);
        break;
      default:
        reject("a term stands for a formula");
    }
    return true;
  });
}

/** Rejects an argument that does not fit a binder's domain. */
function checkArgument(a, domain, context) {
  if (a.k === "function") {
    require_(domain.k === "function", "a function stands for something else");
    checkParameters(a.parameters, domain.parameters);
    mustBeReal(a.body, a.parameters.reduce((at, p) => at.under(p.domain), context));
  } else if (a.k === "law") {
    require_(domain.k === "law", "a law stands for something else");
    checkParameters(a.parameters, domain.parameters);
    checkLaw(a.law, domain.on, a.parameters.reduce((at, p) => at.under(p.domain), context));
  } else if (isFirstOrder(domain)) {
    mustFit(a, domain, context);
  } else {
    require_(isVariable(a), "a term stands for a function or law");
    const other = context.domainOf(a);
    const same =
      domain.k === "law"
        ? other.k === "law" && domainsText(other.parameters) === domainsText(domain.parameters) && sameDomain(other.on, domain.on)
        : sameDomain(other, domain);
    require_(same, "an argument is not of the domain wanted");
  }
}

const domainsText = (domains) => listCode(domains, domainText);

function checkParameters(binders, domains) {
  require_(domainsText(binders.map((p) => p.domain)) === domainsText(domains), "the parameters are not those wanted");
}

function checkLaw(law, on, context) {
  switch (law.k) {
    case "dirac":
      return mustFit(law.outcome, on, context);
    case "draw": {
      const f = { kind: "expectation", law: law.law, arguments: law.arguments };
      return checkLaw(law.rest, on, context.under(outcomes(f, context)));
    }
    default:
      for (const [weight, part] of law.parts) {
        mustBeReal(weight, context);
        checkLaw(part, on, context);
      }
  }
}
