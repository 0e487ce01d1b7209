//! Text that may be broken into lines: a small document, and how it is laid out within a width.

/// Lines are broken to stay within this many characters, where they can be.
const WIDTH: usize = 110;
/// Broken lines are indented by this much more.
const STEP: usize = 4;
/// Nothing is indented more than this, however deep it stands.
const DEEPEST: usize = 48;

/// A piece of text with places to break it.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    /// Never broken.
    Text(String),
    /// A space, or the end of a line.
    Space,
    /// Nothing, or the end of a line.
    Soft,
    /// A gap that becomes the end of a line only if what follows, of this width, would not fit.
    Fill(&'static str, usize),
    /// Pieces one after the other.
    Row(Vec<Doc>),
    /// Broken at all its own places or at none; with its width in characters.
    Group(Vec<Doc>, usize),
    /// Indented where it is broken.
    Nest(Vec<Doc>),
}

impl Doc {
    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::Space => 1,
            Self::Soft => 0,
            Self::Fill(gap, _) => gap.len(),
            Self::Group(_, width) => *width,
            Self::Row(docs) | Self::Nest(docs) => docs.iter().map(Self::width).sum(),
        }
    }
}

/// A piece that is never broken.
pub(super) fn text(text: impl Into<String>) -> Doc {
    Doc::Text(text.into())
}

/// Pieces that are broken together.
pub(super) fn group(docs: Vec<Doc>) -> Doc {
    let width = docs.iter().map(Doc::width).sum();
    Doc::Group(docs, width)
}

/// Pieces one after the other, the line broken before any that would not fit.
pub(super) fn fill(gap: &'static str, docs: Vec<Doc>) -> [Doc; 2] {
    let row = Doc::Row(docs);
    [Doc::Fill(gap, row.width()), row]
}

/// Pieces with commas between, breakable after each.
pub(super) fn commas(docs: impl IntoIterator<Item = Doc>) -> Vec<Doc> {
    let mut out = Vec::new();
    for doc in docs {
        if !out.is_empty() {
            out.extend([text(","), Doc::Fill(" ", doc.width() + 1)]);
        }
        out.push(doc);
    }
    out
}

/// A list in brackets.
pub(super) fn enclosed(open: impl Into<String>, docs: impl IntoIterator<Item = Doc>, close: &str) -> Doc {
    let mut inner = vec![Doc::Soft];
    inner.extend(commas(docs));
    group(vec![text(open), Doc::Nest(inner), text(close)])
}

/// Lays a document out; the first line begins after `indent` spaces, which are not written.
pub(super) fn lay_out(doc: &Doc, indent: usize) -> String {
    let mut page = Page { out: String::new(), column: indent };
    page.put(doc, indent, true);
    page.out
}

struct Page {
    out: String,
    column: usize,
}

impl Page {
    fn break_line(&mut self, indent: usize) {
        let indent = indent.min(DEEPEST);
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    fn all(&mut self, docs: &[Doc], indent: usize, flat: bool) {
        for doc in docs {
            self.put(doc, indent, flat);
        }
    }

    fn put(&mut self, doc: &Doc, indent: usize, flat: bool) {
        match doc {
            Doc::Text(text) => {
                self.out.push_str(text);
                self.column += doc.width();
            }
            Doc::Space | Doc::Soft if !flat => self.break_line(indent),
            Doc::Fill(gap, next) if !flat && self.column + gap.len() + next > WIDTH => {
                self.break_line(indent);
            }
            Doc::Fill(gap, _) => {
                self.out.push_str(gap);
                self.column += gap.len();
            }
            Doc::Space => {
                self.out.push(' ');
                self.column += 1;
            }
            Doc::Soft => {}
            Doc::Row(docs) => self.all(docs, indent, flat),
            Doc::Group(docs, width) => {
                let flat = self.column + width <= WIDTH;
                self.all(docs, indent, flat);
            }
            Doc::Nest(docs) => self.all(docs, indent + STEP, flat),
        }
    }
}
