// Normal forms: terms become polynomials over atoms, formulas become numbers, so that two terms or formulas say the
// same if their normal forms are equal (docs/CERTIFICATES.md, "Normal forms").

const MOST_INSTANCES = 20_000;
const TRUE = "true";
const FALSE = "false";

/** Normal forms during the check of one certificate. */
class Normal {
  constructor() {
    this.polys = new Polynomials();
    this.atoms = [];
    this.byText = new Map();
    this.formulas = new Map();
    this.instances = 1;
  }

  /** The number of an atom. `uses` is the set of bound variables that occur in it, as bits. */
  atom(text, made) {
    let at = this.byText.get(text);
    if (at === undefined) {
      at = this.atoms.length;
      this.byText.set(text, at);
      this.atoms.push(made);
    }
    return at;
  }

  /** Bound variables that occur in a polynomial, as bits. */
  uses(p) {
    let bits = 0n;
    for (const m of p.terms.keys()) bits |= this.usesOfMonomial(m);
    return bits;
  }

  usesOfMonomial(m) {
    const powers = this.polys.monomials[m];
    let bits = 0n;
    for (let i = 0; i < powers.length; i += 2) bits |= this.atoms[powers[i]].uses;
    return bits;
  }

  // ---- terms ----

  /** The normal form of a well-formed term. */
  term(t, context) {
    return context.noted("normal", t, () => this.findTerm(t, context));
  }

  findTerm(t, context) {
    const polys = this.polys;
    switch (t.k) {
      case "number":
        return polys.of(t.value);
      case "free": case "bound":
        return polys.atom(this.variable(t));
      case "sum":
        return t.parts.length === 0 ? polys.of(ZERO) : polys.sum(t.parts.map((part) => this.term(part, context)));
      case "product":
        return t.parts.reduce((out, part) => polys.product(out, this.term(part, context)), polys.of(ONE));
      case "power":
        return polys.power(this.term(t.base, context), t.exponent);
      case "natural power":
        return this.naturalPower(this.term(t.base, context), this.term(t.exponent, context));
      case "quotient":
        return polys.product(this.term(t.left, context), this.inverse(this.term(t.right, context)));
      case "indicator":
        return this.indicatorOf(t.relation, this.difference(t, context));
      case "max": case "min": {
        const difference = this.difference(t, context);
        const above = polys.product(difference, this.indicator(difference));
        return t.k === "max"
          ? polys.sum([this.term(t.right, context), above])
          : polys.sum([this.term(t.left, context), this.negative(above)]);
      }
      case "exp": case "log":
        return polys.atom(this.builtin(t.k, this.term(t.argument, context)));
      case "apply":
        return polys.atom(this.application(t.head, t.arguments.map((value) => this.argument(value, context))));
      case "select": {
        const on = plain(t.on);
        if (on.k === "element") return this.term(t.branches[on.index], context);
        return polys.atom(this.selection(this.argument(on, context), t.branches.map((branch) => this.term(branch, context))));
      }
      case "bind":
        return this.bind(t, context);
      case "named":
        return this.term(t.body, context);
      default:
        throw new Error(`no such term: ${t.k}`);
    }
  }

  negative(p) {
    return this.polys.scaled(p, ratio(-1n));
  }

  difference(t, context) {
    return this.polys.sum([this.term(t.left, context), this.negative(this.term(t.right, context))]);
  }

  variable(v) {
    return v.k === "free"
      ? this.atom(`v ${v.name}`, { k: "variable", variable: v, uses: 0n })
      : this.atom(`b ${v.index}`, { k: "variable", variable: v, uses: 1n << BigInt(v.index) });
  }

  /** The normal form of an argument: of a sort a variable or element, else a polynomial. */
  argument(t, context) {
    t = plain(t);
    if (t.k === "element" || (isVariable(t) && context.domainOf(t).k === "sort")) return { sort: t };
    return { poly: this.term(t, context) };
  }

  argumentText({ sort, poly }) {
    if (poly) return `${this.polys.numberOf(poly)}`;
    return sort.k === "element" ? `e${sort.index} ${sort.sort.length} ${sort.sort}` : `v${this.variable(sort)}`;
  }

  usesOfArguments(values) {
    return values.reduce((bits, { sort, poly }) => {
      if (poly) return bits | this.uses(poly);
      return sort.k === "bound" ? bits | (1n << BigInt(sort.index)) : bits;
    }, 0n);
  }

  application(head, values) {
    const text = `f ${this.variable(head)} ${values.map((value) => this.argumentText(value)).join(",")}`;
    const uses = this.usesOfArguments(values) | this.usesOfArguments([{ sort: head }]);
    return this.atom(text, { k: "apply", head, values, uses });
  }

  builtin(k, poly) {
    return this.atom(`${k} ${this.polys.numberOf(poly)}`, { k, poly, uses: this.uses(poly) });
  }

  selection(on, branches) {
    const text = `select ${this.argumentText(on)} ${branches.map((branch) => this.polys.numberOf(branch)).join(",")}`;
    const uses = branches.reduce((bits, branch) => bits | this.uses(branch), this.usesOfArguments([on]));
    return this.atom(text, { k: "select", on, branches, uses });
  }

  /** [p >= 0] */
  indicator(p) {
    const value = this.polys.constant(p);
    if (value) return this.polys.of(value.n >= 0n ? ONE : ZERO);
    const [, poly] = this.polys.primitive(p);
    return this.polys.atom(this.atom(`i ${this.polys.numberOf(poly)}`, { k: "indicator", poly, uses: this.uses(poly) }));
  }

  /** The indicator of a relation between a difference and 0. */
  indicatorOf(relation, difference) {
    const orNot = (p) => this.polys.sum([this.polys.of(ONE), this.negative(this.indicator(p))]);
    switch (relation) {
      case ">=": return this.indicator(difference);
      case "<=": return this.indicator(this.negative(difference));
      case ">": return orNot(this.negative(difference));
      default: return orNot(difference);
    }
  }

  inverse(p) {
    const polys = this.polys;
    const value = polys.constant(p);
    if (value) return polys.of(value.n === 0n ? ZERO : Q.div(ONE, value));
    let [by, rest] = polys.primitive(p);
    if (polys.leadsNegative(rest)) {
      rest = this.negative(rest);
      by = Q.sub(ZERO, by);
    }
    return polys.scaled(this.inverseOfPrimitive(rest), Q.div(ONE, by));
  }

  inverseOfPrimitive(p) {
    const polys = this.polys;
    if (p.terms.size > 1) return polys.atom(this.inverseAtom(p));
    const powers = polys.monomials[p.terms.keys().next().value];
    let out = polys.of(ONE);
    for (let i = 0; i < powers.length; i += 2) {
      const { k, poly } = this.atoms[powers[i]];
      const inverse = k === "inverse" ? poly : polys.atom(this.inverseAtom(polys.atom(powers[i])));
      out = polys.product(out, polys.power(inverse, powers[i + 1]));
    }
    return out;
  }

  inverseAtom(poly) {
    return this.atom(`1/ ${this.polys.numberOf(poly)}`, { k: "inverse", poly, uses: this.uses(poly) });
  }

  naturalPower(base, exponent) {
    const polys = this.polys;
    let out = polys.of(ONE);
    for (const [m, c] of exponent.terms) {
      const times = ratio(c, exponent.den);
      require_(times.d === 1n && times.n > 0n && times.n < 2n ** 32n, "an exponent has a coefficient that is not natural");
      out = polys.product(out, polys.power(this.powerByMonomial(base, m), Number(times.n)));
    }
    return out;
  }

  powerByMonomial(base, m) {
    const polys = this.polys;
    if (m === polys.one) return base;
    const value = polys.constant(base);
    if (value && Q.same(value, ONE)) return polys.of(ONE);
    const to = (p) => {
      const text = `^ ${polys.numberOf(p)} ${m}`;
      return this.atom(text, { k: "power", poly: p, to: m, uses: this.uses(p) | this.usesOfMonomial(m) });
    };
    if (base.terms.size !== 1) return polys.atom(to(base));
    const [[monomial, c]] = base.terms;
    const factor = ratio(c, base.den);
    let out = Q.same(factor, ONE) ? polys.of(ONE) : polys.atom(to(polys.of(factor)));
    const powers = polys.monomials[monomial];
    for (let i = 0; i < powers.length; i += 2) {
      out = polys.product(out, polys.atom(to(polys.atom(powers[i])), powers[i + 1]));
    }
    return out;
  }

  // ---- functionals ----

  bind(t, context) {
    const f = t.functional;
    const over = outcomes(f, context);
    const elements = f.kind === "integral" ? null : context.scope.elements(over);
    if (elements) {
      const instances = this.expanded(elements, over, t.body, (body) => this.term(body, context));
      return f.kind === "sum" ? this.polys.sum(instances) : this.meanOf(instances, this.functional(f, context));
    }
    const functional = this.functional(f, context);
    const body = this.term(t.body, context.under(over));
    return this.linear(functional, body);
  }

  /** What is found at each element in the place of the outermost bound variable. */
  expanded(elements, over, body, find) {
    const before = this.instances;
    this.instances *= elements.length;
    require_(this.instances <= MOST_INSTANCES, "enumerated sorts have too many instances");
    const found = elements.map((_, index) => find(opened(body, { k: "element", sort: over.sort, index, loose: 0 })));
    this.instances = before;
    return found;
  }

  /** A mean over an enumerated sort, of these values at its elements. */
  meanOf(values, functional) {
    const last = values[values.length - 1];
    const parts = values.slice(0, -1).map((value, i) => {
      const made = { k: "probability", functional, element: i, uses: functional.uses };
      const probability = this.polys.atom(this.atom(`P ${i} ${functional.text}`, made));
      return this.polys.product(this.polys.sum([value, this.negative(last)]), probability);
    });
    return this.polys.sum([last, ...parts]);
  }

  functional(f, context) {
    if (f.kind === "integral") return this.functionalOf(f.kind, null, null, []);
    if (f.kind === "sum") return this.functionalOf(f.kind, f.sort, null, []);
    return this.functionalOf(f.kind, null, f.law, f.arguments.map((value) => this.argument(value, context)));
  }

  functionalOf(kind, sort, law, values) {
    const head = law ? this.variable(law) : (sort ?? "");
    const uses = this.usesOfArguments(law ? [{ sort: law }, ...values] : values);
    return { kind, sort, law, values, uses, text: `${kind} ${head} ${values.map((v) => this.argumentText(v)).join(",")}` };
  }

  /** A functional of a polynomial in its variable, bound variable 0: monomial by monomial. */
  linear(functional, body) {
    const polys = this.polys;
    const parts = [polys.of(ZERO)];
    for (const [m, c] of body.terms) {
      const powers = polys.monomials[m];
      const [inner, outer] = [[], []];
      for (let i = 0; i < powers.length; i += 2) {
        (this.atoms[powers[i]].uses & 1n ? inner : outer).push(powers[i], powers[i + 1]);
      }
      const rest = this.ofMonomial(functional, inner);
      if (rest.terms.size === 0) continue;
      const lowered = this.lowered({ den: 1n, terms: new Map([[polys.monomial(outer), 1n]]) }, 0);
      parts.push(polys.scaled(polys.product(lowered, rest), ratio(c, body.den)));
    }
    return polys.sum(parts);
  }

  ofMonomial(functional, powers) {
    const polys = this.polys;
    if (powers.length === 0) {
      if (functional.kind === "quantile") return polys.of(ZERO);
      if (functional.kind !== "sum") return polys.of(ONE);
      return polys.atom(this.atom(`size ${functional.sort}`, { k: "size", uses: 0n }));
    }
    if (functional.kind === "integral" && powers.length === 2 && powers[0] === this.variable(bound(0))) {
      return polys.of(ratio(1n, BigInt(powers[1]) + 1n));
    }
    const body = { den: 1n, terms: new Map([[polys.monomial(powers), 1n]]) };
    const text = `B ${polys.numberOf(body)} ${functional.text}`;
    const uses = functional.uses | (this.uses(body) >> 1n);
    return polys.atom(this.atom(text, { k: "bind", functional, body, uses }));
  }

  // ---- taking out from under a binder ----

  /** A polynomial outside a binder under which it stood; bound variable `from` does not occur in it. */
  lowered(p, from) {
    if (this.uses(p) >> BigInt(from) === 0n) return p;
    const parts = [this.polys.of(ZERO)];
    for (const [m, c] of p.terms) {
      const powers = this.polys.monomials[m];
      let out = this.polys.of(ratio(c, p.den));
      for (let i = 0; i < powers.length; i += 2) {
        out = this.polys.product(out, this.polys.power(this.loweredAtom(powers[i], from), powers[i + 1]));
      }
      parts.push(out);
    }
    return this.polys.sum(parts);
  }

  loweredAtom(at, from) {
    const polys = this.polys;
    const atom = this.atoms[at];
    if (atom.uses >> BigInt(from) === 0n) return polys.atom(at);
    const below = (p) => this.lowered(p, from);
    const values = (list) => list.map(({ sort, poly }) => (poly ? { poly: below(poly) } : { sort: this.loweredVariable(sort, from) }));
    const functional = (f) => this.functionalOf(f.kind, f.sort, f.law && this.loweredVariable(f.law, from), values(f.values));
    switch (atom.k) {
      case "variable":
        return polys.atom(this.variable(this.loweredVariable(atom.variable, from)));
      case "apply":
        return polys.atom(this.application(this.loweredVariable(atom.head, from), values(atom.values)));
      case "exp": case "log":
        return polys.atom(this.builtin(atom.k, below(atom.poly)));
      case "indicator":
        return this.indicator(below(atom.poly));
      case "inverse":
        return this.inverse(below(atom.poly));
      case "power":
        return this.naturalPower(below(atom.poly), below({ den: 1n, terms: new Map([[atom.to, 1n]]) }));
      case "select":
        return polys.atom(this.selection(values([atom.on])[0], atom.branches.map(below)));
      case "probability": {
        const f = functional(atom.functional);
        const made = { ...atom, functional: f, uses: f.uses };
        return polys.atom(this.atom(`P ${atom.element} ${f.text}`, made));
      }
      case "bind":
        return this.linear(functional(atom.functional), this.lowered(atom.body, from + 1));
      default:
        throw new Error(`no such atom: ${atom.k}`);
    }
  }

  loweredVariable(v, from) {
    return v.k === "bound" && v.index > from ? bound(v.index - 1) : v;
  }

  // ---- formulas ----

  /** The normal form of a well-formed formula, as an object with a text, the same for formulas that say the same. */
  formula(t, context) {
    return context.noted("normal", t, () => this.findFormula(t, context));
  }

  findFormula(t, context) {
    switch (t.k) {
      case "compare":
        return this.comparison(t, context);
      case "and": case "or":
        return this.joined(t.k, t.parts.map((part) => this.formula(part, context)));
      case "implies": {
        const [left, right] = [this.formula(t.left, context), this.formula(t.right, context)];
        return left.text === TRUE || right.text === TRUE ? right : this.interned(`(${left.at} -> ${right.at})`);
      }
      case "forall": case "exists": {
        const elements = context.scope.elements(t.domain);
        if (elements) {
          const parts = this.expanded(elements, t.domain, t.body, (body) => this.formula(body, context));
          return this.joined(t.k === "forall" ? "and" : "or", parts);
        }
        const body = this.formula(t.body, context.under(t.domain));
        if (t.k === "forall" && body.text === TRUE) return body;
        return this.interned(`${t.k} ${domainText(t.domain)} ${body.at}`);
      }
      case "named":
        return this.formula(t.body, context);
      default:
        throw new Error(`no such formula: ${t.k}`);
    }
  }

  interned(text, parts = null) {
    let made = this.formulas.get(text);
    if (!made) this.formulas.set(text, (made = { text, at: this.formulas.size, parts }));
    return made;
  }

  truth(holds) {
    return this.interned(holds ? TRUE : FALSE, { k: holds ? "and" : "or", list: [] });
  }

  joined(k, forms) {
    const list = forms.flatMap((form) => (form.parts?.k === k ? form.parts.list : [form]));
    if (list.length === 0) return this.truth(k === "and");
    if (list.length === 1) return list[0];
    return this.interned(`${k} ${list.map((form) => form.at).join(" ")}`, { k, list });
  }

  comparison(t, context) {
    const polys = this.polys;
    let difference = this.difference(t, context);
    let relation = t.relation;
    if (relation === "<=" || relation === "<") {
      difference = this.negative(difference);
      relation = relation === "<=" ? ">=" : ">";
    }
    const value = polys.constant(difference);
    if (value) {
      const holds = { "=": value.n === 0n, "!=": value.n !== 0n, ">=": value.n >= 0n, ">": value.n > 0n };
      return this.truth(holds[relation]);
    }
    let [, poly] = polys.primitive(difference);
    if ((relation === "=" || relation === "!=") && polys.leadsNegative(poly)) poly = this.negative(poly);
    return this.interned(`${relation} ${polys.numberOf(poly)}`);
  }
}
