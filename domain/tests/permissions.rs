//! Permissions cannot be forged or mixed up: what is written in `tests/unforgeable` does not compile, for the reason that
//! stands beside it.

#[test]
fn nobody_makes_a_permission_but_by_asking_the_thing_itself() {
    trybuild::TestCases::new().compile_fail("tests/unforgeable/*.rs");
}
