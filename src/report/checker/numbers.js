// Rational numbers as pairs of BigInts in lowest terms with a positive denominator.
//
// Consumes strings such as "-3/4"; produces and compares exact numbers. Uses nothing but BigInt.

const abs = (n) => (n < 0n ? -n : n);

/** Greatest common divisor of two integers, not negative. */
function gcd(a, b) {
  a = abs(a);
  b = abs(b);
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The rational number n/d. */
function ratio(n, d = 1n) {
  if (d === 0n) throw new Error("division by 0");
  if (d === 1n) return { n, d };
  if (d < 0n) [n, d] = [-n, -d];
  const g = gcd(n, d);
  return g === 1n ? { n, d } : { n: n / g, d: d / g };
}

const ZERO = ratio(0n);
const ONE = ratio(1n);

const Q = {
  add: (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d),
  sub: (a, b) => ratio(a.n * b.d - b.n * a.d, a.d * b.d),
  mul: (a, b) => ratio(a.n * b.n, a.d * b.d),
  div: (a, b) => ratio(a.n * b.d, a.d * b.n),
  abs: (a) => ({ n: abs(a.n), d: a.d }),
  power: (a, k) => ({ n: a.n ** BigInt(k), d: a.d ** BigInt(k) }),
  less: (a, b) => a.n * b.d < b.n * a.d,
  atMost: (a, b) => a.n * b.d <= b.n * a.d,
  same: (a, b) => a.n === b.n && a.d === b.d,
  text: (a) => (a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`),
};

/** Reads a rational number in lowest terms; anything else is refused. */
function rational(text) {
  if (typeof text !== "string" || !/^(0|-?[1-9][0-9]*)(\/[1-9][0-9]*)?$/.test(text)) {
    reject(`${JSON.stringify(text)} is not a rational number`);
  }
  if (text.length > 20_002) reject("a number has too many digits");
  const [n, d = "1"] = text.split("/");
  const number = ratio(BigInt(n), BigInt(d));
  if (Q.text(number) !== text) reject(`${text} is not in lowest terms`);
  return number;
}

/** What a check stops with: the certificate is not accepted, for this reason. */
class Rejection extends Error {}

function reject(reason) {
  throw new Rejection(reason);
}

/** Rejects unless a condition holds. */
function require_(condition, reason) {
  if (!condition) reject(typeof reason === "function" ? reason() : reason);
}
