// Rational bounds of exp and log (docs/CERTIFICATES.md, the rule `enclose`).

const bitLength = (n) => abs(n).toString(2).length;
const HALF = ratio(1n, 2n);
const TWO = ratio(2n);

function boundsOfExp(x, terms) {
  let halvings = 0;
  for (; Q.less(HALF, Q.abs(x)); halvings++) x = Q.mul(x, HALF);
  require_(halvings <= 12, "the argument is too large");
  let [total, term] = [ZERO, ONE];
  for (let k = 0; k < terms; k++) {
    total = Q.add(total, term);
    term = Q.div(Q.mul(term, x), ratio(BigInt(k) + 1n));
  }
  const rest = Q.mul(TWO, Q.abs(term));
  let [least, most] = [Q.sub(total, rest), Q.add(total, rest)];
  require_(least.n > 0n, "too few terms");
  require_((bitLength(most.n) + bitLength(most.d)) * 2 ** halvings <= 2 ** 18, "the bounds are too large");
  for (; halvings > 0; halvings--) [least, most] = [Q.mul(least, least), Q.mul(most, most)];
  return [least, most];
}

function boundsOfLog(x, terms) {
  require_(x.n > 0n, "the logarithm of a number that is not positive");
  let doublings = 0;
  for (; Q.less(ratio(4n, 3n), x); doublings++) x = Q.mul(x, HALF);
  for (; Q.less(x, ratio(2n, 3n)); doublings--) x = Q.mul(x, TWO);
  require_(Math.abs(doublings) <= 4096, "the argument is too large");
  const own = boundsNear1(x, terms);
  if (doublings === 0) return own;
  const [low, high] = boundsNear1(TWO, terms).map((b) => Q.mul(b, ratio(BigInt(doublings))));
  return doublings > 0 ? [Q.add(own[0], low), Q.add(own[1], high)] : [Q.add(own[0], high), Q.add(own[1], low)];
}

/** Bounds of log m by the series of the inverse hyperbolic tangent. */
function boundsNear1(m, terms) {
  const z = Q.div(Q.sub(m, ONE), Q.add(m, ONE));
  const square = Q.mul(z, z);
  let [total, power] = [ZERO, z];
  for (let k = 0; k < terms; k++) {
    total = Q.add(total, Q.div(power, ratio(2n * BigInt(k) + 1n)));
    power = Q.mul(power, square);
  }
  const rest = Q.div(Q.abs(power), Q.mul(ratio(2n * BigInt(terms) + 1n), Q.sub(ONE, square)));
  return [Q.mul(TWO, Q.sub(total, rest)), Q.mul(TWO, Q.add(total, rest))];
}
