// From JSON to terms, formulas and arguments. Nothing is believed: what is not of the format is refused.

/** Refuses any keys but these; those marked ? may be left out. */
function fields(json, ...names) {
  require_(json !== null && typeof json === "object" && !Array.isArray(json), "an object was expected");
  for (const name of names) if (!name.endsWith("?")) require_(Object.hasOwn(json, name), `the field ${name} is missing`);
  for (const key of Object.keys(json)) {
    require_(names.includes(key) || names.includes(`${key}?`), `the field ${key} has no meaning`);
  }
  return json;
}

function listOf(json) {
  require_(Array.isArray(json), "a list was expected");
  return json;
}

function nameOf(json) {
  require_(typeof json === "string", "a name was expected");
  return json;
}

function naturalOf(json) {
  require_(Number.isInteger(json) && json >= 0 && json < 2 ** 32, "a natural number was expected");
  return json;
}

const RELATIONS = ["=", "!=", ">=", ">", "<=", "<"];
const only = (json) => (json !== null && typeof json === "object" ? Object.keys(json)[0] : undefined);

/** Reads what stands in a file with these tables. Entries become nodes when they are first used, so that they are shared. */
class Decoder {
  constructor(atoms, polys) {
    this.tables = { atoms: listOf(atoms), polys: listOf(polys) };
    this.made = { atoms: new Map(), polys: new Map() };
    this.open = new Set();
  }

  entry(table, at) {
    naturalOf(at);
    const known = this.made[table].get(at);
    if (known) return known;
    require_(at < this.tables[table].length, `${table} has no entry ${at}`);
    const place = `${table} ${at}`;
    require_(!this.open.has(place), `entry ${at} of ${table} contains itself`);
    this.open.add(place);
    const json = this.tables[table][at];
    const made = table === "polys" ? this.poly(json) : this.atom(json);
    this.open.delete(place);
    this.made[table].set(at, made);
    return made;
  }

  /** Reads every entry, so that none is refused later. */
  all() {
    for (const table of ["atoms", "polys"]) this.tables[table].forEach((_, at) => this.entry(table, at));
    return this;
  }

  term(at) {
    return this.entry("polys", at);
  }

  terms(json) {
    return listOf(json).map((at) => this.term(at));
  }

  pair(json) {
    require_(listOf(json).length === 2, "two terms were expected");
    return { left: this.term(json[0]), right: this.term(json[1]) };
  }

  poly(json) {
    if (typeof json === "string") return number(rational(json));
    if (Array.isArray(json)) return node("sum", { parts: json.map((monomial) => this.monomial(monomial)) });
    switch (only(json)) {
      case "atom":
        return this.entry("atoms", fields(json, "atom").atom);
      case "plus":
        return node("sum", { parts: this.terms(fields(json, "plus").plus) });
      case "times":
        return node("product", { parts: this.terms(fields(json, "times").times) });
      case "power":
        fields(json, "power", "exponent");
        return node("power", { base: this.term(json.power), exponent: naturalOf(json.exponent) });
      default:
        return reject("no such entry of polys");
    }
  }

  monomial(json) {
    require_(listOf(json).length === 2, "a monomial has a coefficient and powers");
    const coefficient = number(rational(json[0]));
    const powers = listOf(json[1]).map((power) => {
      require_(listOf(power).length === 2, "a power has an atom and an exponent");
      const base = this.entry("atoms", power[0]);
      return naturalOf(power[1]) === 1 ? base : node("power", { base, exponent: power[1] });
    });
    if (powers.length === 0) return coefficient;
    if (Q.same(coefficient.value, ONE)) return powers.length === 1 ? powers[0] : node("product", { parts: powers });
    return node("product", { parts: [coefficient, ...powers] });
  }

  atom(json) {
    if (typeof json === "string") return free(json);
    switch (only(json)) {
      case "bound":
        return this.variable(json);
      case "element": {
        const [sort, index] = listOf(fields(json, "element").element);
        require_(json.element.length === 2, "an element has a sort and a number");
        return { k: "element", sort: nameOf(sort), index: naturalOf(index), loose: 0 };
      }
      case "apply":
        fields(json, "apply", "to");
        return node("apply", { head: this.variable(json.apply), arguments: this.terms(json.to) });
      case "indicator":
        fields(json, "indicator", "of");
        require_(RELATIONS.includes(json.indicator), "no such relation");
        return node("indicator", { relation: json.indicator, ...this.pair(json.of) });
      case "power":
        fields(json, "power", "to");
        return node("natural power", { base: this.term(json.power), exponent: this.term(json.to) });
      case "quotient": case "max": case "min": {
        const k = only(json);
        return node(k, this.pair(fields(json, k)[k]));
      }
      case "exp": case "log": {
        const k = only(json);
        return node(k, { argument: this.term(fields(json, k)[k]) });
      }
      case "select":
        fields(json, "select", "from");
        return node("select", { on: this.term(json.select), branches: this.terms(json.from) });
      case "bind":
        fields(json, "bind", "name", "body");
        return node("bind", {
          functional: this.functional(json.bind),
          name: nameOf(json.name),
          body: this.term(json.body),
        });
      case "named":
        fields(json, "named", "body");
        return node("named", { name: nameOf(json.named), body: this.term(json.body) });
      default:
        return reject("no such entry of atoms");
    }
  }

  functional(json) {
    if (json === "integral") return { kind: "integral" };
    const kind = only(json);
    if (kind === "sum") return { kind, sort: nameOf(fields(json, "sum").sum) };
    require_(kind === "expectation" || kind === "quantile", "no such functional");
    fields(json, kind, "at");
    return { kind, law: this.variable(json[kind]), arguments: this.terms(json.at) };
  }

  variable(json) {
    if (typeof json === "string") return free(json);
    return bound(naturalOf(fields(json, "bound").bound));
  }

  domain(json) {
    if (json === "real" || json === "natural") return { k: json };
    switch (only(json)) {
      case "sort":
        return { k: "sort", sort: nameOf(fields(json, "sort").sort) };
      case "function":
        return { k: "function", parameters: listOf(fields(json, "function").function).map((d) => this.domain(d)) };
      case "law": {
        const law = fields(fields(json, "law").law, "parameters", "on", "lower?", "upper?", "continuous");
        require_(typeof law.continuous === "boolean", "continuous is true or false");
        const limit = (key) => (Object.hasOwn(law, key) ? rational(law[key]) : null);
        return {
          k: "law",
          parameters: listOf(law.parameters).map((d) => this.domain(d)),
          on: this.domain(law.on),
          lower: limit("lower"),
          upper: limit("upper"),
          continuous: law.continuous,
        };
      }
      default:
        return reject("no such domain");
    }
  }

  binder(json) {
    require_(listOf(json).length === 2, "a binder has a name and a domain");
    return { name: nameOf(json[0]), domain: this.domain(json[1]) };
  }

  formula(json, depth = 0) {
    require_(depth <= 400, "a formula is nested too deeply");
    const below = (part) => this.formula(part, depth + 1);
    if (Array.isArray(json)) {
      require_(json.length === 3 && RELATIONS.includes(json[0]), "no such comparison");
      return compare(json[0], this.term(json[1]), this.term(json[2]));
    }
    switch (only(json)) {
      case "and":
        return conjunction(listOf(fields(json, "and").and).map(below));
      case "or":
        return disjunction(listOf(fields(json, "or").or).map(below));
      case "implies":
        require_(listOf(fields(json, "implies").implies).length === 2, "an implication has two parts");
        return implies(below(json.implies[0]), below(json.implies[1]));
      case "forall": case "exists": {
        const k = only(json);
        const { name, domain } = this.binder(fields(json, k, "in")[k]);
        return node(k, { name, domain, body: below(json.in) });
      }
      case "named":
        fields(json, "named", "is");
        return node("named", { name: nameOf(json.named), body: below(json.is) });
      default:
        return reject("no such formula");
    }
  }

  lambda(json) {
    fields(json, "function", "body");
    const parameters = listOf(json.function).map((binder) => this.binder(binder));
    return { k: "function", parameters, body: this.term(json.body) };
  }

  argument(json) {
    if (typeof json === "number") return this.term(json);
    switch (only(json)) {
      case "rename":
        return this.variable(fields(json, "rename").rename);
      case "function":
        return this.lambda(json);
      case "law": {
        fields(json, "law", "is");
        const parameters = listOf(json.law).map((binder) => this.binder(binder));
        return { k: "law", parameters, law: this.law(json.is) };
      }
      default:
        return reject("no such argument");
    }
  }

  law(json) {
    switch (only(json)) {
      case "dirac":
        return { k: "dirac", outcome: this.term(fields(json, "dirac").dirac) };
      case "draw":
        fields(json, "draw", "at", "name", "then");
        return {
          k: "draw",
          law: this.variable(json.draw),
          arguments: this.terms(json.at),
          name: nameOf(json.name),
          rest: this.law(json.then),
        };
      case "mix":
        return {
          k: "mix",
          parts: listOf(fields(json, "mix").mix).map((part) => {
            require_(listOf(part).length === 2, "a part of a mixture has a weight and a law");
            return [this.term(part[0]), this.law(part[1])];
          }),
        };
      default:
        return reject("no such law");
    }
  }
}
