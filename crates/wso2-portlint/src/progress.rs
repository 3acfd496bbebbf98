//! A line on standard error for people who wait: only on a terminal, only after a second.

use crate::terminal;
use portlint_report::shown::Shown;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(1);
const ERASE_LINE: &str = "\r\u{1b}[K";

/// Shows that work is going on until it is dropped.
pub(crate) struct Progress {
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts the clock.
    pub(crate) fn start(message: &'static str) -> Progress {
        if !terminal::is_watched() {
            return Progress { watcher: None };
        }
        let (done, waiting) = channel::<()>();
        let watch = move || {
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                terminal::to_stderr(Shown::own(message));
                let _ = waiting.recv();
                terminal::to_stderr(Shown::own(ERASE_LINE));
            }
        };
        let thread = std::thread::Builder::new().spawn(watch).ok();
        Progress {
            watcher: thread.map(|thread| (done, thread)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.watcher.take() {
            drop(done);
            let _ = thread.join();
        }
    }
}
