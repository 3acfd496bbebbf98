//! The way in and out for JavaScript, without unsafe code: see `docs/decisions/0009-no-unsafe-in-the-browser.md`.
//!
//! A function that is exported by its name is an unsafe attribute, because two of one name would be undefined behaviour.
//! So nothing is exported here. The table of functions is (a switch of the linker), every function whose address is taken
//! stands in it, and the exit code of `main`, the only byte that a safe program gives away, tells which one is [`call`].

use crate::engine::{Answer, Form, check};
use crate::given::Given;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is kept from call to call.
#[derive(Debug, Default)]
struct State {
    given: Given,
    /// Written by JavaScript.
    input: Vec<u8>,
    /// Read by JavaScript.
    output: Vec<u8>,
    remarks: Vec<u8>,
    second: u32,
}

static STATE: Mutex<Option<State>> = Mutex::new(None);
/// The place of a panic. What runs when it panics has the lock of the state.
static PANIC: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static BYTES_GIVEN: AtomicUsize = AtomicUsize::new(0);

/// What JavaScript can ask for; `page/engine.mjs` has the same numbers.
mod operation {
    pub(super) const START: u32 = 0;
    pub(super) const INPUT: u32 = 1;
    pub(super) const FILE: u32 = 2;
    pub(super) const CONTENT: u32 = 3;
    pub(super) const CHECK: u32 = 4;
    pub(super) const OUTPUT: u32 = 5;
    pub(super) const OUTPUT_LENGTH: u32 = 6;
    pub(super) const REMARKS: u32 = 7;
    pub(super) const REMARKS_LENGTH: u32 = 8;
    pub(super) const PANIC: u32 = 9;
    pub(super) const PANIC_LENGTH: u32 = 10;
}

/// The answer to what does not exist.
const NOTHING: u32 = u32::MAX;

/// The next byte of the number of [`call`] in the table of functions.
pub fn next_byte() -> u8 {
    let number = (call as extern "C" fn(u32, u32) -> u32) as usize as u32;
    let position = BYTES_GIVEN.fetch_add(1, Ordering::Relaxed) % 4;
    number.to_le_bytes().get(position).copied().unwrap_or(0)
}

/// What JavaScript calls: an operation with an argument. In order:
///
/// - 0 forgets everything; the argument is the second of the clock, counted from 1970
/// - 1 makes room for so many bytes of input; their address
/// - 2 adds a file of so many bytes whose path is the input; its number
/// - 3 takes the input as the content of the file of that number; 0
/// - 4 checks, for the JSON document (0) or the page (1): the number of files whose content is wanted first, their numbers
///   being the output, four bytes each; 0 when the output is the report
/// - 5 and 6 tell address and length of the output, 7 and 8 of the remarks, 9 and 10 of the place of a panic
///
/// What cannot be done is answered with 4294967295.
pub extern "C" fn call(operation: u32, argument: u32) -> u32 {
    let panic = PANIC.lock().unwrap_or_else(PoisonError::into_inner);
    match operation {
        operation::PANIC => return address(&panic),
        operation::PANIC_LENGTH => return length(&panic),
        _ => drop(panic),
    }
    let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    let state = state.get_or_insert_default();
    match operation {
        operation::START => {
            *state = State {
                second: argument,
                ..State::default()
            };
            std::panic::set_hook(Box::new(keep_place));
            0
        }
        operation::INPUT => {
            state.input = vec![0; argument as usize];
            // Written from outside, so the address is that of something that changes.
            state.input.as_mut_ptr().expose_provenance() as u32
        }
        operation::FILE => match std::str::from_utf8(&state.input) {
            Ok(path) => state.given.add(path, u64::from(argument)) as u32,
            Err(_) => NOTHING,
        },
        operation::CONTENT => {
            let content = std::mem::take(&mut state.input);
            if state.given.fill(argument as usize, content) {
                0
            } else {
                NOTHING
            }
        }
        operation::CHECK => state.check(argument),
        operation::OUTPUT => address(&state.output),
        operation::OUTPUT_LENGTH => length(&state.output),
        operation::REMARKS => address(&state.remarks),
        operation::REMARKS_LENGTH => length(&state.remarks),
        _ => NOTHING,
    }
}

impl State {
    fn check(&mut self, form: u32) -> u32 {
        let form = match form {
            0 => Form::Json,
            1 => Form::Page,
            _ => return NOTHING,
        };
        match check(&self.given, form, i64::from(self.second)) {
            Ok(Answer::Wanted(wanted)) => {
                let numbers = wanted.iter().map(|number| *number as u32);
                self.output = numbers.flat_map(u32::to_le_bytes).collect();
                wanted.len() as u32
            }
            Ok(Answer::Report { text, remarks }) => {
                self.output = text;
                self.remarks = remarks;
                0
            }
            Err(_) => NOTHING,
        }
    }
}

/// A panic's own message may quote the user's files: only its place is kept.
fn keep_place(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    let mut kept = PANIC.lock().unwrap_or_else(PoisonError::into_inner);
    *kept = place.unwrap_or_default().into_bytes();
}

/// Where bytes lie in the memory that JavaScript sees.
fn address(bytes: &[u8]) -> u32 {
    bytes.as_ptr().expose_provenance() as u32
}

fn length(bytes: &[u8]) -> u32 {
    bytes.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test, because there is one state.
    #[test]
    fn what_is_asked_is_answered() {
        assert_eq!(call(operation::START, 1_800_000_000), 0);
        assert_ne!(call(operation::INPUT, 3), NOTHING);
        // Nobody writes here: the path is three null bytes, which is a name like any other.
        assert_eq!(call(operation::FILE, 5), 0);
        assert_eq!(call(operation::CONTENT, 7), NOTHING);
        assert_eq!(call(operation::CHECK, 2), NOTHING);
        assert_eq!(call(99, 0), NOTHING);
        let mut rounds = 0;
        while call(operation::CHECK, 0) > 0 {
            rounds += 1;
            assert!(rounds < 9);
            call(operation::INPUT, 5);
            assert_eq!(call(operation::CONTENT, 0), 0);
        }
        assert!(call(operation::OUTPUT_LENGTH, 0) > 0);
        assert!(call(operation::REMARKS_LENGTH, 0) > 0);
        assert_eq!(call(operation::PANIC_LENGTH, 0), 0);
        let number: Vec<_> = (0..8).map(|_| next_byte()).collect();
        assert_eq!(number[..4], number[4..]);
    }
}
