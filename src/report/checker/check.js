// Checking certificates: a bundle of statements and proofs in, for each claim what is proved of it or why not.
//
// Trusts nothing of the bundle but that its statements are what is to be proved.

/** A statement of a bundle: its sorts and its formula. */
function statementOf(decoder, json) {
  fields(json, "sorts", "formula");
  const sorts = new Map(Object.entries(json.sorts));
  const formula = decoder.formula(json.formula);
  return { sorts, formula };
}

/** The statement that a certificate proves about a claim. */
function provedOf(certificate, { sorts, formula }) {
  switch (certificate.proves) {
    case "claim":
      fields(certificate, "proves", "hash", "open", "steps");
      return { sorts, formula };
    case "vacuity":
      fields(certificate, "proves", "hash", "open", "steps");
      return { sorts, formula: withoutGoal(formula) };
    case "negation": {
      fields(certificate, "proves", "carriers", "hash", "open", "steps");
      const given = new Map(sorts);
      for (const [sort, elements] of Object.entries(certificate.carriers)) {
        const declared = sorts.get(sort);
        require_(declared !== undefined, `the sort ${sort} is not declared`);
        const same = !Array.isArray(declared) || listCode(declared, textCode) === listCode(listOf(elements), textCode);
        require_(same, `the sort ${sort} has other elements`);
        given.set(sort, listOf(elements).map(nameOf));
      }
      return { sorts: given, formula: implies(formula, FALSITY) };
    }
    default:
      return reject("a certificate proves a claim, its negation or its vacuity");
  }
}

/** A formula with its goal replaced by falsity. */
function withoutGoal(t) {
  if (t.k === "forall") return forall(t.name, t.domain, withoutGoal(t.body));
  if (t.k === "implies") return implies(t.left, withoutGoal(t.right));
  if (t.k === "and" && t.parts.length >= 2) {
    const others = t.parts.slice(0, -1);
    if (others.every((part) => part.k === "named" && part.name === "defined")) return withoutGoal(t.parts.at(-1));
  }
  return FALSITY;
}

/** Checks one certificate. Returns the theorem; rejects if it is none. */
function checkCertificate(certificate, statement, decoder, library) {
  const { sorts, formula } = provedOf(certificate, statement);
  require_(sha256(statementCode(sorts, formula)) === certificate.hash, "the certificate is for another statement");
  const checker = new Checker(sorts, decoder, library);
  checkFormula(formula, checker.context);
  checker.block(formula, certificate.open, certificate.steps);
  return { proves: certificate.proves, sorts, formula, holes: checker.holes, cites: checker.cites, steps: checker.steps };
}

/** Reads a file of certificates: its tables, and the certificates of each claim, at most one of each kind. */
function fileOf(json) {
  fields(json, "format", "atoms", "polys", "claims");
  require_(json.format === 1, "the format is not known");
  const claims = new Map(Object.entries(json.claims));
  for (const [id, certificates] of claims) {
    const kinds = listOf(certificates).map((certificate) => certificate?.proves);
    require_(new Set(kinds).size === kinds.length, `${id} has two certificates of a kind`);
  }
  return { decoder: new Decoder(json.atoms, json.polys).all(), claims };
}

/**
 * Checks all certificates of a bundle, what is cited before what cites it. Yields for each claim its id, what is proved
 * of it ("claim", "negation" or "vacuity", with the names of holes), and what is rejected and why.
 */
function* checkBundle(bundle) {
  const { statements: stated, certificates: stored } = fields(bundle, "format", "statements", "certificates");
  require_(bundle.format === 1, "the format is not known");
  fields(stated, "atoms", "polys", "claims");
  const statementDecoder = new Decoder(stated.atoms, stated.polys).all();
  const { decoder, claims } = fileOf(stored);
  const library = new Map();
  const statements = new Map();
  const begun = new Set();
  const visit = function* (id) {
    if (begun.has(id)) return;
    begun.add(id);
    const certificates = claims.get(id);
    for (const cited of citedIn(certificates)) if (claims.has(cited)) yield* visit(cited);
    const result = { id, proved: [], rejected: [] };
    for (const certificate of certificates) {
      try {
        require_(Object.hasOwn(stated.claims, id), "the statement is missing");
        if (!statements.has(id)) statements.set(id, statementOf(statementDecoder, stated.claims[id]));
        const theorem = checkCertificate(certificate, statements.get(id), decoder, library);
        result.statement = statements.get(id);
        if (theorem.proves === "claim") library.set(id, theorem);
        result.proved.push({ proves: theorem.proves, hash: certificate.hash, holes: [...theorem.holes], steps: theorem.steps });
      } catch (error) {
        // Whatever goes wrong, there is no theorem.
        result.rejected.push({ proves: certificate?.proves, reason: error.message });
      }
    }
    yield result;
  };
  for (const id of claims.keys()) yield* visit(id);
}

/** Names of theorems that steps cite, blocks included. */
function citedIn(json, found = new Set()) {
  if (Array.isArray(json)) for (const part of json) citedIn(part, found);
  else if (json !== null && typeof json === "object") {
    if (json.rule === "cite" && typeof json.theorem === "string") found.add(json.theorem);
    if (json.steps) citedIn(json.steps, found);
    if (json.branches) citedIn(json.branches, found);
  }
  return found;
}
