//! Did-you-mean.

/// `; did you mean `x`?` for the known name that is nearest to a mistyped one, or nothing.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The known name that differs in at most a third of its letters; of equally near ones the first.
fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase().replace('_', "-");
    known
        .into_iter()
        // So much longer or shorter is not near, and not worth comparing letter by letter.
        .filter(|name| typed.len().abs_diff(name.len()) <= (name.len() / 3).max(1))
        .map(|name| (strsim::damerau_levenshtein(&typed, name), name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// What a user typed, fit for a message: at most 60 characters.
pub fn quoted(typed: &str) -> String {
    let mut shown = typed.chars().take(60).collect::<String>();
    if typed.chars().count() > 60 {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_near_names_only() {
        let known = ["port-collision", "self-collision", "all"];
        assert_eq!(nearest("port-colision", known), Some("port-collision"));
        assert_eq!(nearest("PORT_COLLISION", known), Some("port-collision"));
        assert_eq!(nearest("al", known), Some("all"));
        assert_eq!(nearest("banana", known), None);
        assert_eq!(did_you_mean("x", known), "");
    }

    #[test]
    fn quotes_are_cut() {
        assert_eq!(quoted(&"x".repeat(80)).chars().count(), 63);
    }
}
