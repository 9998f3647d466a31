//! liaison binary
fn main() {}
