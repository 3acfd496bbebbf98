//! Did-you-mean.

/// `; did you mean `x`?` for the known name that is nearest to a mistyped one, or nothing.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = portlint_host::nearest(typed, known);
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The name of a key, a rule or a product as a user typed it, fit for a message.
pub fn quoted(typed: &str) -> String {
    let shown = portlint_host::showable_name(typed);
    if shown == typed {
        format!("`{shown}`")
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_near_names_only() {
        let known = ["port-collision", "all"];
        assert_eq!(
            did_you_mean("port-colision", known),
            "; did you mean `port-collision`?"
        );
        assert_eq!(did_you_mean("x", known), "");
    }

    #[test]
    fn names_are_quoted() {
        assert_eq!(quoted("port-colision"), "`port-colision`");
        assert_eq!(quoted(&"x".repeat(80)), "text of 80 characters");
    }
}
