// Polynomials with rational coefficients over numbered atoms.
//
// A polynomial is a Map from monomials to integers, over one positive denominator. Monomials are numbered as they
// turn up; each is a list of atoms with exponents, by atom. The order of monomials compares exponents atom by atom,
// so it is compatible with multiplication.

const MOST_TERMS = 200_000;
const MOST_DEGREE = 10_000;
const MOST_BITS = 1_000_000;

class Polynomials {
  constructor() {
    this.monomials = [];
    this.byText = new Map();
    this.products = new Map();
    this.one = this.monomial([]);
    this.numbers = new Map();
  }

  monomial(powers) {
    const text = powers.join(" ");
    let at = this.byText.get(text);
    if (at === undefined) {
      at = this.monomials.length;
      this.byText.set(text, at);
      // Atoms and exponents take turns.
      this.monomials.push(powers);
    }
    return at;
  }

  /** The number of the product of two monomials. */
  times(a, b) {
    if (a === this.one) return b;
    if (b === this.one) return a;
    const key = a < b ? a * 2 ** 26 + b : b * 2 ** 26 + a;
    let at = this.products.get(key);
    if (at === undefined) {
      const [x, y] = [this.monomials[a], this.monomials[b]];
      const powers = [];
      let degree = 0;
      for (let i = 0, j = 0; i < x.length || j < y.length; ) {
        const first = j >= y.length || (i < x.length && x[i] <= y[j]);
        const both = first && j < y.length && x[i] === y[j];
        const exponent = first ? x[i + 1] + (both ? y[j + 1] : 0) : y[j + 1];
        powers.push(first ? x[i] : y[j], exponent);
        degree += exponent;
        if (first) i += 2;
        if (both || !first) j += 2;
      }
      require_(degree <= MOST_DEGREE, "a polynomial is too large: its degree");
      at = this.monomial(powers);
      this.products.set(key, at);
    }
    return at;
  }

  /** Compares monomials: negative if the first comes first. */
  order(a, b) {
    const [x, y] = [this.monomials[a], this.monomials[b]];
    for (let i = 0; ; i += 2) {
      if (i >= x.length || i >= y.length) return y.length - x.length;
      if (x[i] !== y[i]) return x[i] - y[i];
      if (x[i + 1] !== y[i + 1]) return y[i + 1] - x[i + 1];
    }
  }

  of(value) {
    return { den: value.d, terms: value.n === 0n ? new Map() : new Map([[this.one, value.n]]) };
  }

  atom(at, exponent = 1) {
    return { den: 1n, terms: new Map([[this.monomial([at, exponent]), 1n]]) };
  }

  /** The number that a polynomial is, or null. */
  constant(p) {
    if (p.terms.size === 0) return ZERO;
    const n = p.terms.size === 1 ? p.terms.get(this.one) : undefined;
    return n === undefined ? null : ratio(n, p.den);
  }

  /** The sum of multiples of polynomials. */
  sum(parts) {
    if (parts.length === 1) return parts[0];
    let den = 1n;
    for (const p of parts) if (p.den !== 1n) den = (den / gcd(den, p.den)) * p.den;
    const terms = new Map();
    for (const p of parts) {
      const by = den / p.den;
      for (const [m, c] of p.terms) {
        const known = terms.get(m);
        const total = (known ?? 0n) + (by === 1n ? c : c * by);
        if (total === 0n) terms.delete(m);
        else terms.set(m, total);
      }
    }
    require_(terms.size <= MOST_TERMS, "a polynomial is too large: its terms");
    return { den, terms };
  }

  scaled(p, by) {
    if (by.n === 0n) return this.of(ZERO);
    if (by.n === 1n && by.d === 1n) return p;
    const terms = new Map();
    for (const [m, c] of p.terms) terms.set(m, c * by.n);
    return { den: p.den * by.d, terms };
  }

  product(p, q) {
    if (p.terms.size > q.terms.size) [p, q] = [q, p];
    require_(p.terms.size * q.terms.size <= 100 * MOST_TERMS, "a polynomial is too large: its terms");
    const terms = new Map();
    for (const [m, c] of p.terms) {
      for (const [n, d] of q.terms) {
        const at = this.times(m, n);
        const known = terms.get(at);
        const total = known === undefined ? c * d : known + c * d;
        if (total === 0n) terms.delete(at);
        else terms.set(at, total);
      }
    }
    require_(terms.size <= MOST_TERMS, "a polynomial is too large: its terms");
    return { den: p.den * q.den, terms };
  }

  power(p, exponent) {
    require_(exponent <= MOST_DEGREE || p.terms.size === 0 || this.constant(p), "a polynomial is too large: its degree");
    const value = this.constant(p);
    if (value) {
      const bits = Math.max(value.n.toString(2).length, value.d.toString(2).length);
      require_(bits <= 2 || bits * exponent <= MOST_BITS, "a number is too large");
    }
    let out = this.of(ONE);
    for (let base = p; exponent > 0; exponent = Math.floor(exponent / 2)) {
      if (exponent % 2 === 1) out = this.product(out, base);
      if (exponent > 1) base = this.product(base, base);
    }
    return out;
  }

  same(p, q) {
    if (p.terms.size !== q.terms.size) return false;
    for (const [m, c] of p.terms) {
      const d = q.terms.get(m);
      if (d === undefined || c * q.den !== d * p.den) return false;
    }
    return true;
  }

  /** A positive number and the polynomial divided by it, with coprime integer coefficients. */
  primitive(p) {
    if (p.terms.size === 0) return [ONE, p];
    let common = 0n;
    for (const c of p.terms.values()) {
      common = gcd(common, c);
      if (common === 1n) break;
    }
    const terms = common === 1n ? p.terms : new Map([...p.terms].map(([m, c]) => [m, c / common]));
    return [ratio(common, p.den), { den: 1n, terms }];
  }

  /** Whether the first coefficient in the order of monomials is negative. */
  leadsNegative(p) {
    let first = null;
    for (const m of p.terms.keys()) if (first === null || this.order(m, first) < 0) first = m;
    return p.terms.get(first) < 0n;
  }

  /** A number for a polynomial, the same for the same polynomials. */
  numberOf(p) {
    const terms = [...p.terms].sort((a, b) => a[0] - b[0]);
    const text = terms.map(([m, c]) => `${m}:${p.den === 1n ? c : Q.text(ratio(c, p.den))}`).join(" ");
    let at = this.numbers.get(text);
    if (at === undefined) this.numbers.set(text, (at = this.numbers.size));
    return at;
  }
}
