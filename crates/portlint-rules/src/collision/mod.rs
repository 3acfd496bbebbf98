//! From groups of servers that meet to findings.

mod advice;
pub mod report;
#[cfg(test)]
mod tests;
