//! From groups of servers that meet to findings.

pub mod report;
#[cfg(test)]
mod tests;
