//! From groups of servers that meet to findings.

mod advice;
pub(crate) mod headline;
pub(crate) mod report;
mod taken;
#[cfg(test)]
mod tests;
