//! How syntax is shown to programs: without places, so that the same things written elsewhere look the same. Stored
//! attempts at a claim are known by a hash of this.

use std::fmt;

use super::{Justification, Spanned};

impl<T: fmt::Debug> fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl fmt::Debug for Justification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Justification { rule, items, degree, clearing, blocks, span: _ } = self;
        f.debug_tuple("Justification")
            .field(rule)
            .field(items)
            .field(degree)
            .field(clearing)
            .field(blocks)
            .finish()
    }
}
