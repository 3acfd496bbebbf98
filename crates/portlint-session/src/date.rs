//! The clock of the machine.

pub use portlint_host::{Date, Moment};
use std::time::{SystemTime, UNIX_EPOCH};

/// Today in UTC.
pub fn today() -> Date {
    Date::after_epoch(seconds() / 86_400)
}

/// This second.
pub fn now() -> Moment {
    Moment::after_epoch(seconds())
}

fn seconds() -> i64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH);
    passed.map_or(0, |passed| i64::try_from(passed.as_secs()).unwrap_or(0))
}
