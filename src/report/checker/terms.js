// Terms, formulas, arguments, and the one substitution.
//
// A node is an object with a kind `k`; bound variables are numbers counted outwards from 0. `loose` is the least
// number such that every bound variable that points out of the node is below it: 0 for a closed node. Nodes are
// shared and never changed.

const free = (name) => ({ k: "free", name, loose: 0 });
const bound = (index) => ({ k: "bound", index, loose: index + 1 });
const number = (value) => ({ k: "number", value, loose: 0 });
const integer = (n) => number(ratio(BigInt(n)));

const inside = (loose) => Math.max(0, loose - 1);
const widest = (nodes) => nodes.reduce((most, node) => Math.max(most, node.loose), 0);

/** A node made of a kind, the fields that are no nodes, and its children. */
function node(k, fields) {
  const made = { k, ...fields, loose: 0 };
  made.loose = looseOf(made);
  return made;
}

function looseOf(t) {
  switch (t.k) {
    case "sum": case "product": case "and": case "or":
      return widest(t.parts);
    case "power":
      return t.base.loose;
    case "natural power":
      return Math.max(t.base.loose, t.exponent.loose);
    case "quotient": case "max": case "min": case "indicator": case "compare": case "implies":
      return Math.max(t.left.loose, t.right.loose);
    case "exp": case "log":
      return t.argument.loose;
    case "apply":
      return Math.max(t.head.loose, widest(t.arguments));
    case "select":
      return Math.max(t.on.loose, widest(t.branches));
    case "bind":
      return Math.max(inside(t.body.loose), looseOfFunctional(t.functional));
    case "named":
      return t.body.loose;
    case "forall": case "exists":
      return inside(t.body.loose);
    default:
      return t.loose;
  }
}

const looseOfFunctional = (f) => (f.law ? Math.max(f.law.loose, widest(f.arguments)) : 0);

/** The node with its children replaced by `change(child, binders)`; `binders` is 1 for what stands under its binder. */
function mapped(t, change) {
  const list = (nodes) => {
    let same = true;
    const out = nodes.map((child) => {
      const made = change(child, 0);
      same &&= made === child;
      return made;
    });
    return same ? nodes : out;
  };
  const rebuilt = (fields) =>
    Object.keys(fields).every((key) => fields[key] === t[key]) ? t : node(t.k, { ...t, ...fields });
  switch (t.k) {
    case "free": case "bound": case "number": case "element":
      return t;
    case "sum": case "product": case "and": case "or":
      return rebuilt({ parts: list(t.parts) });
    case "power":
      return rebuilt({ base: change(t.base, 0) });
    case "natural power":
      return rebuilt({ base: change(t.base, 0), exponent: change(t.exponent, 0) });
    case "quotient": case "max": case "min": case "indicator": case "compare": case "implies":
      return rebuilt({ left: change(t.left, 0), right: change(t.right, 0) });
    case "exp": case "log":
      return rebuilt({ argument: change(t.argument, 0) });
    case "apply":
      return rebuilt({ head: change(t.head, 0), arguments: list(t.arguments) });
    case "select":
      return rebuilt({ on: change(t.on, 0), branches: list(t.branches) });
    case "bind":
      return rebuilt({ functional: mappedFunctional(t.functional, change, list), body: change(t.body, 1) });
    case "named":
      return rebuilt({ body: change(t.body, 0) });
    case "forall": case "exists":
      return rebuilt({ body: change(t.body, 1) });
    default:
      throw new Error(`no such node: ${t.k}`);
  }
}

function mappedFunctional(f, change, list) {
  if (!f.law) return f;
  const law = change(f.law, 0);
  const changed = list(f.arguments);
  return law === f.law && changed === f.arguments ? f : { ...f, law, arguments: changed };
}

/** Most nodes that one substitution builds. */
const MOST_NODES = 1 << 18;

/**
 * Replaces loose bound variables: `at(variable, depth)` is called for each one with an index of at least `depth`,
 * the number of binders around it, and says what becomes of it: a variable, a term, or for a function or law
 * variable an argument. Heads of applications and laws of functionals are variables, too.
 */
class Substitution {
  constructor(at) {
    this.at = at;
    this.known = [];
    this.built = 0;
  }

  of(t, depth = 0) {
    if (t.loose <= depth) return t;
    const known = (this.known[depth] ??= new Map());
    let made = known.get(t);
    if (made === undefined) {
      made = this.built_(t, depth);
      if (++this.built > MOST_NODES) reject("a substitution builds too many nodes");
      known.set(t, made);
    }
    return made;
  }

  built_(t, depth) {
    if (t.k === "bound") {
      const put = this.at(t, depth);
      require_(isTerm(put), "a function or law stands for a term");
      return put;
    }
    if (t.k === "apply" && t.head.k === "bound" && t.head.index >= depth) {
      const put = this.at(t.head, depth);
      const values = t.arguments.map((value) => this.of(value, depth));
      if (isVariable(put)) return node("apply", { head: put, arguments: values });
      require_(put.k === "function" && put.parameters.length === values.length, "no function of these arguments");
      return beta(put.body, values);
    }
    if (t.k === "bind" && t.functional.law?.k === "bound" && t.functional.law.index >= depth) {
      const put = this.at(t.functional.law, depth);
      const values = t.functional.arguments.map((value) => this.of(value, depth));
      const body = this.of(t.body, depth + 1);
      if (isVariable(put)) {
        return node("bind", { functional: { ...t.functional, law: put, arguments: values }, name: t.name, body });
      }
      require_(put.k === "law" && put.parameters.length === values.length, "no law of these parameters");
      require_(t.functional.kind === "expectation", "a built law has no quantile function");
      return underLaw(lawAt(put.law, values), body);
    }
    const made = mapped(t, (child, binders) => this.of(child, depth + binders));
    return made.k === "select" && made.on.k === "element" && t.on.k !== "element" ? made.branches[made.on.index] : made;
  }
}

const isVariable = (t) => t.k === "free" || t.k === "bound";
const isTerm = (t) => t.k !== "function" && t.k !== "law";

/** The node with loose variables raised by `by`, those below `from` left alone. */
function raised(t, by, from = 0) {
  if (by === 0 || t.loose <= from) return t;
  return new Substitution((v, depth) => (v.index - depth < from ? v : bound(v.index + by))).of(t);
}

/** An argument under `by` more binders. */
function raisedArgument(a, by) {
  if (by === 0) return a;
  if (a.k === "function") return { ...a, body: raised(a.body, by, a.parameters.length) };
  if (a.k === "law") return { ...a, law: mappedLaw(a.law, a.parameters.length, (t, depth) => raised(t, by, depth)) };
  return raised(a, by);
}

/** The body of the outermost binder with its variable replaced. */
function opened(body, argument) {
  return new Substitution((v, depth) =>
    v.index === depth ? raisedArgument(argument, depth) : bound(v.index - 1),
  ).of(body);
}

/** A lambda's body at values, the last of which stands for bound variable 0. */
function beta(body, values) {
  const n = values.length;
  return new Substitution((v, depth) => {
    const place = v.index - depth;
    return place < n ? raised(values[n - 1 - place], depth) : bound(v.index - n);
  }).of(body);
}

/** A law expression with its terms and variables changed; `change` is told the number of binders around them. */
function mappedLaw(law, depth, change) {
  switch (law.k) {
    case "dirac":
      return { ...law, outcome: change(law.outcome, depth) };
    case "draw":
      return {
        ...law,
        law: change(law.law, depth),
        arguments: law.arguments.map((value) => change(value, depth)),
        rest: mappedLaw(law.rest, depth + 1, change),
      };
    case "mix":
      return { ...law, parts: law.parts.map(([weight, part]) => [change(weight, depth), mappedLaw(part, depth, change)]) };
    default:
      throw new Error(`no such law: ${law.k}`);
  }
}

/** A law expression at values of its parameters. */
function lawAt(law, values) {
  const n = values.length;
  const put = new Substitution((v, depth) => {
    const place = v.index - depth;
    return place < n ? raised(values[n - 1 - place], depth) : bound(v.index - n);
  });
  return mappedLaw(law, 0, (t, depth) => put.of(t, depth));
}

/** The expectation of the body, which has one bound variable, under a law expression. */
function underLaw(law, body) {
  switch (law.k) {
    case "dirac":
      return opened(body, law.outcome);
    case "draw": {
      const functional = { kind: "expectation", law: law.law, arguments: law.arguments };
      return node("bind", { functional, name: law.name, body: underLaw(law.rest, raised(body, 1, 1)) });
    }
    case "mix":
      return node("sum", {
        parts: law.parts.map(([weight, part]) => node("product", { parts: [weight, underLaw(part, body)] })),
      });
    default:
      throw new Error(`no such law: ${law.k}`);
  }
}

const compare = (relation, left, right) => node("compare", { relation, left, right });
const conjunction = (parts) => node("and", { parts });
const disjunction = (parts) => node("or", { parts });
const implies = (left, right) => node("implies", { left, right });
const forall = (name, domain, body) => node("forall", { name, domain, body });
const exists = (name, domain, body) => node("exists", { name, domain, body });
const sum = (...parts) => node("sum", { parts });
const product = (...parts) => node("product", { parts });
const minus = (left, right) => sum(left, product(integer(-1), right));
const FALSITY = disjunction([]);

/** A formula or term below its names. */
function plain(t) {
  while (t.k === "named") t = t.body;
  return t;
}

/** A formula with its sorts renamed. */
function withSorts(t, names) {
  const domain = (d) => {
    if (d.k === "sort") return { ...d, sort: names[d.sort] ?? d.sort };
    if (d.k === "function") return { ...d, parameters: d.parameters.map(domain) };
    if (d.k === "law") return { ...d, parameters: d.parameters.map(domain), on: domain(d.on) };
    return d;
  };
  const known = new Map();
  const of = (t) => {
    let made = known.get(t);
    if (made === undefined) {
      made = mapped(t, of);
      if (made.k === "element") made = { ...made, sort: names[made.sort] ?? made.sort };
      else if (made.k === "forall" || made.k === "exists") made = { ...made, domain: domain(made.domain) };
      else if (made.k === "bind" && made.functional.kind === "sum") {
        made = { ...made, functional: { ...made.functional, sort: names[made.functional.sort] ?? made.functional.sort } };
      }
      known.set(t, made);
    }
    return made;
  };
  return of(t);
}
