//! Where two statements differ, in words.
//!
//! Consumes two formulas; produces a short text such as `W = [4/27] -> [5/27]`, with some of what stands around.
//! Both are printed whole and compared from the front and from the back, so the words are those of the report.

use mechproof_core::logic::{Formula, Signature};

use crate::print;

/// What is shown on either side, and of a changed part at most, in characters.
const AROUND: usize = 28;
const MOST: usize = 90;

/// What the second formula says in place of the first.
pub(super) fn difference(signature: &Signature, before: &Formula, after: &Formula) -> String {
    let text = |formula: &Formula| -> Vec<char> { print::formula(signature, formula).text.chars().collect() };
    of_texts(&text(before), &text(after))
}

fn of_texts(before: &[char], after: &[char]) -> String {
    let same = before.iter().zip(after).take_while(|(left, right)| left == right).count();
    let start = word_start(before, same);
    let most = (before.len() - start).min(after.len() - start);
    let tail =
        before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(left, right)| left == right);
    let tail = word_start(&before.iter().rev().copied().collect::<Vec<_>>(), tail.count()).min(most);
    let part = |text: &[char]| clipped(&text[start..text.len() - tail]);
    let from = start.saturating_sub(AROUND);
    let (dots, more) = (if from > 0 { "…" } else { "" }, if tail > AROUND { "…" } else { "" });
    let head: String = before[from..start].iter().collect();
    let rest: String = before[before.len() - tail..].iter().take(AROUND).collect();
    format!("{dots}{head}[{}] -> [{}]{rest}{more}", part(before), part(after))
}

/// The last place up to here at which no word or number is cut in two.
fn word_start(text: &[char], mut place: usize) -> usize {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '/';
    let relation = |c: char| matches!(c, '<' | '>' | '=' | '!');
    let inside = |c: char| part(c) || relation(c);
    while place > 0 && inside(text[place - 1]) {
        place -= 1;
    }
    place
}

fn clipped(part: &[char]) -> String {
    if part.len() <= MOST {
        return part.iter().collect();
    }
    let head: String = part[..MOST * 2 / 3].iter().collect();
    let tail: String = part[part.len() - MOST / 3..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::of_texts;

    fn shown(before: &str, after: &str) -> String {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        of_texts(&chars(before), &chars(after))
    }

    #[test]
    fn whole_words_are_shown() {
        assert_eq!(shown("a + 4/27 = W", "a + 5/27 = W"), "a + [4/27] -> [5/27] = W");
        assert_eq!(shown("x >= 1", "x > 1"), "x [>=] -> [>] 1");
        assert_eq!(shown("x", "x + 1"), "[x] -> [x + 1]");
        assert_eq!(shown("", "x"), "[] -> [x]");
    }

    #[test]
    fn what_is_far_is_left_out() {
        let far = "b ".repeat(40);
        let text = shown(&format!("{far}= 1 and {far}"), &format!("{far}= 2 and {far}"));
        assert!(text.starts_with('…') && text.ends_with('…') && text.contains("[1] -> [2]"), "{text}");
        let long = shown("1 = y", &format!("{far}= y"));
        assert!(long.chars().count() < 140, "{long}");
    }
}
