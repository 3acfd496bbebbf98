//! Renders a template with what is known of a host. Bounded in steps and size; an expression of which the value is not known
//! becomes a value that nobody knows, and a condition of which it is not known ends the rendering.

use super::engine::{Limited, MARK, MOST_BYTES, REFUSED, UNKNOWN, context, engine, grows};
use super::tags::{Kind, Tag, is_statement, names, tags};
use super::variables::Variables;
use minijinja::{Environment, ErrorKind, Value};
use portlint_syntax::{RenderedPiece, Span};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Expressions that may turn out not to be computable.
const MOST_FAILURES: usize = 40;
/// How the placeholder of an unknown value begins.
pub(crate) const UNKNOWN_NAME: &str = "ansible-value-not-known.";

/// What a template renders to.
#[derive(Debug, Clone)]
pub(super) struct Output {
    /// The text.
    pub(super) text: String,
    /// Where its parts come from.
    pub(super) pieces: Vec<RenderedPiece>,
}

/// How a file writes what is filled in when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `$env{…}`, in quotes.
    Toml,
    /// `${env:…}`
    Yaml,
    /// `${…}`
    Other,
}

/// Renders a template; `Err` says what is not known. Only the names that are known count.
pub(super) fn render(
    template: &str,
    variables: &Variables,
    style: Style,
) -> Result<Output, String> {
    if template.len() > MOST_BYTES {
        return Err("it is too long".to_string());
    }
    if template.contains(MARK) || template.starts_with("#jinja2:") {
        return Err("it is written in a way that is not read".to_string());
    }
    let all = tags(template);
    let known = &variables.known;
    let locals = locals(&all);
    let is_unknown = |name: &str| {
        !locals.contains(name) && (variables.is_unknown(name) || !known.contains_key(name))
    };
    let mut source = template.to_string();
    for tag in &all {
        let of_tag = names(tag.inside);
        let unknown = of_tag.iter().find(|name| is_unknown(name));
        match tag.kind {
            Kind::Comment => {}
            Kind::Block => {
                if REFUSED.iter().any(|name| is_statement(tag, name))
                    || is_set_block(tag)
                    || grows(tag, known)
                {
                    return Err("it uses a statement that is not read".to_string());
                }
                // Whether something is defined can be said of what no file of the repository defines.
                if let Some(name) = unknown
                    && (variables.is_unknown(name) || !asks_for(tag.inside, name))
                {
                    return Err(format!("a condition asks for {name}, which is not known"));
                }
            }
            Kind::Expression => {
                let has_default =
                    tag.inside.contains("default(") || tag.inside.contains("is defined");
                let is_open =
                    unknown.is_some_and(|name| variables.is_unknown(name) || !has_default);
                if is_open || grows(tag, known) {
                    blank(&mut source, tag);
                }
            }
        }
    }
    let engine = engine();
    let context = context(known);
    for _ in 0..MOST_FAILURES {
        let failed = match attempt(&engine, &source, &context) {
            Ok((text, spans)) if text.len() <= MOST_BYTES => {
                return Ok(filled(template, &all, &text, &spans, style));
            }
            Ok(_) => return Err("it renders to more than is read".to_string()),
            Err(error) => error,
        };
        let at = failed.range().map(|range| range.start);
        let tag = at.and_then(|at| all.iter().find(|tag| tag.range.contains(&at)));
        match tag.filter(|tag| tag.kind == Kind::Expression) {
            Some(tag)
                if !matches!(
                    failed.kind(),
                    ErrorKind::OutOfFuel | ErrorKind::WriteFailure
                ) =>
            {
                blank(&mut source, tag);
            }
            _ => return Err("it asks for something that is not known".to_string()),
        }
    }
    Err("too much in it is not known".to_string())
}

type Spans = Vec<minijinja::OutputSpan>;

fn attempt(
    engine: &Environment<'_>,
    source: &str,
    context: &Value,
) -> Result<(String, Spans), minijinja::Error> {
    let template = engine.template_from_str(source)?;
    if source.contains("for") {
        // A loop may say much: what is said is counted before it is kept.
        template.render_captured_to(context.clone(), Limited(MOST_BYTES))?;
    }
    template.render_with_spans(context.clone())
}

/// Puts a variable of an unknown value in the place of an expression, without moving anything.
fn blank(source: &mut String, tag: &Tag<'_>) {
    let inside = tag.inside;
    let lead = usize::from(inside.starts_with(['-', '+']));
    let trail = usize::from(inside.len() > lead && inside.ends_with(['-', '+']));
    let room = inside.len().saturating_sub(lead + trail);
    if room == 0 {
        return;
    }
    let start = tag.range.start + 2 + lead;
    let filler = format!("{UNKNOWN}{}", " ".repeat(room - 1));
    if source.is_char_boundary(start) && source.is_char_boundary(start + room) {
        source.replace_range(start..start + room, &filler);
    }
}

/// The names that loops and assignments of the template give to something.
fn locals(all: &[Tag<'_>]) -> BTreeSet<String> {
    let mut found = BTreeSet::from([UNKNOWN.to_string(), "range".to_string(), "dict".to_string()]);
    for tag in all.iter().filter(|tag| tag.kind == Kind::Block) {
        let inside = tag.inside.trim_matches(['-', '+']).trim();
        let given = match inside.split_once(char::is_whitespace) {
            Some(("for", rest)) => rest.split(" in ").next(),
            Some(("set", rest)) => rest.split('=').next(),
            _ => None,
        };
        let given = given.into_iter().flat_map(|names| names.split(','));
        found.extend(given.map(|name| name.trim().to_string()));
    }
    found
}

/// `{% set x %}…{% endset %}`.
fn is_set_block(tag: &Tag<'_>) -> bool {
    is_statement(tag, "set") && !tag.inside.contains('=')
}

/// Whether a condition asks of a name nothing but whether it is defined.
fn asks_for(condition: &str, name: &str) -> bool {
    let mut places = condition.match_indices(name);
    places.all(|(at, _)| {
        let behind = condition.get(at + name.len()..).unwrap_or_default();
        let words = behind.split_whitespace().take(3).collect::<Vec<_>>();
        matches!(
            words.as_slice(),
            ["is", "defined" | "undefined", ..] | ["is", "not", "defined" | "undefined"]
        )
    })
}

/// The text with a placeholder of the file's own for each unknown value.
fn filled(template: &str, all: &[Tag<'_>], text: &str, spans: &Spans, style: Style) -> Output {
    let mut output = Output {
        text: String::with_capacity(text.len()),
        pieces: Vec::with_capacity(spans.len()),
    };
    for span in spans {
        let part = text.get(span.output_range()).unwrap_or_default();
        let source = span.source_range();
        let literal = template.get(source.clone()) == Some(part);
        let is_raw = span.kind() == minijinja::OutputSpanKind::Raw;
        if is_raw && literal {
            push(&mut output, part, Span::new(source.start, source.end), true);
            continue;
        }
        let tag = all.iter().find(|tag| tag.range.contains(&source.start));
        let place = tag.map_or(source, |tag| tag.range.clone());
        let place = Span::new(place.start, place.end);
        if !part.contains(MARK) {
            push(&mut output, part, place, false);
            continue;
        }
        let name = tag.map_or("", |tag| tag.inside);
        let filler = placeholder(name, &output.text, style);
        push(&mut output, &part.replace(MARK, &filler), place, false);
    }
    output
}

fn push(output: &mut Output, part: &str, template: Span, is_literal: bool) {
    output.text.push_str(part);
    output.pieces.push(RenderedPiece {
        length: part.len(),
        template,
        is_literal,
    });
}

/// What a file has in the place of a value that is not known: something that the server would fill in, or a word where the
/// value says nothing about ports.
fn placeholder(expression: &str, before: &str, style: Style) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let key = line.to_ascii_lowercase();
    let says_ports = [
        "port", "offset", "url", "host", "address", "endpoint", "_ip",
    ];
    let says_none = [
        "password", "passwd", "secret", "user", "token", "alias", "key", "driver",
    ];
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    let in_quotes = line.matches('"').count() % 2 == 1 || line.matches('\'').count() % 2 == 1;
    if has(&says_none) && !has(&says_ports) && (in_quotes || style != Style::Toml) {
        return "unknown".to_string();
    }
    let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name = expression.trim_matches(['-', '+', ' ']).chars();
    let name = name.take_while(is_part).take(60).collect::<String>();
    let mut filler = String::new();
    let _ = match style {
        Style::Toml if in_quotes => write!(filler, "$env{{{UNKNOWN_NAME}{name}}}"),
        Style::Toml => write!(filler, "\"$env{{{UNKNOWN_NAME}{name}}}\""),
        Style::Yaml => write!(filler, "${{env:{UNKNOWN_NAME}{name}}}"),
        Style::Other => write!(filler, "${{{UNKNOWN_NAME}{name}}}"),
    };
    filler
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        let mut variables = Variables::default();
        for (name, text) in pairs {
            variables.set(name, text);
        }
        variables.resolve();
        variables
    }

    fn rendered(template: &str, pairs: &[(&str, &str)]) -> Result<String, String> {
        render(template, &variables(pairs), Style::Toml).map(|output| output.text)
    }

    #[test]
    fn values_are_written_as_ansible_writes_them() {
        for (template, expected) in [
            ("offset = \"{{ o }}\"\n", "offset = \"3\"\n"),
            ("{% if t | bool %}\na\n{% else %}\nb\n{% endif %}\n", "a\n"),
            ("enable = {{ t | bool | lower }}\n", "enable = true\n"),
            ("{{ t }} {{ f }}\n", "True 1.5\n"),
            ("{{ both }}", "host:3"),
            ("{{ none_such | default('x') }}", "x"),
            ("{% if none_such is defined %}a{% endif %}b", "b"),
        ] {
            let given = [
                ("o", "3"),
                ("t", "yes"),
                ("f", "1.5"),
                ("h", "host"),
                ("both", "{{ h }}:{{ o }}"),
            ];
            assert_eq!(
                rendered(template, &given).as_deref(),
                Ok(expected),
                "{template}"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_left_to_the_server() {
        let of = |template: &str| rendered(template, &[("a", "{{ lookup('env', 'A') }}")]);
        assert_eq!(
            of("offset = {{ b }}\n").unwrap(),
            "offset = \"$env{ansible-value-not-known.b}\"\n"
        );
        assert_eq!(
            of("port = \"{{ a }}\"\n").unwrap(),
            "port = \"$env{ansible-value-not-known.a}\"\n"
        );
        assert_eq!(
            of("password = \"{{ b }}\"\n").unwrap(),
            "password = \"unknown\"\n"
        );
        assert_eq!(
            of("url = \"{{ lookup('file', 'x') }}\"\n").unwrap(),
            "url = \"$env{ansible-value-not-known.lookup}\"\n"
        );
        assert_eq!(
            of("x = \"{{ 'a' | b64encode_of_ours }}\"\n").unwrap(),
            "x = \"$env{ansible-value-not-known.}\"\n"
        );
        for template in [
            "{% if b %}a{% endif %}",
            "{% if a is defined %}a{% endif %}",
            "{% for x in b %}a{% endfor %}",
            "{% macro m() %}{% endmacro %}",
            "{% include 'x' %}",
            "{% for x in range(100000000) %}{% for y in range(1000) %}a{% endfor %}{% endfor %}",
            "{% if x %}",
            "{% set s = 'a' * 90000000 %}{{ s }}",
            "{% for x in range(100000) %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}",
        ] {
            assert!(of(template).is_err(), "{template}");
        }
    }

    #[test]
    fn what_grows_is_not_known() {
        let doubled = |text: &str| format!("{{{{ {text} }}}}{{{{ {text} }}}}");
        let mut pairs = vec![("a0".to_string(), "x".repeat(1000))];
        for n in 1..30 {
            pairs.push((format!("a{n}"), doubled(&format!("a{}", n - 1))));
        }
        let pairs = pairs
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let pairs = pairs.collect::<Vec<_>>();
        let text = rendered(
            "{{ a29 }}{{ 'x' * 90000000 }}{{ 'a' | indent(900000000) }}",
            &pairs,
        );
        assert!(text.unwrap().len() < 1000);
    }

    #[test]
    fn pieces_cover_the_text() {
        let template =
            "a {{ x }}\n{% for i in [1, 2] %}\nb {{ i }}\n{% endfor %}\n{# c #}\nd {{ none_such }}";
        let output = render(template, &variables(&[("x", "1")]), Style::Toml).unwrap();
        let length = output
            .pieces
            .iter()
            .map(|piece| piece.length)
            .sum::<usize>();
        assert_eq!(length, output.text.len());
        let mut at = 0;
        for piece in &output.pieces {
            let part = output.text.get(at..at + piece.length).unwrap();
            let written = template.get(piece.template.range()).unwrap();
            assert_eq!(piece.is_literal, written == part, "{part} {written}");
            at += piece.length;
        }
    }
}
