//! How a group of servers that meet may be parted: free offsets, and the change that a finding advises.

pub mod free_offset;
pub mod way_out;

#[cfg(test)]
mod tests;
