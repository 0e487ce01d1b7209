//! The one style of theorem files.
//!
//! The syntax tree is printed line by line: an item's head, an entry, a step, an `end`. Each line knows where it began in
//! the source, so that a comment between two lines goes back between the same two lines, and a comment behind a line
//! stays behind it. A comment in the middle of a line has no such place; then nothing is formatted, so that no comment
//! is ever lost.

mod entries;
mod expressions;
mod layout;

pub use entries::print_argument;
use entries::{
    claim_entry, compute, declarator, definition, interpretation, interpretation_line, justification, mirror,
    model_entry, named, quoted, reference, sketch, unchecked,
};
pub use expressions::print_expression;
use expressions::{domain, formula, listed, names, sign, term};
use layout::{Doc, group, lay_out, text};

use super::diagnostic::{Code, Diagnostic};
use super::lexer::{Comment, Lexed, lex};
use super::syntax::{
    Claim, Erratum, ErratumRow, Ident, Item, Justification, Program, ProofBlock, ProofStep, Span, Spanned,
};

/// The same file in the one style; comments stay where they are.
///
/// # Errors
/// What is wrong with the file, or a comment that stands where it cannot be kept.
pub fn format(source: &str) -> Result<String, Diagnostic> {
    let file = super::parser::parse("", source.as_bytes())?;
    let lexed = lex(source)?;
    let mut lines = Lines { lexed: &lexed, source, done: Vec::new(), indent: 0 };
    for item in &file.items {
        lines.item(item);
    }
    let out = assemble(source, &lexed, &lines.done)?;
    let kept = lex(&out)?.comments.len();
    match lexed.comments.get(kept) {
        Some(lost) => Err(misplaced(lost.span.clone())),
        None => Ok(out),
    }
}

fn misplaced(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::CommentPlace,
        span,
        "a comment in the middle of an entry cannot be kept",
        "this comment",
    )
    .with_hint("put it on a line of its own before the entry, or behind the end of the entry")
}

/// A line of the result, before it is broken.
struct Line {
    /// Where it begins in the source.
    start: usize,
    indent: usize,
    /// Whether an item begins here.
    item: bool,
    /// Whether it closes what stands above it, further in.
    closes: bool,
    doc: Doc,
}

struct Lines<'a> {
    lexed: &'a Lexed,
    source: &'a str,
    done: Vec<Line>,
    indent: usize,
}

impl Lines<'_> {
    fn line(&mut self, start: usize, doc: Doc) {
        self.done.push(Line { start, indent: self.indent, item: false, closes: false, doc });
    }

    fn closing(&mut self, start: usize, doc: Doc) {
        self.done.push(Line { start, indent: self.indent, item: false, closes: true, doc });
    }

    fn inside(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += 2;
        print(self);
        self.indent -= 2;
    }

    /// Where the token begins that stands `back` tokens before this place.
    fn before(&self, place: usize, back: usize) -> usize {
        let at = self.lexed.tokens.partition_point(|token| token.span().start < place);
        at.checked_sub(back)
            .and_then(|at| self.lexed.tokens.get(at))
            .map_or(place, |token| token.span().start)
    }

    fn item(&mut self, item: &Spanned<Item>) {
        let (start, end) = (item.span.start, item.span.end);
        let first = self.done.len();
        match &item.node {
            Item::Paper(paper) => {
                let (id, title) = (&paper.id.node, quoted(&paper.title.node));
                let authors = quoted(&paper.authors.node);
                let parts = [format!("by {authors}"), format!("year {}", paper.year.node)];
                let rest = parts.into_iter().flat_map(|part| [Doc::Space, text(part)]).collect();
                self.line(start, group(vec![text(format!("paper {id} {title}")), Doc::Nest(rest)]));
            }
            Item::Use(path) => self.line(start, text(format!("use {}", quoted(&path.node)))),
            Item::Model(model) => {
                let word = if model.changes { "changes" } else { "extends" };
                let extends = model.extends.as_ref().map(|base| format!(" {word} {}", base.node));
                self.line(start, text(format!("model {}{}", model.name.node, extends.unwrap_or_default())));
                self.inside(|lines| {
                    for entry in &model.entries {
                        lines.line(entry.span.start, model_entry(&entry.node));
                    }
                });
            }
            Item::Program(program) => self.program(start, program),
            Item::Claim(claim) => self.claim(start, end, claim),
            Item::Erratum(erratum) => self.erratum(start, end, erratum),
            Item::Refute(refute) => {
                let name = refute.name.as_ref().map(|name| format!(" as {}", name.node)).unwrap_or_default();
                let head = text(format!("refute {}{name}", quoted(&refute.claim.node)));
                if refute.notes.is_empty() {
                    self.line(start, group(vec![head, interpretation(&refute.with)]));
                } else {
                    self.line(start, head);
                    self.inside(|lines| {
                        for note in &refute.notes {
                            lines.line(note.span.start, text(format!("note {}", quoted(&note.node))));
                        }
                        if !refute.with.is_empty() {
                            lines.line(end, interpretation_line(&refute.with));
                        }
                    });
                }
                self.proof(end, refute.proof.as_ref());
            }
            Item::Vacuous(vacuous) => {
                self.line(start, text(format!("vacuous {}", quoted(&vacuous.claim.node))));
                self.proof(end, vacuous.proof.as_ref());
            }
            Item::Restate(item) => {
                let what = quoted(&item.what.node);
                self.line(start, text(format!("restate {what} in {}", item.model.node)));
            }
            Item::Adapt(adapt) => {
                self.line(start, text(format!("adapt {}", quoted(&adapt.claim.node))));
                self.proof(end, Some(&adapt.proof));
            }
            Item::Compute(item) => self.line(start, compute(item)),
            Item::Unchecked(item) => self.line(start, unchecked(item)),
            Item::Sketch(item) => self.line(start, sketch(item)),
        }
        if let Some(line) = self.done.get_mut(first) {
            line.item = true;
        }
    }

    /// Entries of a program in the order of the source, which the tree has by kind.
    fn program(&mut self, start: usize, program: &Program) {
        self.line(start, text(format!("program {} in {}", program.name.node, program.model.node)));
        let first = self.done.len();
        self.inside(|lines| {
            for item in &program.lets {
                lines.line(lines.before(item.name.span.start, 1), definition(item));
            }
            let mut rest = program.variables.as_slice();
            while let Some((head, tail)) = rest.split_first() {
                let more = tail
                    .iter()
                    .take_while(|next| comma_at(lines.source, lines.before(next.name.span.start, 1)));
                let count = more.count();
                let listed = listed("var ", std::iter::once(head).chain(&tail[..count]).map(declarator));
                lines.line(lines.before(head.name.span.start, 1), listed);
                rest = &tail[count..];
            }
            let word = if program.maximize { "maximize " } else { "minimize " };
            let objective = &program.objective;
            lines.line(lines.before(objective.name.span.start, 1), named(word, objective));
            if let Some(constraint) = program.constraints.first() {
                lines.line(lines.before(constraint.name.span.start, 2), text("subject to"));
            }
            lines.inside(|lines| {
                for constraint in &program.constraints {
                    lines.line(constraint.name.span.start, named("", constraint));
                }
            });
        });
        self.done[first..].sort_by_key(|line| line.start);
    }

    fn claim(&mut self, start: usize, end: usize, claim: &Claim) {
        let head = [&claim.kind.node, " ", &claim.name.node].map(String::from).concat();
        self.heading(start, &head, claim.model.as_ref(), &claim.place.node);
        self.inside(|lines| {
            for entry in &claim.entries {
                lines.line(entry.span.start, claim_entry(&entry.node));
            }
            if let Some(show) = &claim.show {
                let doc = group(vec![text("show"), Doc::Nest(vec![Doc::Space, formula(show)])]);
                lines.line(lines.before(show.span.start, 1), doc);
            }
            if let Some(item) = &claim.mirrors {
                lines.line(lines.before(item.of.span.start, 1), mirror(item));
            }
        });
        self.proof(end, claim.proof.as_ref());
    }

    fn heading(&mut self, start: usize, head: &str, model: Option<&Ident>, place: &str) {
        let model = model.map(|model| format!(" in {}", model.node)).unwrap_or_default();
        self.line(start, text(format!("{head}{model} at {}", quoted(place))));
    }

    fn erratum(&mut self, start: usize, end: usize, erratum: &Erratum) {
        let head = format!("erratum {}", erratum.name.node);
        self.heading(start, &head, erratum.model.as_ref(), &erratum.place.node);
        let after_printed = self.before(erratum.corrected.formula.span.start, 1);
        let survives = erratum.survives.as_ref();
        let after_corrected = survives.map_or(end, |row| self.before(row.formula.span.start, 1));
        self.inside(|lines| {
            for entry in &erratum.entries {
                lines.line(entry.span.start, claim_entry(&entry.node));
            }
            lines.row("printed", &erratum.printed, after_printed);
            lines.row("corrected", &erratum.corrected, after_corrected);
            if let Some(row) = survives {
                lines.row("survives", row, end);
            }
        });
    }

    /// A row of an erratum, whose last token stands before `end`.
    fn row(&mut self, word: &str, row: &ErratumRow, end: usize) {
        let doc = group(vec![text(word), Doc::Nest(vec![Doc::Space, formula(&row.formula)])]);
        let doc = group(vec![doc, interpretation(&row.with)]);
        self.line(self.before(row.formula.span.start, 1), doc);
        self.proof(end, row.proof.as_ref());
    }

    /// A proof whose `end` is the last token before a place.
    fn proof(&mut self, end: usize, proof: Option<&ProofBlock>) {
        let Some(block) = proof else { return };
        let start = match block.steps.first() {
            Some(step) => self.before(step.span.start, 1),
            None => self.before(end, 2),
        };
        self.inside(|lines| {
            lines.line(start, text("proof"));
            lines.steps(block);
            lines.closing(lines.before(end, 1), text("end"));
        });
    }

    fn steps(&mut self, block: &ProofBlock) {
        self.inside(|lines| {
            for step in &block.steps {
                lines.step(step.span.start, &step.node);
            }
        });
    }

    fn step(&mut self, start: usize, step: &ProofStep) {
        match step {
            ProofStep::Step(claim, by) => {
                self.line(start, justified(named("step ", claim), by));
                self.blocks(by);
            }
            ProofStep::Chain(name, first, links) => {
                let head = Doc::Row(vec![text(format!("chain {}: ", name.node)), term(first)]);
                let link = |(comparison, side, by): &(_, _, _)| {
                    Doc::Row(vec![text(format!("{} ", sign(*comparison))), justified(term(side), by)])
                };
                if links.iter().all(|(_, _, by)| by.blocks.is_empty()) {
                    let rest = links.iter().flat_map(|part| [Doc::Space, link(part)]).collect();
                    return self.line(start, group(vec![head, Doc::Nest(rest)]));
                }
                self.line(start, head);
                self.inside(|lines| {
                    for part in links {
                        lines.line(lines.before(part.1.span.start, 1), link(part));
                        lines.blocks(&part.2);
                    }
                });
            }
            ProofStep::Let(item) => self.line(start, definition(item)),
            ProofStep::Obtain(variables, fact, from) => {
                let head = format!("obtain {} with {} from ", names(variables), fact.node);
                self.line(start, Doc::Row(vec![text(head), reference(from)]));
            }
            ProofStep::Pick(name, space) => {
                self.line(start, text(format!("pick {} in {}", name.node, domain(space))));
            }
            ProofStep::Split(fact, parts) => {
                let into = text(format!(" into {}", names(parts)));
                self.line(start, Doc::Row(vec![text("split "), reference(fact), into]));
            }
            ProofStep::Conclusion(name) => self.line(start, text(format!("conclusion {}", name.node))),
            ProofStep::Conclude(by) => {
                self.line(start, Doc::Row(vec![text("conclude "), justification(by)]));
                self.blocks(by);
            }
        }
    }

    /// The blocks of a justification and their `end`.
    fn blocks(&mut self, by: &Justification) {
        let proof = by.rule.as_ref().is_some_and(|rule| rule.node == "proof");
        for (label, block) in &by.blocks {
            if proof {
                self.steps(block);
            } else {
                self.inside(|lines| {
                    lines.closing(lines.before(label.span.start, 1), text(format!("case {}:", label.node)));
                    lines.steps(block);
                });
            }
        }
        if !by.blocks.is_empty() {
            self.closing(self.before(by.span.end, 1), text("end"));
        }
    }
}

fn justified(claim: Doc, by: &Justification) -> Doc {
    group(vec![claim, Doc::Nest(vec![Doc::Space, justification(by)])])
}

/// Whether a comma stands at the place.
fn comma_at(source: &str, place: usize) -> bool {
    source[place..].starts_with(',')
}

/// Lines and comments together, in the order of the source.
fn assemble(source: &str, lexed: &Lexed, lines: &[Line]) -> Result<String, Diagnostic> {
    let mut page = Page { source, out: String::new(), end: 0, open: false };
    let mut comments = lexed.comments.iter().peekable();
    let mut wide = false;
    for (at, line) in lines.iter().enumerate() {
        let (start, next) = (line.start, lines.get(at + 1));
        let item_is_wide = line.item && next.is_some_and(|next| !next.item);
        page.open = at > 0 && line.item && (wide || item_is_wide);
        wide = if line.item { item_is_wide } else { wide };
        let inner = line.indent + if line.closes { 2 } else { 0 };
        while let Some(comment) = comments.next_if(|comment| comment.span.start < start) {
            page.comment(comment, inner);
        }
        page.blank(start);
        page.indent(line.indent);
        page.out.push_str(&lay_out(&line.doc, line.indent));
        page.out.push('\n');
        let limit = next.map_or(source.len(), |next| next.start);
        let last = lexed.tokens.partition_point(|token| token.span().start < limit);
        page.end = last.checked_sub(1).map_or(start, |last| lexed.tokens[last].span().end);
        if let Some(inside) = comments.next_if(|comment| comment.span.start < page.end) {
            return Err(misplaced(inside.span.clone()));
        }
    }
    page.open = false;
    for comment in comments {
        page.comment(comment, 0);
    }
    Ok(page.out)
}

struct Page<'a> {
    source: &'a str,
    out: String,
    /// Where the last thing written ends in the source.
    end: usize,
    /// Whether a blank line is wanted before what comes next.
    open: bool,
}

impl Page<'_> {
    fn indent(&mut self, by: usize) {
        self.out.extend(std::iter::repeat_n(' ', by));
    }

    /// One blank line if the source has any before this place, or if one is wanted.
    fn blank(&mut self, start: usize) {
        let gap = &self.source[self.end.min(start)..start];
        let open = std::mem::take(&mut self.open);
        let written = gap.bytes().filter(|&byte| byte == b'\n').count() > 1;
        if (open || written) && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn comment(&mut self, comment: &Comment, indent: usize) {
        let written = &self.source[comment.span.clone()];
        if comment.own_line {
            self.blank(comment.span.start);
            self.indent(indent);
        } else if self.out.ends_with('\n') {
            self.out.pop();
            self.out.push_str("   ");
        }
        self.out.push_str(written);
        self.out.push('\n');
        self.end = comment.span.end;
    }
}
