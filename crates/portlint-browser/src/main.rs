//! The program that becomes WebAssembly. Each call of `main` gives one byte of the number of [`door::call`] in the table of
//! functions, the lowest first: four of them, then again from the start.

use portlint_browser::door;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(door::next_byte())
}
