//! Text made safe for XML and HTML, and the frame of every page.

use crate::text::inline;
use std::io::{self, Write};

/// One line of text for XML and HTML, within an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in inline(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML has no way to write these two.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// An HTML page that loads nothing from anywhere; all parts but the title are markup.
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    /// Style sheets besides the common one.
    pub(crate) css: &'a str,
    pub(crate) body: &'a str,
    pub(crate) script: &'a str,
}

impl Page<'_> {
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "<!doctype html>\n\
             <html lang=\"en\">\n\
             <head>\n\
             <meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{}</title>\n\
             <style>\n{}{}{}</style>\n\
             </head>\n\
             <body>\n{}",
            escape(self.title),
            include_str!("../assets/colours.css"),
            include_str!("../assets/page.css"),
            self.css,
            self.body,
        )?;
        if !self.script.is_empty() {
            writeln!(out, "<script>\n{}</script>", self.script)?;
        }
        writeln!(out, "</body>\n</html>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text() {
        let hostile = "<a b='\"'>&]]>\u{0}\u{1b}\u{ffff}\n";
        let escaped = escape(hostile);
        assert_eq!(
            escaped,
            "&lt;a b=&#39;&quot;&#39;&gt;&amp;]]&gt;??\u{fffd} "
        );
    }
}
