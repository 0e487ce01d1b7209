// Rules of logic. Steps are read where they are used.

const LOGIC_RULES = {
  block(c, step) {
    fields(step, "rule", "formula", "open", "steps");
    const formula = c.formula(step.formula);
    c.block(formula, step.open, step.steps);
    c.add(formula);
  },

  instantiate(c, step) {
    fields(step, "rule", "fact", "arguments", "premises");
    const [args, premises] = [[...listOf(step.arguments)], [...listOf(step.premises)]];
    let rest = c.scope.fact(step.fact);
    for (;;) {
      rest = plain(rest);
      if (rest.k === "forall" && args.length > 0) {
        rest = opened(rest.body, c.argumentFor(args.shift(), rest.domain, premises));
      } else if (rest.k === "implies" && premises.length > 0) {
        c.mustSay(premises.shift(), rest.left, "the premise");
        rest = rest.right;
      } else break;
    }
    require_(args.length === 0 && premises.length === 0, "not all arguments and premises are used");
    c.add(rest);
  },

  split(c, step) {
    fields(step, "rule", "fact");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "and", "the fact is no conjunction");
    for (const part of fact.parts) c.add(part);
  },

  conjoin(c, step) {
    fields(step, "rule", "facts");
    c.add(conjunction(listOf(step.facts).map((fact) => c.scope.fact(fact))));
  },

  either(c, step) {
    fields(step, "rule", "fact", "formula");
    const formula = c.formula(step.formula);
    const goal = plain(formula);
    require_(goal.k === "or", "the formula is no disjunction");
    const fact = c.scope.fact(step.fact);
    require_(goal.parts.some((part) => c.same(fact, part)), "the fact is none of the parts");
    c.add(formula);
  },

  cases(c, step) {
    fields(step, "rule", "fact", "formula", "branches");
    const formula = c.formula(step.formula);
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "or" && listOf(step.branches).length === fact.parts.length, "there is not a branch for each part");
    fact.parts.forEach((part, i) =>
      c.nested(() => {
        c.add(part);
        c.run(step.branches[i]);
        c.conclude(formula);
      }),
    );
    c.add(formula);
  },

  excluded(c, step) {
    fields(step, "rule", "formula");
    const formula = c.formula(step.formula);
    c.add(disjunction([formula, implies(formula, FALSITY)]));
  },

  trichotomy(c, step) {
    fields(step, "rule", "term");
    const t = c.realTerm(step.term);
    c.add(disjunction([">", "=", "<"].map((relation) => compare(relation, t, integer(0)))));
  },

  witness(c, step) {
    fields(step, "rule", "argument", "fact", "premises", "formula");
    const formula = c.formula(step.formula);
    const goal = plain(formula);
    require_(goal.k === "exists", "the formula does not say that something exists");
    const premises = [...listOf(step.premises)];
    const argument = c.argumentFor(step.argument, goal.domain, premises);
    require_(premises.length === 0, "not all premises are used");
    c.mustSay(step.fact, opened(goal.body, argument), "what is to hold for the witness");
    c.add(formula);
  },

  obtain(c, step) {
    fields(step, "rule", "fact", "name");
    const fact = c.scope.fact(step.fact);
    require_(fact.k === "exists", "the fact does not say that something exists");
    c.scope.declare(nameOf(step.name), fact.domain);
    c.add(opened(fact.body, free(step.name)));
  },

  pick(c, step) {
    fields(step, "rule", "sort", "name");
    c.scope.declare(nameOf(step.name), { k: "sort", sort: nameOf(step.sort) });
  },

  absurd(c, step) {
    fields(step, "rule", "fact", "formula");
    const formula = c.formula(step.formula);
    require_(c.isFalse(c.scope.fact(step.fact)), "the fact is not false");
    c.add(formula);
  },

  restate(c, step) {
    fields(step, "rule", "fact", "formula");
    const formula = c.formula(step.formula);
    c.mustSay(step.fact, formula, "what is stated again");
    c.add(formula);
  },

  cite(c, step) {
    fields(step, "rule", "theorem", "sorts");
    const theorem = c.library.get(nameOf(step.theorem));
    require_(theorem, () => `${step.theorem} is not proved`);
    for (const [from, to] of Object.entries(step.sorts)) {
      nameOf(to);
      require_(theorem.sorts.has(from), `the theorem has no sort ${from}`);
    }
    for (const [sort, wanted] of theorem.sorts) {
      const here = c.scope.carrier(Object.hasOwn(step.sorts, sort) ? step.sorts[sort] : sort);
      const same = Array.isArray(wanted) ? Array.isArray(here) && listCode(here, textCode) === listCode(wanted, textCode) : true;
      require_(same && (wanted !== "finite" || here !== "arbitrary"), `the sort ${sort} is not as the theorem wants it`);
    }
    const formula = withSorts(theorem.formula, Object.assign(Object.create(null), step.sorts));
    checkFormula(formula, c.context);
    c.cites.add(step.theorem);
    for (const hole of theorem.holes) c.holes.add(hole);
    c.add(formula);
  },

  hole(c, step) {
    fields(step, "rule", "name", "formula");
    c.holes.add(nameOf(step.name));
    c.add(c.formula(step.formula));
  },
};
