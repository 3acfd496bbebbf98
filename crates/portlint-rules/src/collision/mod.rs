//! From groups of servers that meet to findings.

mod advice;
pub mod headline;
pub mod report;
mod taken;
#[cfg(test)]
mod tests;
