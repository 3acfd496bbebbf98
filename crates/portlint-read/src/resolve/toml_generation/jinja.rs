//! Values that hold Jinja: the mapper's template engine renders what it has put out once more.
//!
//! Only the little that people write in a number is followed: literals, sums, products, names of settings, the filter `int`
//! and conditions on a literal. Of anything else nothing is claimed.

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A boolean.
    Boolean(bool),
}

/// The rendered text; `None` where it is not followed. `lookup` gives the value of a setting by its dotted key, `None` where
/// that is not known.
pub(crate) fn rendered(text: &str, lookup: &dyn Fn(&str) -> Option<Value>) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    loop {
        let expression = rest.find("{{");
        let tag = rest.find("{%");
        let next = match (expression, tag) {
            (None, None) => {
                result.push_str(rest);
                return Some(result);
            }
            (Some(at), None) | (None, Some(at)) => at,
            (Some(first), Some(second)) => first.min(second),
        };
        let (before, after) = rest.split_at_checked(next)?;
        result.push_str(before);
        if let Some(inner) = after.strip_prefix("{{") {
            let (inner, after) = inner.split_once("}}")?;
            result.push_str(&shown(&Parser::new(inner, lookup).whole()?));
            rest = after;
        } else {
            let (chosen, after) = condition(after, lookup)?;
            result.push_str(chosen);
            rest = after;
        }
    }
}

/// `{% if literal %}…{% else %}…{% endif %}` without anything nested: what it chooses, and what follows it.
fn condition<'t>(
    text: &'t str,
    lookup: &dyn Fn(&str) -> Option<Value>,
) -> Option<(&'t str, &'t str)> {
    let (head, rest) = text.strip_prefix("{%")?.split_once("%}")?;
    let test = head.trim().strip_prefix("if ")?;
    let Value::Boolean(holds) = Parser::new(test, lookup).whole()? else {
        return None;
    };
    let (body, after) = rest.split_once("{%")?;
    let (word, after) = after.split_once("%}")?;
    match word.trim() {
        "endif" => Some((if holds { body } else { "" }, after)),
        "else" => {
            let (other, end) = after.split_once("{%")?;
            let (word, after) = end.split_once("%}")?;
            let chosen = if holds { body } else { other };
            (word.trim() == "endif").then_some((chosen, after))
        }
        _ => None,
    }
    .filter(|(chosen, _)| !chosen.contains("{{"))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Boolean(value) => value.to_string(),
    }
}

/// An expression that is read from left to right.
struct Parser<'t, 'l> {
    rest: &'t str,
    lookup: &'l dyn Fn(&str) -> Option<Value>,
    /// Parentheses that are open; no number needs many.
    depth: usize,
}

impl<'t, 'l> Parser<'t, 'l> {
    fn new(text: &'t str, lookup: &'l dyn Fn(&str) -> Option<Value>) -> Parser<'t, 'l> {
        Parser {
            rest: text,
            lookup,
            depth: 0,
        }
    }

    fn whole(&mut self) -> Option<Value> {
        let value = self.sum()?;
        self.rest.trim().is_empty().then_some(value)
    }

    fn sum(&mut self) -> Option<Value> {
        let mut value = self.product()?;
        loop {
            let subtracts = if self.eat("+") {
                false
            } else if self.eat("-") {
                true
            } else {
                return Some(value);
            };
            let (Value::Integer(left), Value::Integer(right)) = (value, self.product()?) else {
                return None;
            };
            value = Value::Integer(if subtracts {
                left.checked_sub(right)?
            } else {
                left.checked_add(right)?
            });
        }
    }

    fn product(&mut self) -> Option<Value> {
        let mut value = self.filtered()?;
        while self.eat("*") {
            let (Value::Integer(left), Value::Integer(right)) = (value, self.filtered()?) else {
                return None;
            };
            value = Value::Integer(left.checked_mul(right)?);
        }
        Some(value)
    }

    fn filtered(&mut self) -> Option<Value> {
        let mut value = self.operand()?;
        while self.eat("|") {
            let name = self.word()?;
            value = match (name, value) {
                ("int", Value::Text(text)) => Value::Integer(text.parse().ok()?),
                ("int", value @ Value::Integer(_)) => value,
                ("trim", Value::Text(text)) => Value::Text(text.trim().to_string()),
                _ => return None,
            };
        }
        Some(value)
    }

    fn operand(&mut self) -> Option<Value> {
        if self.eat("(") {
            self.depth += 1;
            let value = (self.depth < 16).then(|| self.sum())??;
            self.depth -= 1;
            return self.eat(")").then_some(value);
        }
        self.rest = self.rest.trim_start();
        for quote in ['\'', '"'] {
            if let Some(inner) = self.rest.strip_prefix(quote) {
                let (text, after) = inner.split_once(quote)?;
                self.rest = after;
                return (!text.contains('\\')).then(|| Value::Text(text.to_string()));
            }
        }
        let word = self.word()?;
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(Value::Integer(word.parse().ok()?));
        }
        match word {
            "true" => Some(Value::Boolean(true)),
            "false" => Some(Value::Boolean(false)),
            name => (self.lookup)(name),
        }
    }

    fn eat(&mut self, sign: &str) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A number, a name or the name of a filter.
    fn word(&mut self) -> Option<&'t str> {
        let text = self.rest.trim_start();
        let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let end = text.find(|c| !in_word(c)).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end)?;
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, rendered};

    #[test]
    fn what_people_write_in_a_number_is_followed_and_nothing_else() {
        let lookup = |name: &str| match name {
            "x.y" => Some(Value::Integer(4)),
            "x.t" => Some(Value::Text("7".to_string())),
            _ => None,
        };
        for (text, expected) in [
            ("{{ 1 + 2 }}", Some("3")),
            ("1{{ 2 * (3 + 4) - 1 }}", Some("113")),
            ("{{ x.y }}", Some("4")),
            ("{{ x.t | int + 1 }}", Some("8")),
            ("{{ '3' | int }}", Some("3")),
            ("{% if true %}3{% endif %}", Some("3")),
            ("{% if false %}3{% else %}5{% endif %}", Some("5")),
            ("{{ nope }}", None),
            ("{{ 1 / 2 }}", None),
            ("{{ '1' + '2' }}", None),
            ("{% for a in b %}3{% endfor %}", None),
            ("{% nope %}3", None),
            ("{{ a", None),
            ("{{ 9223372036854775807 + 1 }}", None),
            ("plain", Some("plain")),
        ] {
            assert_eq!(rendered(text, &lookup).as_deref(), expected, "{text}");
        }
        let deep = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
        assert_eq!(rendered(&deep, &lookup), None);
    }
}
