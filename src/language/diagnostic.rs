//! What is wrong with a theorem file, as data; and, apart from that, how it is shown to a person.
//!
//! A [`Diagnostic`] says which failure it is, where, and what to do about it. Rendering reads the source text again and
//! draws the line with a caret below it; nothing else in the project prints source text.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, NarratableReportHandler, SourceCode,
};

use super::syntax::Span;

/// Which failure it is. Every failure of a file has a variant of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The file is not UTF-8 text.
    InvalidUtf8,
    /// The file is larger than is read.
    FileTooLarge,
    /// A character that no construct uses.
    UnexpectedCharacter,
    /// A string without its closing quotation mark.
    UnclosedString,
    /// A backslash in a string before something other than `"` or `\`.
    BadEscape,
    /// A number with too many digits.
    NumberTooLong,
    /// Something stands where the grammar has something else.
    UnexpectedToken,
    /// The file ends in the middle of something.
    UnexpectedEnd,
    /// A word that begins nothing.
    UnknownKeyword,
    /// A word after `by` that is no rule.
    UnknownRule,
    /// A keyword used as a name.
    ReservedWord,
    /// Brackets, blocks or operators nested too deeply.
    NestedTooDeeply,
    /// Too many operators in a row.
    ExpressionTooLong,
    /// A part that must be there is not.
    MissingPart,
    /// A part that may stand once stands twice.
    RepeatedPart,
    /// An entry after the place where it belongs.
    MisplacedEntry,
    /// A number that is not allowed in this place.
    BadNumber,
    /// A comment in a place where the formatter cannot keep it.
    CommentPlace,
    /// A name that nothing declares.
    UnknownName,
    /// A name declared twice.
    AlreadyDeclared,
    /// A formula where a number is needed.
    NotATerm,
    /// A number where a formula is needed.
    NotAFormula,
    /// The wrong number of arguments.
    WrongArity,
    /// Something of one domain where another is needed.
    WrongDomain,
    /// A construct that has no meaning in this place.
    NoMeaning,
    /// A statement that is not well-formed as a whole.
    IllFormedStatement,
    /// A denominator that is not shown to be nonzero.
    DenominatorNotShown,
    /// A step of a proof that does not go through.
    StepFails,
    /// A file that cannot be read.
    Unreadable,
}

impl Code {
    /// Every code of reading a file, in order.
    pub const ALL: [Self; 18] = [
        Self::InvalidUtf8,
        Self::FileTooLarge,
        Self::UnexpectedCharacter,
        Self::UnclosedString,
        Self::BadEscape,
        Self::NumberTooLong,
        Self::UnexpectedToken,
        Self::UnexpectedEnd,
        Self::UnknownKeyword,
        Self::UnknownRule,
        Self::ReservedWord,
        Self::NestedTooDeeply,
        Self::ExpressionTooLong,
        Self::MissingPart,
        Self::RepeatedPart,
        Self::MisplacedEntry,
        Self::BadNumber,
        Self::CommentPlace,
    ];

    /// The code as it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidUtf8 => "invalid-utf8",
            Self::FileTooLarge => "file-too-large",
            Self::UnexpectedCharacter => "unexpected-character",
            Self::UnclosedString => "unclosed-string",
            Self::BadEscape => "bad-escape",
            Self::NumberTooLong => "number-too-long",
            Self::UnexpectedToken => "unexpected-token",
            Self::UnexpectedEnd => "unexpected-end",
            Self::UnknownKeyword => "unknown-keyword",
            Self::UnknownRule => "unknown-rule",
            Self::ReservedWord => "reserved-word",
            Self::NestedTooDeeply => "nested-too-deeply",
            Self::ExpressionTooLong => "expression-too-long",
            Self::MissingPart => "missing-part",
            Self::RepeatedPart => "repeated-part",
            Self::MisplacedEntry => "misplaced-entry",
            Self::BadNumber => "bad-number",
            Self::CommentPlace => "comment-place",
            Self::UnknownName => "unknown-name",
            Self::AlreadyDeclared => "already-declared",
            Self::NotATerm => "not-a-term",
            Self::NotAFormula => "not-a-formula",
            Self::WrongArity => "wrong-arity",
            Self::WrongDomain => "wrong-domain",
            Self::NoMeaning => "no-meaning",
            Self::IllFormedStatement => "ill-formed-statement",
            Self::DenominatorNotShown => "denominator-not-shown",
            Self::StepFails => "step-fails",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One failure, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which failure.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The bytes of the source it is about.
    pub span: Span,
    /// A few words to stand beside the caret.
    pub label: String,
    /// What may be done about it.
    pub hint: Option<String>,
    /// Name of the file, as the reader knows it.
    pub file: String,
}

/// How a diagnostic is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Lines and carets, no colours.
    #[default]
    Plain,
    /// Lines and carets, with colours.
    Coloured,
    /// Sentences only, for screen readers.
    Narrated,
}

/// A line longer than this many bytes is not drawn.
const DRAWN_LINE: usize = 400;

impl Diagnostic {
    /// A failure without a hint and without the name of its file.
    pub fn new(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, label: label.into(), hint: None, file: String::new() }
    }

    /// The same, with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, in the file of this name.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = file.into();
        self
    }

    /// Line and column of its place, both counted from 1, the column in characters.
    pub fn position(&self, source: &[u8]) -> (usize, usize) {
        let before = &source[..self.span.start.min(source.len())];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let line = before.split(|&b| b == b'\n').count();
        (line, String::from_utf8_lossy(&before[line_start..]).chars().count() + 1)
    }

    /// The failure as text for a person: message, place, the line with a caret, hint.
    pub fn render(&self, source: &[u8], style: Style) -> String {
        let (line, column) = self.position(source);
        let start = self.span.start.min(source.len());
        let line_start = source[..start].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let line_end = source[start..].iter().position(|&b| b == b'\n').map_or(source.len(), |at| start + at);
        let drawable = |range: Span| {
            let short = range.len() <= DRAWN_LINE;
            source.get(range).filter(|_| short).and_then(|line| std::str::from_utf8(line).ok())
        };
        let Some(shown) = drawable(line_start..line_end).filter(|_| self.code != Code::FileTooLarge) else {
            let place = format!("{}:{line}:{column}", self.file);
            let hint = self.hint.as_ref().map(|h| format!("\n  help: {h}")).unwrap_or_default();
            return format!("{}: {}\n  at {place}: {}{hint}\n", self.code.as_str(), self.message, self.label);
        };
        // Blank lines stand in for the text further up, so that lines are numbered as in the file.
        let mut text = "\n".repeat(line.saturating_sub(2));
        if line > 1 {
            let end = line_start - 1;
            let above = source[..end].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
            text.push_str(drawable(above..end).unwrap_or_default());
            text.push('\n');
        }
        let offset = text.len() + (start - line_start);
        text.push_str(shown);
        text.push('\n');
        let length = self.span.end.min(line_end).saturating_sub(start);
        let report = Report {
            diagnostic: self,
            source: NamedSource::new(&self.file, text),
            label: LabeledSpan::new(Some(self.label.clone()), offset, length),
        };
        let mut out = String::new();
        // Writing to a string cannot fail; if the handler does, the message still stands.
        let drawn = match style {
            Style::Plain => GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
                .with_context_lines(1)
                .with_width(110)
                .render_report(&mut out, &report),
            Style::Coloured => GraphicalReportHandler::new_themed(GraphicalTheme::unicode())
                .with_context_lines(1)
                .with_width(110)
                .render_report(&mut out, &report),
            Style::Narrated => {
                NarratableReportHandler::new().with_context_lines(1).render_report(&mut out, &report)
            }
        };
        if drawn.is_err() {
            out.clone_from(&self.message);
        }
        out
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

/// A diagnostic beside the line it is about, in the shape miette draws.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    source: NamedSource<String>,
    label: LabeledSpan,
}

impl std::fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code.as_str()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.diagnostic.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

/// The candidate nearest to a misspelt word, if one is near enough to be meant: at most a third of its letters are
/// wrong, missing, too many or swapped. Of equally near ones the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).collect();
    let allowed = word.len().div_ceil(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.chars().take(64).collect::<Vec<_>>()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Damerau-Levenshtein distance, adjacent letters swapped at most once.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let best = same.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if swapped { best.min(rows[i - 2][j - 2] + 1) } else { best }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_word() {
        let words = ["theorem", "lemma", "proposition"];
        for (word, expected) in [
            ("lema", Some("lemma")),
            ("lemam", Some("lemma")),
            ("theorm", Some("theorem")),
            ("xyz", None),
            ("", None),
            ("q", None),
        ] {
            assert_eq!(nearest(word, words), expected, "{word}");
        }
    }
}
