//! The `mingce` binary.
fn main() {}
