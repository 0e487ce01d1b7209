//! A theorem cannot be forged: none of these programs compiles, and each for the reason in its `.stderr` file.

#[test]
fn theorems_come_from_the_kernel_only() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
