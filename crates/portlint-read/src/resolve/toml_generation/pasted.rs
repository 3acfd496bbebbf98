//! A value as the server finds it in the file that a template made: the template engine renders it once more, and puts it
//! into XML without escaping anything.

use super::jinja::{self, Value};
use super::server::Server;
use super::settings::Setting;
use portlint_catalog::toml_generation::Pasted;
use portlint_syntax::{Format, Limits, ScalarStyle, parse};

/// No port, offset or address is longer, in bytes.
const LONGEST: usize = 4096;

impl Server<'_> {
    /// The text of a setting in an element of this name, or in an attribute; or why it is not known.
    pub(crate) fn pasted(
        &self,
        setting: &Setting,
        place: Pasted,
        element: &str,
    ) -> Result<String, String> {
        let text = self.text(setting)?;
        let text = if text.contains("{{") || text.contains("{%") {
            jinja::rendered(&text, &|name| self.value(name)).ok_or_else(|| {
                format!("{} is a template, which is not followed", setting.written)
            })?
        } else {
            text
        };
        if place == Pasted::Line {
            return Ok(text);
        }
        match read_back(&text, place, element) {
            Some(text) => Ok(text),
            None => Err(format!(
                "{} breaks the XML that it is put into",
                setting.written
            )),
        }
    }

    /// Whether a setting makes a file of the server unreadable.
    pub(crate) fn breaks_xml(&self, setting: &Setting, place: Pasted, element: &str) -> bool {
        let Ok(text) = self.text(setting) else {
            return false;
        };
        let is_template = text.contains("{{") || text.contains("{%");
        !is_template && read_back(&text, place, element).is_none()
    }

    fn value(&self, key: &str) -> Option<Value> {
        let setting = self.settings.get(key)?;
        let text = self.text(setting).ok()?;
        match setting.style {
            ScalarStyle::Integer => Some(Value::Integer(text.parse().ok()?)),
            ScalarStyle::Boolean => Some(Value::Boolean(text == "true")),
            ScalarStyle::Quoted => Some(Value::Text(text)),
            _ => None,
        }
    }
}

/// What a parser of XML gives back of a text; `None` where it is not well-formed there.
fn read_back(text: &str, place: Pasted, element: &str) -> Option<String> {
    if !text.contains(['<', '&', '"']) {
        return Some(text.to_string());
    }
    if text.len() > LONGEST {
        return None;
    }
    let (xml, path) = match place {
        Pasted::Attribute => (format!("<a><b c=\"{text}\"/></a>"), "a/b/@c".to_string()),
        _ => (
            format!("<a><{element}>{text}</{element}></a>"),
            format!("a/{element}"),
        ),
    };
    let document = parse(xml.as_bytes(), Format::Xml, &Limits::default());
    if !document.errors.is_empty() {
        return None;
    }
    let node = document.select_first(&path)?;
    Some(document.value(node).text)
}

#[cfg(test)]
mod tests {
    use super::{Pasted, read_back};

    #[test]
    fn xml_gives_back_what_its_parser_makes_of_a_text() {
        let element = |text: &str| read_back(text, Pasted::Element, "Offset");
        let attribute = |text: &str| read_back(text, Pasted::Attribute, "Offset");
        assert_eq!(element(" 3 ").as_deref(), Some(" 3 "));
        assert_eq!(element("&#51;").as_deref(), Some("3"));
        assert_eq!(element("3<!-- x -->").as_deref(), Some("3"));
        assert_eq!(element("3</Offset><Offset>4").as_deref(), Some("3"));
        assert_eq!(element("3<"), None);
        assert_eq!(element("a&b"), None);
        assert_eq!(attribute("9543\" x=\"1").as_deref(), Some("9543"));
        assert_eq!(attribute("&#53;700").as_deref(), Some("5700"));
        assert_eq!(attribute("a\"b"), None);
    }
}
