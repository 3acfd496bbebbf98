//! From groups of servers that meet to findings.

mod advice;
mod headline;
pub mod report;
#[cfg(test)]
mod tests;
