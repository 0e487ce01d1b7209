//! The workbench: it tries steps as the kernel would, forgets those that fail, and makes no theorems.

mod support;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Reason, Workbench};
use mechproof_core::logic::Signature;
use support::*;

#[test]
fn failed_steps_leave_nothing_behind() {
    let library = Library::default();
    let mut bench = Workbench::new(Signature::default(), &library, Limits::default());
    let positive = all("x", Real, imp(gt(v("x"), n(0)), ge(v("x"), n(0))));
    let goal = bench.open(&positive, 2).expect("two to open");
    assert_eq!(goal, ge(v("x"), n(0)));
    let failing = block(truth(), 0, [identity(eq(v("x"), n(1)))]);
    // Many failures, as a search makes them, do not count as nesting.
    for _ in 0..300 {
        assert_eq!(bench.apply(&failing), Err(Reason::IdentityFails));
    }
    assert_eq!(bench.len(), 1);
    assert_eq!(bench.apply(&block(goal.clone(), 0, [combine(goal, [], [product([0])], [])])), Ok(1));
}

#[test]
fn rewinding_forgets_facts_and_names() {
    let library = Library::default();
    let mut bench = Workbench::new(Signature::default(), &library, Limits::default());
    bench.open(&all("x", Real, truth()), 1).expect("one to open");
    let mark = bench.mark();
    assert_eq!(bench.assume(&gt(v("x"), n(0))), Ok(0));
    assert_eq!(bench.find(&lt(n(0), v("x"))), Some(0));
    bench.open(&all("y", Real, truth()), 1).expect("one to open");
    assert!(bench.is_declared(&"y".into()));
    bench.rewind(mark);
    assert!(bench.is_empty() && !bench.is_declared(&"y".into()));
    assert!(bench.assume(&gt(v("y"), n(0))).is_err());
    assert!(bench.trivially_true(&ge(n(1), n(0))) && !bench.trivially_true(&ge(v("x"), n(0))));
    assert!(bench.trivially_false(&ge(n(0), n(1))) && !bench.trivially_false(&gt(v("x"), v("x")).negation()));
    assert!(bench.same(&gt(v("x"), n(0)), &gt(mul([n(2), v("x")]), n(0))));
    assert!(!bench.same(&gt(v("z"), n(0)), &gt(v("z"), n(0))), "an unknown name is the same as nothing");
}
