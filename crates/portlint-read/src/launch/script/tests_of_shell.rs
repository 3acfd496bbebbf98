//! `test` and `[`.

use super::run::Runner;
use super::state::State;
use super::value::{Piece, Value};
use portlint_files::FileKind;

/// CowStr of one test.
const MOST: usize = 200;

impl Runner<'_, '_> {
    /// Whether a test holds, if that is known.
    pub(crate) fn test(&mut self, words: &[Value], state: &State) -> Option<bool> {
        self.spend(words.len());
        if words.len() > MOST {
            return None;
        }
        let is = |value: &Value, text: &str| value.known().as_deref() == Some(text);
        match words {
            [] => Some(false),
            [only] => only.is_empty().map(|empty| !empty),
            [not, rest @ ..] if is(not, "!") => self.test(rest, state).map(|holds| !holds),
            [operator, operand] => self.unary(&operator.known()?, operand, state),
            [left, operator, right]
                if !matches!(operator.known().as_deref(), Some("-a" | "-o")) =>
            {
                binary(left, &operator.known()?, right)
            }
            words => {
                for (sign, deciding) in [("-o", true), ("-a", false)] {
                    if let Some(at) = words.iter().position(|word| is(word, sign)) {
                        let (left, right) = words.split_at(at);
                        let left = self.test(left, state);
                        let right = self.test(right.get(1..).unwrap_or_default(), state);
                        return if left == Some(deciding) || right == Some(deciding) {
                            Some(deciding)
                        } else {
                            left.and(right).map(|_| !deciding)
                        };
                    }
                }
                match words {
                    [open, inside @ .., close] if is(open, "(") && is(close, ")") => {
                        self.test(inside, state)
                    }
                    _ => None,
                }
            }
        }
    }

    fn unary(&mut self, operator: &str, operand: &Value, state: &State) -> Option<bool> {
        match operator {
            "-z" => operand.is_empty(),
            "-n" => operand.is_empty().map(|empty| !empty),
            "-h" | "-L" => (operand == &state.zero).then_some(false),
            "-f" | "-e" | "-d" | "-r" | "-x" => {
                // Only the JDK of AIX has it.
                if operand.known_end().ends_with("/jre/sh/java") {
                    return Some(false);
                }
                let path = self.absolute(&operand.known()?, state)?;
                if path == self.home {
                    return Some(operator != "-f");
                }
                let kind = self.reader.kind(&self.relative(&path)?);
                Some(match (operator, kind) {
                    (_, None) => false,
                    ("-d", Some(kind)) => matches!(kind, FileKind::Directory),
                    ("-f", Some(kind)) => matches!(kind, FileKind::File(_)),
                    (_, Some(_)) => true,
                })
            }
            _ => None,
        }
    }
}

fn binary(left: &Value, operator: &str, right: &Value) -> Option<bool> {
    let number = |value: &Value| value.known()?.trim().parse::<i64>().ok();
    let numbers = |compare: fn(&i64, &i64) -> bool| Some(compare(&number(left)?, &number(right)?));
    match operator {
        "=" | "==" => same(left, right),
        "!=" => same(left, right).map(|same| !same),
        "-eq" => numbers(i64::eq),
        "-ne" => numbers(i64::ne),
        "-lt" => numbers(i64::lt),
        "-le" => numbers(i64::le),
        "-gt" => numbers(i64::gt),
        "-ge" => numbers(i64::ge),
        "<" => Some(left.known()? < right.known()?),
        ">" => Some(left.known()? > right.known()?),
        _ => None,
    }
}

/// Whether two texts are the same, if that is known.
fn same(left: &Value, right: &Value) -> Option<bool> {
    match (left.known(), right.known()) {
        (Some(a), Some(b)) => Some(a == b),
        (Some(known), None) => differs(right, &known).then_some(false),
        (None, Some(known)) => differs(left, &known).then_some(false),
        (None, None) => None,
    }
}

/// Whether a text that is not all known cannot be this one.
fn differs(value: &Value, text: &str) -> bool {
    let no_option = matches!(value.0.as_slice(), [Piece::Unknown { any: false, .. }]);
    !text.starts_with(&value.known_start())
        || !text.ends_with(&value.known_end())
        || (text.is_empty() && value.is_empty() == Some(false))
        || (no_option && text.starts_with('-'))
}
