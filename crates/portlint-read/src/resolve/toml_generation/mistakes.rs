//! Settings that close listeners although nobody means that by them: one finding for each setting, with all that it closes.

use super::settings::Setting;
use portlint_host::{CowStr, Problem, ProblemKind};

/// What was noted of one server.
#[derive(Debug, Default)]
pub(crate) struct Mistakes<'s> {
    noted: Vec<Mistake<'s>>,
}

#[derive(Debug)]
struct Mistake<'s> {
    setting: &'s Setting,
    /// `None` where a table is none, and nobody knows what that closes.
    reason: Option<String>,
    closes: Vec<CowStr>,
}

impl<'s> Mistakes<'s> {
    /// Notes that a setting keeps a listener closed. What nobody wrote is nobody's mistake.
    pub(crate) fn note(&mut self, setting: &'s Setting, reason: String, listener: &CowStr) {
        self.add(setting, Some(reason), listener);
    }

    /// Notes that something stands where the server looks for a table with the keys of a listener.
    pub(crate) fn note_doubt(&mut self, setting: &'s Setting, listener: &CowStr) {
        self.add(setting, None, listener);
    }

    fn add(&mut self, setting: &'s Setting, reason: Option<String>, listener: &CowStr) {
        if setting.location.is_none() {
            return;
        }
        let same =
            |m: &&mut Mistake<'_>| m.setting.location == setting.location && m.reason == reason;
        let Some(known) = self.noted.iter_mut().find(same) else {
            let closes = vec![listener.clone()];
            self.noted.push(Mistake {
                setting,
                reason,
                closes,
            });
            return;
        };
        known.closes.push(listener.clone());
    }

    /// The findings, in the order in which they were noted.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let findings = self.noted.iter().filter_map(|mistake| {
            let Mistake { setting, reason, closes } = mistake;
            let (names, verb) = match closes.as_slice() {
                [one] => (one.to_string(), "does"),
                several => (several.join(", "), "do"),
            };
            let written = &setting.written;
            let message = match reason {
                Some(reason) => format!("{names} {verb} not open because of {written}: {reason}"),
                None => format!(
                    "{written} is no table, and the server looks there for the keys of {names}: they may not open"
                ),
            };
            let problem = Problem::at(ProblemKind::ListenerFailure, setting.location?, message);
            let help = match reason {
                Some(_) => return Some(problem.with_route(written.clone())),
                None => format!("write [{written}] and the keys below it"),
            };
            Some(problem.with_route(written.clone()).with_help(help))
        });
        findings.collect()
    }
}
