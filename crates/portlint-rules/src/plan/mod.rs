//! The planner.

mod solver;

pub use solver::{Puzzle, Socket, Solution, Unit};
