//! From groups of servers that meet to findings.

mod advice;
pub(crate) mod headline;
pub(crate) mod report;
pub(crate) mod taken;
#[cfg(test)]
mod tests;
