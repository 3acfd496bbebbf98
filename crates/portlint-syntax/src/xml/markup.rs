//! Where each piece of markup ends, and what it is. What stands inside is judged by the caller.

use memchr::{memchr, memchr2, memchr3_iter, memmem};

use super::attributes::is_blank;

/// A piece of markup, from `<` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// `<name …>`
    Start,
    /// `<name …/>`
    Empty,
    /// `</name>`
    End,
    /// `<!-- … -->`
    Comment,
    /// `<![CDATA[ … ]]>`
    CData,
    /// `<?xml … ?>`
    Declaration,
    /// `<? … ?>`
    Instruction,
    /// `<!DOCTYPE … >`
    Doctype,
}

/// What is wrong, and how many bytes behind the `<` it is.
pub(super) type Fault = (&'static str, usize);

const COMMENT: &str = "comment is never closed; add -->";
const CDATA: &str = "CDATA section is never closed; add ]]>";
const INSTRUCTION: &str = "processing instruction is never closed; add ?>";
const DOCTYPE: &str = "DOCTYPE is never closed; add >";
const QUOTE: &str = "attribute value is never closed; add the closing quote";
const TAG: &str = "tag is never closed; add >";

/// The markup that `text` starts with, and its length.
pub(super) fn read(text: &[u8]) -> Result<(Markup, usize), Fault> {
    match text.get(1) {
        None => Err((TAG, 0)),
        Some(b'!') => declaration(text),
        Some(b'?') => instruction(text),
        Some(b'/') => tag_length(text)
            .map(|length| (Markup::End, length))
            .ok_or_else(|| unclosed_tag(text)),
        Some(_) => {
            let length = tag_length(text).ok_or_else(|| unclosed_tag(text))?;
            let is_empty = text.get(1..length).is_some_and(|tag| tag.ends_with(b"/>"));
            Ok((
                if is_empty {
                    Markup::Empty
                } else {
                    Markup::Start
                },
                length,
            ))
        }
    }
}

/// The length of a tag or declaration: up to the first `>` outside of quotes.
fn tag_length(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for at in memchr3_iter(b'>', b'\'', b'"', text) {
        match (quote, *text.get(at)?) {
            (None, b'>') => return Some(at + 1),
            (None, opened) => quote = Some(opened),
            (Some(opened), byte) if opened == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Without a `>` outside of quotes, either the last quote is never closed or the tag is not.
fn unclosed_tag(text: &[u8]) -> Fault {
    let quotes = text.iter().filter(|byte| matches!(byte, b'\'' | b'"'));
    let open = quotes.fold(None, |open, quote| match open {
        None => Some(quote),
        Some(opened) if opened == quote => None,
        _ => open,
    });
    (if open.is_some() { QUOTE } else { TAG }, 0)
}

/// What starts with `<!`.
fn declaration(text: &[u8]) -> Result<(Markup, usize), Fault> {
    match text.get(2) {
        Some(b'-') if text.starts_with(b"<!--") => {
            behind(text, b"-->", "<!--".len(), (Markup::Comment, COMMENT))
        }
        Some(b'[') if text.starts_with(b"<![CDATA[") => {
            behind(text, b"]]>", "<![CDATA[".len(), (Markup::CData, CDATA))
        }
        Some(b'D' | b'd') => doctype(text),
        Some(b'-') => Err((COMMENT, 0)),
        Some(b'[') => Err((CDATA, 0)),
        _ => Err(("unknown markup after <!", 0)),
    }
}

/// What starts with `<?`.
fn instruction(text: &[u8]) -> Result<(Markup, usize), Fault> {
    let unclosed = (Markup::Instruction, INSTRUCTION);
    let (_, length) = behind(text, b"?>", "<".len(), unclosed)?;
    if length <= "<?>".len() {
        return Err((INSTRUCTION, 0));
    }
    let target = text.get("<?".len()..).unwrap_or_default();
    let is_declaration = target
        .strip_prefix(b"xml")
        .is_some_and(|rest| rest.first().copied().is_some_and(is_blank) || rest.starts_with(b"?>"));
    let markup = if is_declaration {
        Markup::Declaration
    } else {
        Markup::Instruction
    };
    Ok((markup, length))
}

/// Markup up to a closing sequence, which may start `from` bytes behind the `<`.
fn behind(
    text: &[u8],
    closing: &[u8],
    from: usize,
    (markup, unclosed): (Markup, &'static str),
) -> Result<(Markup, usize), Fault> {
    let at = text
        .get(from..)
        .and_then(|content| memmem::find(content, closing));
    match at {
        Some(at) => Ok((markup, from + at + closing.len())),
        None => Err((unclosed, 0)),
    }
}

fn doctype(text: &[u8]) -> Result<(Markup, usize), Fault> {
    let length = doctype_length(text).ok_or((DOCTYPE, 0))?;
    let is_doctype = text
        .get(..b"<!DOCTYPE".len())
        .is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE"));
    let name = text.get(b"<!DOCTYPE".len()..length.saturating_sub(1));
    let is_named = name.is_some_and(|name| name.iter().any(|byte| !is_blank(*byte)));
    match (is_doctype, is_named) {
        (true, true) => Ok((Markup::Doctype, length)),
        (true, false) => Err(("not well-formed XML", length.saturating_sub(1))),
        (false, _) => Err((DOCTYPE, 0)),
    }
}

/// Up to the `>` behind the internal subset. Markup inside is only followed as far as it can hide brackets.
fn doctype_length(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    // The identifiers, which may be quoted, and the opening bracket.
    loop {
        let rest = text.get(at..)?;
        let found = rest
            .iter()
            .position(|byte| matches!(byte, b'\'' | b'"' | b'[' | b'>'))?;
        at += found + 1;
        match *rest.get(found)? {
            b'>' => return Some(at),
            b'[' => break,
            quote => at += memchr(quote, text.get(at..)?)? + 1,
        }
    }
    loop {
        let rest = text.get(at..)?;
        let found = memchr2(b']', b'<', rest)?;
        at += found;
        if *rest.get(found)? == b']' {
            at += 1;
            return Some(at + memchr(b'>', text.get(at..)?)? + 1);
        }
        at += subset_markup(text.get(at..)?)?;
    }
}

/// The length of markup in the internal subset of a DOCTYPE.
fn subset_markup(text: &[u8]) -> Option<usize> {
    let quoted: [&[u8]; 3] = [b"<!ENTITY", b"<!ATTLIST", b"<!NOTATION"];
    if text.starts_with(b"<?") {
        Some(2 + memmem::find(text.get(2..)?, b"?>")? + 2)
    } else if text.starts_with(b"<!--") {
        Some(4 + memmem::find(text.get(4..)?, b"-->")? + 3)
    } else if quoted.iter().any(|start| text.starts_with(start)) {
        tag_length(text)
    } else {
        Some(memchr(b'>', text)? + 1)
    }
}
