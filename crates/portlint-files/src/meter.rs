//! How many bytes may be read in all, of a home or in a run: one large file is refused by itself, many of them are not.

use crate::read_error::ReadError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counts the bytes that are read, up to a limit. Once a file would have passed it, no further file is read.
#[derive(Debug)]
pub struct Meter {
    /// What the limit is for, as the message says it.
    of: &'static str,
    limit: u64,
    used: AtomicU64,
    is_spent: AtomicBool,
}

impl Meter {
    /// Nothing is read yet; `of` is what the limit is for: "a home".
    pub fn new(of: &'static str, limit: u64) -> Meter {
        Meter {
            of,
            limit,
            used: AtomicU64::new(0),
            is_spent: AtomicBool::new(false),
        }
    }

    /// The bytes that were read.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// The same meter, when so much had been read and no file been refused.
    #[must_use]
    pub fn at(&self, used: u64) -> Meter {
        Meter {
            used: AtomicU64::new(used),
            ..Meter::new(self.of, self.limit)
        }
    }

    /// Whether a file was refused because of this limit. Of several threads all are refused from then on, and whether one
    /// ever is depends only on what all of them want to read.
    pub fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Relaxed)
    }

    /// Counts bytes that were read before and need not be read again; passes the limit as they would.
    pub fn count(&self, bytes: u64) {
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.limit {
            self.is_spent.store(true, Ordering::Relaxed);
        }
    }

    /// Reads with `read`, which is given the most bytes that the file may have: `most`, or what is left.
    ///
    /// # Errors
    /// Those of `read`, and [`ReadError::OverBudget`] for a file that would be read if more were left.
    pub fn read(
        &self,
        most: u64,
        read: impl FnOnce(u64) -> Result<Vec<u8>, ReadError>,
    ) -> Result<Vec<u8>, ReadError> {
        let left = if self.is_spent() {
            0
        } else {
            self.limit.saturating_sub(self.used())
        };
        let bytes = match read(most.min(left)) {
            Err(ReadError::TooLarge(_)) if left < most => return Err(self.refuse()),
            read => read?,
        };
        let length = bytes.len() as u64;
        let before = self.used.fetch_add(length, Ordering::Relaxed);
        // Another thread may have read meanwhile.
        if before.saturating_add(length) > self.limit {
            return Err(self.refuse());
        }
        Ok(bytes)
    }

    fn refuse(&self) -> ReadError {
        self.is_spent.store(true, Ordering::Relaxed);
        ReadError::OverBudget {
            of: self.of,
            bytes: self.limit,
        }
    }
}
