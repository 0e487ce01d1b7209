//! How much work a search may do, counted in steps of its own and never by the clock.

/// Work for one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Pivots of each linear program.
    pub pivots: u64,
    /// Columns of each linear program: products of facts that are tried.
    pub columns: usize,
    /// Steps of a solver, as it counts them.
    pub steps: u64,
}

impl Budget {
    /// So many times the usual work.
    pub fn times(factor: u32) -> Budget {
        let one = Budget::default();
        Budget {
            pivots: one.pivots.saturating_mul(u64::from(factor)),
            columns: one.columns.saturating_mul(factor as usize),
            steps: one.steps.saturating_mul(u64::from(factor)),
        }
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { pivots: 50_000, columns: 6_000, steps: 500_000 }
    }
}
