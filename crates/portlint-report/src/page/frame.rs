//! The frame of the page: a policy that lets run and apply what this program put in, by digest, and load nothing.

use super::digest::sha256_base64;
use crate::shown;
use crate::shown::{Markup, Shown, Writer};
use std::io;

const CSS: &str = concat!(
    "\n",
    include_str!("../../assets/colours.css"),
    include_str!("../../assets/page.css"),
    include_str!("../../assets/chart.css"),
    include_str!("../../assets/findings.css"),
    include_str!("../../assets/ports.css"),
);
const SCRIPT: &str = concat!("\n", include_str!("../../assets/page.js"));

/// Writes a page with this body.
pub(super) fn write(
    title: &str,
    body: &Shown<Markup>,
    out: &mut Writer<'_, Markup>,
) -> io::Result<()> {
    out.lines(shown!(
        "<!doctype html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n\
         <style>{}</style>\n\
         </head>\n\
         <body>\n{}",
        sha256_base64(CSS.as_bytes()),
        sha256_base64(SCRIPT.as_bytes()),
        title,
        Shown::own(CSS),
        body,
    ))?;
    out.line(shown!(
        "<script>{}</script>\n</body>\n</html>",
        Shown::own(SCRIPT)
    ))
}
