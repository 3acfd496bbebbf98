//! Port linter for hosts that run WSO2 servers.
fn main() {}
