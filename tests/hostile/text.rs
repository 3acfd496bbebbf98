//! Bytes that are no text, or text that nobody writes, as the governing file of every generation.

use crate::hostile::case::{Case, GENERATIONS, Generation, content};
use std::fs::File;

const MEGABYTE: usize = 1 << 20;

pub(super) fn cases() -> Vec<Case> {
    GENERATIONS.into_iter().flat_map(of).collect()
}

fn of(generation: Generation) -> Vec<Case> {
    let bytes = move |name: &str, exit: i32, says: &[&str], bytes: Vec<u8>| {
        content(generation, name, exit, says, move || bytes.clone())
    };
    let offset = generation.with_offset("3");
    let comment = match generation {
        Generation::Xml => ("<!-- ", " -->"),
        _ => ("# ", ""),
    };
    let commented = |inside: &[u8]| {
        [
            comment.0.as_bytes(),
            inside,
            comment.1.as_bytes(),
            b"\n",
            offset.as_bytes(),
        ]
        .concat()
    };
    let utf16 = |text: &str, extra: &[u8]| {
        let mut all = vec![0xff, 0xfe];
        all.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        all.extend(extra);
        all
    };
    let random = || {
        let mut state = 42_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..65_536).map(|_| next()).collect::<Vec<_>>()
    };
    let unreadable = &["error[unreadable-file]"][..];
    // The parser of deployment.toml takes any byte in a comment (N7), that of deployment.yaml reads on with substitutes (Y27),
    // and here finds two receivers at one port.
    let (in_comment, refused) = match generation {
        Generation::Toml => (0, &[][..]),
        Generation::Yaml => (1, &[][..]),
        Generation::Xml => (1, unreadable),
    };
    // A server without programs is a template as a whole.
    let (template, homes) = match generation {
        Generation::Yaml => (&["is a template, not rendered yet"][..], 1),
        _ => (&["info[unresolved-placeholder]"][..], 2),
    };
    vec![
        bytes("NUL", 1, &[], vec![0]),
        bytes("NULs only", 1, &[], vec![0; 4096]),
        bytes("NUL in a comment", in_comment, &[], commented(b"a\0b")),
        bytes(
            "a byte that no encoding has",
            in_comment,
            refused,
            commented(b"\xff\xfe\xfd"),
        ),
        bytes(
            "overlong UTF-8",
            in_comment,
            refused,
            commented(b"\xc0\xaf"),
        ),
        bytes(
            "half a character at the end",
            1,
            refused,
            [offset.as_bytes(), b"\xe6\xbc"].concat(),
        ),
        bytes(
            "UTF-8 surrogates",
            in_comment,
            refused,
            commented(b"\xed\xa0\x80"),
        ),
        bytes(
            "beyond Unicode",
            in_comment,
            refused,
            commented(b"\xf4\x90\x80\x80"),
        ),
        bytes(
            "UTF-16, lone high surrogate",
            1,
            unreadable,
            utf16(&offset, &[0x00, 0xd8, 0x41, 0x00]),
        ),
        bytes(
            "UTF-16, lone low surrogate at the end",
            1,
            unreadable,
            utf16(&offset, &[0x00, 0xdc]),
        ),
        bytes(
            "UTF-16, half a unit",
            1,
            unreadable,
            utf16(&offset, &[0x41]),
        ),
        bytes(
            "UTF-32",
            1,
            &[],
            [
                b"\xff\xfe\0\0".to_vec(),
                offset
                    .chars()
                    .flat_map(|c| (c as u32).to_le_bytes())
                    .collect(),
            ]
            .concat(),
        ),
        bytes(
            "gzip",
            1,
            &[],
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48".to_vec(),
        ),
        bytes("random bytes", 1, &[], random()),
        bytes(
            "escape sequences",
            in_comment,
            &[],
            commented(b"\x1b]0;owned\x07\x1b[2J\x9b31m"),
        ),
        content(
            generation,
            "a comment of 1 MB",
            collides(generation),
            &[],
            {
                let (open, close) = comment;
                let offset = offset.clone();
                move || {
                    [open, &"x".repeat(MEGABYTE), close, "\n", &offset]
                        .concat()
                        .into_bytes()
                }
            },
        ),
        content(
            generation,
            "one word of 1 MB",
            1,
            &["error[syntax-error]"],
            || vec![b'x'; MEGABYTE],
        ),
        content(generation, "1,000,000 brackets", 1, &[], || {
            vec![b'['; 1_000_000]
        }),
        content(
            generation,
            "1,000,000 angle brackets",
            1,
            &["error[syntax-error]"],
            || vec![b'<'; 1_000_000],
        ),
        content(
            generation,
            "1,000,000 quotes",
            1,
            &["error[syntax-error]"],
            || vec![b'"'; 1_000_001],
        ),
        content(
            generation,
            "1 MB of line ends",
            empty(generation),
            &[],
            || vec![b'\n'; MEGABYTE],
        ),
        content(
            generation,
            "100,000 carriage returns and the offset",
            i32::from(generation != Generation::Xml),
            &[],
            {
                let offset = offset.clone();
                move || ["\r".repeat(100_000), offset.clone()].concat().into_bytes()
            },
        ),
        Case::new(
            format!("{generation:?}: 1 GB, sparse"),
            1,
            &["error[unreadable-file]", "larger than the limit"],
            move |host| {
                let file = File::create(generation.home(host, "hostile")).unwrap();
                file.set_len(1 << 30).unwrap();
            },
        ),
        Case::new(
            format!("{generation:?}: one byte beyond the limit"),
            1,
            &["error[unreadable-file]", "larger than the limit"],
            move |host| {
                let file = File::create(generation.home(host, "hostile")).unwrap();
                file.set_len(8 * 1024 * 1024 + 1).unwrap();
            },
        ),
        bytes("nothing", empty(generation), &[], Vec::new()),
        bytes(
            "a byte order mark and nothing",
            1,
            &[],
            b"\xef\xbb\xbf".to_vec(),
        ),
        bytes(
            "a web page",
            1,
            &[],
            b"<!DOCTYPE html><html><body><p>404 not found<br></body></html>".to_vec(),
        ),
        bytes(
            "a template",
            0,
            template,
            format!("{{{{ if .Values.x }}}}\n{offset}{{{{ end }}}}\n").into_bytes(),
        )
        .homes(Some(homes)),
        bytes(
            "a git conflict",
            1,
            &["error[syntax-error]"],
            format!("<<<<<<< HEAD\n{offset}=======\n{offset}>>>>>>> x\n").into_bytes(),
        ),
    ]
}

/// An empty XML file has no root element. Without settings the defaults of a Streaming Integrator collide with each
/// other; those of an API Manager do not.
fn empty(generation: Generation) -> i32 {
    i32::from(generation != Generation::Toml)
}

/// The defaults of a Streaming Integrator collide with each other at any offset.
fn collides(generation: Generation) -> i32 {
    i32::from(generation == Generation::Yaml)
}
