// The hash of a statement: SHA-256 over an unambiguous text of it (docs/CERTIFICATES.md, "The hash").

const CODES = { "=": "==", "!=": "!=", ">=": ">=", ">": ">>", "<=": "<=", "<": "<<" };

const lengthInBytes = (text) => new TextEncoder().encode(text).length;
const textCode = (text) => `${lengthInBytes(text)}:${text}`;
const listCode = (items, code) => `${items.length};${items.map(code).join("")}`;
const rationalCode = (number) => textCode(Q.text(number));

function domainCode(d) {
  switch (d.k) {
    case "real": return "r";
    case "natural": return "n";
    case "sort": return `s${textCode(d.sort)}`;
    case "function": return `f${listCode(d.parameters, domainCode)}`;
    default: {
      const limit = (number) => (number === null ? "-" : `+${rationalCode(number)}`);
      return `l${listCode(d.parameters, domainCode)}${domainCode(d.on)}${limit(d.lower)}${limit(d.upper)}${d.continuous ? "c" : "d"}`;
    }
  }
}

/** The text of a statement that is hashed. Texts of shared nodes are made once. */
function statementCode(sorts, formula) {
  const known = new Map();
  const code = (t) => {
    let made = known.get(t);
    if (made === undefined) known.set(t, (made = codeOf(t)));
    return made;
  };
  const two = (letter, t) => `${letter}${code(t.left)}${code(t.right)}`;
  const functional = (f) => {
    if (f.kind === "sum") return `S${textCode(f.sort)}`;
    if (f.kind === "integral") return "I";
    return `${f.kind === "expectation" ? "E" : "Q"}${code(f.law)}${listCode(f.arguments, code)}`;
  };
  const codeOf = (t) => {
    switch (t.k) {
      case "number": return `n${rationalCode(t.value)}`;
      case "free": return `v${textCode(t.name)}`;
      case "bound": return `b${t.index};`;
      case "element": return `e${textCode(t.sort)}${t.index};`;
      case "sum": return `+${listCode(t.parts, code)}`;
      case "product": return `*${listCode(t.parts, code)}`;
      case "power": return `^${code(t.base)}${t.exponent};`;
      case "natural power": return `p${code(t.base)}${code(t.exponent)}`;
      case "quotient": return two("/", t);
      case "max": return two("M", t);
      case "min": return two("m", t);
      case "indicator": return two(`i${CODES[t.relation]}`, t);
      case "apply": return `a${code(t.head)}${listCode(t.arguments, code)}`;
      case "exp": return `x${code(t.argument)}`;
      case "log": return `l${code(t.argument)}`;
      case "select": return `s${code(t.on)}${listCode(t.branches, code)}`;
      case "bind": return `B${functional(t.functional)}${textCode(t.name)}${code(t.body)}`;
      case "compare": return two(`C${CODES[t.relation]}`, t);
      case "and": return `A${listCode(t.parts, code)}`;
      case "or": return `O${listCode(t.parts, code)}`;
      case "implies": return two("I", t);
      case "forall": case "exists":
        return `${t.k === "forall" ? "F" : "E"}${textCode(t.name)}${domainCode(t.domain)}${code(t.body)}`;
      // A name is a node of its own, with one letter among terms and another among formulas.
      case "named": return `${isFormula(plain(t)) ? "N" : "d"}${textCode(t.name)}${code(t.body)}`;
      default: throw new Error(`no such node: ${t.k}`);
    }
  };
  return `mechproof claim 1\n${signatureCode(sorts)}${code(formula)}`;
}

const isFormula = (t) => ["compare", "and", "or", "implies", "forall", "exists"].includes(t.k);

/** Sorts by name; what a sort is: "arbitrary", "finite" or its elements. */
function signatureCode(sorts) {
  return listCode([...sorts.keys()].sort(), (sort) => {
    const carrier = sorts.get(sort);
    if (Array.isArray(carrier)) return `${textCode(sort)}e${listCode(carrier, textCode)}`;
    return `${textCode(sort)}${carrier === "finite" ? "f" : "a"}`;
  });
}

// The first 32 bits of the fractional parts of cube and square roots of the first primes, computed exactly.
const PRIMES = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes;
})();

/** The first 32 bits after the point of the `k`-th root of `n`. */
function rootBits(n, k) {
  const target = BigInt(n) << BigInt(32 * k);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(k) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const rounds = PRIMES.map((p) => rootBits(p, 3));
  const state = PRIMES.slice(0, 8).map((p) => rootBits(p, 2));
  const turned = (x, by) => (x >>> by) | (x << (32 - by));
  const w = new Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const b = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = (w[i - 16] + a + w[i - 7] + b) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g));
      const t = (h + one + rounds[i] + w[i]) | 0;
      const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
