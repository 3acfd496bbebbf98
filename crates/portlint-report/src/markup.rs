//! The frame of every page.

use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use std::io;

/// An HTML page that loads nothing from anywhere.
pub(crate) struct Page {
    pub(crate) title: &'static str,
    /// Style sheets besides the common one.
    pub(crate) css: &'static str,
    pub(crate) body: Shown<Markup>,
    /// May be empty.
    pub(crate) script: &'static str,
}

impl Page {
    pub(crate) fn write(&self, out: &mut Writer<'_, Markup>) -> io::Result<()> {
        out.lines(shown!(
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
            self.title,
            Shown::own(include_str!("../assets/colours.css")),
            Shown::own(include_str!("../assets/page.css")),
            Shown::own(self.css),
            self.body,
        ))?;
        if !self.script.is_empty() {
            let script = Shown::own(self.script);
            out.line(shown!("<script>\n{}</script>", script))?;
        }
        out.line(Shown::own("</body>\n</html>"))
    }
}
