//! Attacks in `carbon.xml`.

use crate::hostile::case::{Case, Generation, content};
use std::fs;

const SYNTAX: &[&str] = &["error[syntax-error]"];
const OFFSET: &[&str] = &["error[offset-invalid]"];
const LIMIT: &[&str] = &["error[unreadable-file]"];

fn short(exit: i32, says: &[&str], text: &str) -> Case {
    crate::hostile::case::short(Generation::Xml, exit, says, text)
}

fn large(
    name: &str,
    exit: i32,
    says: &[&str],
    text: impl Fn() -> String + Send + Sync + 'static,
) -> Case {
    content(Generation::Xml, name, exit, says, move || {
        text().into_bytes()
    })
}

fn offset(text: &str) -> String {
    Generation::Xml.with_offset(text)
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        external_entity(),
        short(
            1,
            &[],
            "<!DOCTYPE Server SYSTEM \"http://127.0.0.1:9/x.dtd\"><Server/>",
        ),
        short(
            1,
            &[],
            "<!DOCTYPE Server [<!ENTITY % p SYSTEM \"file:///dev/zero\"> %p;]><Server/>",
        ),
        short(
            1,
            &[],
            "<!DOCTYPE Server [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]><Server><Ports><Offset>&a;</Offset></Ports></Server>",
        ),
        short(
            1,
            &[],
            "<!DOCTYPE Server [<!ATTLIST Server a CDATA \"x\">]><Server/>",
        ),
        short(1, SYNTAX, "<!DOCTYPE Server [<Server/>"),
        large("billion laughs", 1, &[], || {
            let levels = (1..10)
                .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)));
            format!(
                "<!DOCTYPE Server [<!ENTITY l0 \"lol\">{}]>{}",
                levels.collect::<String>(),
                offset("&l9;")
            )
        }),
        large("one long entity 100,000 times", 1, &[], || {
            format!(
                "<!DOCTYPE Server [<!ENTITY a \"{}\">]><Server>{}</Server>",
                "a".repeat(100_000),
                "&a;".repeat(100_000)
            )
        }),
        short(1, OFFSET, &offset("")),
        short(1, OFFSET, &offset("1.5")),
        short(1, OFFSET, &offset("0x10")),
        short(1, OFFSET, &offset("99999999999")),
        short(1, SYNTAX, &offset("1&#0;")),
        short(1, &[], &offset("&#xD800;")),
        short(1, &[], &offset("&#xFFFFFFFFFFFF;")),
        short(1, &[], &offset("&nbsp;")),
        short(1, &[], &offset("1 & 2")),
        short(1, &[], &offset("<!-- 1 -->")),
        short(1, &[], &offset("<a>1</a>")),
        short(1, &[], &offset("]]>")),
        short(1, &[], &offset("65536")),
        short(1, &[], &offset("-2147483648")),
        short(1, SYNTAX, "<Server><Ports></Server></Ports>"),
        short(1, SYNTAX, "<Server><!-- never closed"),
        short(1, SYNTAX, "<Server><![CDATA[never closed"),
        short(1, SYNTAX, "<Server a=\"never closed>"),
        short(1, SYNTAX, "<Server a=1/>"),
        short(1, SYNTAX, "<Server a=\"1\" a=\"2\"/>"),
        short(1, SYNTAX, "<Server/><Server/>"),
        short(1, SYNTAX, "<Server/>text"),
        short(1, SYNTAX, "</Server>"),
        short(1, SYNTAX, "<>"),
        short(1, SYNTAX, "<Server"),
        short(1, SYNTAX, "text"),
        short(1, SYNTAX, "<?xml version=\"1.0\""),
        short(
            1,
            &[],
            "<?xml version=\"1.0\" encoding=\"UTF-7\"?><Server/>",
        ),
        short(
            1,
            &[],
            "<?xml version=\"1.0\" encoding=\"\u{1b}[31m\"?><Server/>",
        ),
        short(
            1,
            &[],
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Server/>",
        ),
        short(
            1,
            OFFSET,
            "<Server><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/dev/zero\"/></Server>",
        ),
        short(1, OFFSET, "<?xml-stylesheet href=\"/dev/zero\"?><Server/>"),
        short(1, OFFSET, "<a:Server xmlns:a=\"x\"><a:Ports/></a:Server>"),
        short(1, OFFSET, "<Ports><Server/></Ports>"),
        large("depth 1,000,000, open", 1, LIMIT, || {
            "<a>".repeat(1_000_000)
        }),
        large("depth 1,000,000, closed", 1, LIMIT, || {
            "<a>".repeat(1_000_000) + &"</a>".repeat(1_000_000)
        }),
        large("depth 1,000,000, names not matching", 1, LIMIT, || {
            "<a><b>".repeat(500_000)
        }),
        large("1,000,000 end tags", 1, SYNTAX, || "</a>".repeat(1_000_000)),
        large("100,000 attributes", 1, OFFSET, || {
            format!(
                "<Server{}/>",
                (0..100_000)
                    .map(|n| format!(" a{n}=\"\""))
                    .collect::<String>()
            )
        }),
        large("100,000 times the same attribute", 1, SYNTAX, || {
            format!("<Server{}/>", " a=\"\"".repeat(100_000))
        }),
        large("100,000 name spaces, nested", 1, LIMIT, || {
            (0..100_000)
                .map(|n| format!("<a xmlns:n{n}=\"x\">"))
                .collect()
        }),
        large(
            "100,000 offsets",
            1,
            &["error[duplicate-definition]"],
            || {
                format!(
                    "<Server><Ports>{}</Ports></Server>",
                    "<Offset>3</Offset>".repeat(100_000)
                )
            },
        ),
        large("100,000 character references", 1, &[], || {
            offset(&"&#49;".repeat(100_000))
        }),
        large("100,000 bare ampersands", 1, SYNTAX, || {
            offset(&"& ".repeat(100_000))
        }),
        large("100,000 comments", 1, OFFSET, || {
            format!("<Server>{}</Server>", "<!--x-->".repeat(100_000))
        }),
        large("an element name of 1 MB", 1, OFFSET, || {
            format!("<Server><{0}/></Server>", "a".repeat(1 << 20))
        }),
        large("an instruction of 1 MB", 1, OFFSET, || {
            format!("<?a {}?><Server/>", "x".repeat(1 << 20))
        }),
        large("1,100,000 elements", 1, LIMIT, || {
            format!("<Server>{}</Server>", "<a/>".repeat(1_100_000))
        }),
    ]
}

/// The file that the entity names is never opened: what it holds would show, and a FIFO would hang.
fn external_entity() -> Case {
    Case::new("Xml: external entity", 1, &[], |host| {
        let fifo = host.join("fifo");
        let made = std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap();
        assert!(made.success());
        let text = format!(
            "<!DOCTYPE Server [<!ENTITY x SYSTEM \"{}\">]>\n{}",
            fifo.display(),
            offset("&x;")
        );
        fs::write(Generation::Xml.home(host, "hostile"), text).unwrap();
    })
}
