// Statements as text, from the same nodes that are checked. Names of parts are listed once, below the statement.

const MOST_TEXT = 100_000;

/** A statement as lines of text. */
function statementText({ sorts, formula }) {
  const printer = new Printer(sorts);
  const text = printer.formula(formula, [], 0);
  const kinds = [...sorts].map(([sort, carrier]) =>
    Array.isArray(carrier) ? `${sort} = {${carrier.join(", ")}}` : `${sort}: any ${carrier === "finite" ? "finite " : ""}sort`,
  );
  const where = printer.where.map(([name, body]) => `${name} = ${body}`);
  return [...kinds, text, ...(where.length ? ["where", ...where] : [])].join("\n");
}

// How tightly operators bind; what binds less tightly than its place allows stands in parentheses.
const [IMPLIES, OR, AND, COMPARE, SUM, PRODUCT, POWER] = [1, 2, 3, 4, 5, 6, 7];

class Printer {
  constructor(sorts) {
    this.sorts = sorts;
    this.where = [];
    this.named = new Map();
    this.length = 0;
  }

  around(text, own, wanted) {
    this.length += text.length > 200 ? 0 : text.length;
    if (this.length > MOST_TEXT) throw new Rejection("the statement is too long to print");
    return own < wanted ? `(${text})` : text;
  }

  domain(d) {
    switch (d.k) {
      case "real": return "R";
      case "natural": return "N";
      case "sort": return d.sort;
      case "function": return `functions of (${d.parameters.map((p) => this.domain(p)).join(", ")})`;
      default: {
        const limits = d.lower || d.upper ? ` [${d.lower ? Q.text(d.lower) : "-oo"}, ${d.upper ? Q.text(d.upper) : "oo"}]` : "";
        const given = d.parameters.length ? ` given (${d.parameters.map((p) => this.domain(p)).join(", ")})` : "";
        return `${d.continuous ? "continuous " : ""}laws on ${this.domain(d.on)}${limits}${given}`;
      }
    }
  }

  /** A name for a bound variable that is not used around it. */
  fresh(name, names) {
    while (names.includes(name)) name += "'";
    return name;
  }

  formula(t, names, wanted) {
    switch (t.k) {
      case "compare":
        return this.around(`${this.term(t.left, names, SUM)} ${t.relation} ${this.term(t.right, names, SUM)}`, COMPARE, wanted);
      case "and": case "or": {
        if (t.parts.length === 0) return t.k === "and" ? "true" : "false";
        const own = t.k === "and" ? AND : OR;
        return this.around(t.parts.map((part) => this.formula(part, names, own + 1)).join(` ${t.k} `), own, wanted);
      }
      case "implies":
        return this.around(`${this.formula(t.left, names, OR)} -> ${this.formula(t.right, names, IMPLIES)}`, IMPLIES, wanted);
      case "forall": case "exists": {
        const name = this.fresh(t.name, names);
        return this.around(`${t.k} ${name} in ${this.domain(t.domain)}: ${this.formula(t.body, [name, ...names], 0)}`, 0, wanted);
      }
      default:
        return this.formula(t.body, names, wanted);
    }
  }

  list(terms, names) {
    return terms.map((part) => this.term(part, names, 0)).join(", ");
  }

  term(t, names, wanted) {
    switch (t.k) {
      case "number":
        return this.around(Q.text(t.value), t.value.n < 0n ? PRODUCT : t.value.d === 1n ? POWER + 1 : PRODUCT, wanted);
      case "free": return t.name;
      case "bound": return names[t.index];
      case "element": return this.sorts.get(t.sort)?.[t.index] ?? "?";
      case "sum": return this.sum(t.parts, names, wanted);
      case "product":
        return this.around(this.product(t.parts, names), PRODUCT, wanted);
      case "power": return this.around(`${this.term(t.base, names, POWER + 1)}^${t.exponent}`, POWER, wanted);
      case "natural power":
        return this.around(`${this.term(t.base, names, POWER + 1)}^${this.term(t.exponent, names, POWER + 1)}`, POWER, wanted);
      case "quotient":
        return this.around(`${this.term(t.left, names, PRODUCT)}/${this.term(t.right, names, PRODUCT + 1)}`, PRODUCT, wanted);
      case "max": case "min": return `${t.k}(${this.list([t.left, t.right], names)})`;
      case "indicator": return `[${this.term(t.left, names, SUM)} ${t.relation} ${this.term(t.right, names, SUM)}]`;
      case "exp": case "log": return `${t.k}(${this.term(t.argument, names, 0)})`;
      case "apply": return `${this.term(t.head, names, 0)}(${this.list(t.arguments, names)})`;
      case "select": return `${this.term(t.on, names, POWER + 1)} ? {${this.list(t.branches, names)}}`;
      case "bind": {
        const name = this.fresh(t.name, names);
        const body = this.term(t.body, [name, ...names], PRODUCT);
        return this.around(`${this.functional(t.functional, name, names)} ${body}`, PRODUCT, wanted);
      }
      default: {
        const body = this.term(t.body, names, 0);
        let name = t.name;
        while ((this.named.get(name) ?? body) !== body) name += "'";
        if (!this.named.has(name)) {
          this.named.set(name, body);
          this.where.push([name, body]);
        }
        return name;
      }
    }
  }

  product(parts, names) {
    const [first, ...rest] = parts;
    if (!first) return "1";
    // A minus sign stands before the whole product, so that a sum can take it.
    const negative = rest.length > 0 && first.k === "number" && first.value.n < 0n;
    const factors = negative ? [number(Q.abs(first.value)), ...rest] : parts;
    const shown = negative && Q.same(factors[0].value, ONE) ? rest : factors;
    return (negative ? "-" : "") + shown.map((part) => this.term(part, names, PRODUCT + 1)).join("*");
  }

  sum(parts, names, wanted) {
    if (parts.length === 0) return "0";
    const texts = parts.map((part) => this.term(part, names, PRODUCT));
    const text = texts.reduce((all, part) => (part.startsWith("-") ? `${all} - ${part.slice(1)}` : `${all} + ${part}`));
    return this.around(text, parts.length > 1 ? SUM : PRODUCT, wanted);
  }

  functional(f, name, names) {
    if (f.kind === "integral") return `integral[${name} from 0 to 1]`;
    if (f.kind === "sum") return `sum[${name} in ${f.sort}]`;
    const given = f.arguments.length ? `(${this.list(f.arguments, names)})` : "";
    return `${f.kind === "expectation" ? "E" : "I"}[${name}: ${this.term(f.law, names, 0)}${given}]`;
  }
}
