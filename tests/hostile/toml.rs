//! Attacks in `deployment.toml`.

use crate::hostile::case::{Case, Generation, content};

const SYNTAX: &[&str] = &["error[syntax-error]"];
const OFFSET: &[&str] = &["error[offset-invalid]"];
const REFERENCE: &[&str] = &["error[start-failure]"];
const LIMIT: &[&str] = &["error[unreadable-file]"];

fn short(exit: i32, says: &[&str], text: &str) -> Case {
    crate::hostile::case::short(Generation::Toml, exit, says, text)
}

fn large(
    name: &str,
    exit: i32,
    says: &[&str],
    text: impl Fn() -> String + Send + Sync + 'static,
) -> Case {
    content(Generation::Toml, name, exit, says, move || {
        text().into_bytes()
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        short(1, OFFSET, "[server]\noffset = 1.5\n"),
        short(1, OFFSET, "[server]\noffset = nan\n"),
        short(1, OFFSET, "[server]\noffset = -inf\n"),
        short(1, OFFSET, "[server]\noffset = 1e999\n"),
        short(1, OFFSET, "[server]\noffset = 1979-05-27T07:32:00Z\n"),
        short(1, OFFSET, "[server]\noffset = true\n"),
        short(1, OFFSET, "[server]\noffset = \"\"\n"),
        short(1, OFFSET, "[server]\noffset = \"1\\n2\"\n"),
        short(1, OFFSET, "[server]\noffset = \"\\u0000\"\n"),
        short(1, OFFSET, "[server]\noffset = 2147483648\n"),
        short(1, &[], "[server]\noffset = 9223372036854775808\n"),
        short(1, &[], "[server]\noffset = 65536\n"),
        short(1, &[], "[server]\noffset = -9443\n"),
        short(1, OFFSET, "[server]\noffset = [1]\n"),
        short(1, OFFSET, "[server]\noffset = { a = 1 }\n"),
        short(1, SYNTAX, "[server]\noffset = = 1\n"),
        short(1, SYNTAX, "[server]\noffset = 1 2\n"),
        short(1, SYNTAX, "[server\noffset = 1\n"),
        short(1, SYNTAX, "[server]\noffset = \"1\n"),
        short(1, SYNTAX, "[server]\noffset = \"\"\"1\n"),
        short(1, SYNTAX, "[server]\noffset = 'a\u{7}b'\n"),
        short(1, SYNTAX, "[server]\n= 1\n"),
        short(1, OFFSET, "[server]\noffset = \"\\ud800\"\n"),
        short(1, &[], "[server]\noffset = 1\noffset = 2\n"),
        short(1, &[], "[server]\noffset = 1\n[server]\noffset = 2\n"),
        short(1, &[], "[server]\noffset = 1\n[[server]]\noffset = 2\n"),
        short(1, &[], "server.offset = 1\n[server.offset]\na = 1\n"),
        short(0, &[], "[server]\noffset = \"$env{OFFSET}\"\n"),
        short(1, REFERENCE, "[server]\noffset = \"$ref{server.offset}\"\n"),
        short(1, OFFSET, "[server]\noffset = \"$sys{\"\n"),
        short(
            1,
            REFERENCE,
            "a = \"$ref{b}\"\nb = \"$ref{a}\"\n[server]\noffset = \"$ref{a}\"\n",
        ),
        short(
            1,
            &[],
            "[transport.https.properties]\nport = 9223372036854775807\n[server]\noffset = 2147483647\n",
        ),
        short(
            1,
            &[],
            "[transport.https.properties]\nport = -9223372036854775808\n",
        ),
        short(
            1,
            &[],
            "[transport.https.properties]\nport = \"9443; rm -rf /\"\n",
        ),
        short(
            1,
            &["error[listener-failure]"],
            "[[transport]]\nhttps = 1\n",
        ),
        short(
            1,
            &["error[listener-failure]"],
            "transport = 1\napim = []\nclustering = \"x\"\n",
        ),
        short(0, &[], "[\"\".\"\"]\n\"\" = \"\"\n"),
        short(0, &[], "[__proto__]\nconstructor = 1\n"),
        large("depth 1,000,000, inline tables", 1, &[], || {
            "a = ".to_string() + &"{a=".repeat(1_000_000)
        }),
        large("depth 1,000,000, arrays", 1, &[], || {
            "a = ".to_string() + &"[".repeat(1_000_000)
        }),
        large("depth 1,000,000, a table header", 1, &[], || {
            format!("[a{}]\n", ".a".repeat(1_000_000))
        }),
        large("depth 1,000,000, a dotted key", 1, &[], || {
            format!("a{} = 1\n", ".a".repeat(1_000_000))
        }),
        large("100,000 times the same key", 1, &[], || {
            format!("[server]\n{}", "offset = 1\n".repeat(100_000))
        }),
        large("100,000 times the same table", 1, &[], || {
            "[server]\noffset = 1\n".repeat(100_000)
        }),
        large("100,000 tables", 0, &[], || {
            (0..100_000).map(|n| format!("[t{n}]\n")).collect()
        }),
        large("10,000 gateways", 0, &[], || {
            "[[apim.gateway.environment]]\nname = \"a\"\nservice_url = \"https://localhost:1/\"\n"
                .repeat(10_000)
        }),
        large("100,000 broken lines", 1, SYNTAX, || "=\n".repeat(100_000)),
        large("1,000,000 digits", 1, &[], || {
            format!("[server]\noffset = {}\n", "9".repeat(1_000_000))
        }),
        large("1,000,000 digits in quotes", 1, OFFSET, || {
            format!("[server]\noffset = \"{}\"\n", "9".repeat(1_000_000))
        }),
        large("a key of 1 MB", 0, &[], || {
            format!("{} = 1\n", "k".repeat(1 << 20))
        }),
        large("10,000 nested placeholders", 1, OFFSET, || {
            format!("[server]\noffset = \"{}x\"\n", "$ref{".repeat(10_000))
        }),
        large("a chain of 10,000 references", 1, REFERENCE, || {
            let chain = (0..10_000).map(|n| format!("k{n} = \"$ref{{k{}}}\"\n", n + 1));
            format!(
                "{}[server]\noffset = \"$ref{{k0}}\"\n",
                chain.collect::<String>()
            )
        }),
        large("references that double 64 times", 0, &[], || {
            let chain = (0..64).map(|n| format!("k{n} = \"$ref{{k{0}}}$ref{{k{0}}}\"\n", n + 1));
            format!(
                "{}k64 = \"x\"\n[server]\noffset = \"$ref{{k0}}\"\n",
                chain.collect::<String>()
            )
        }),
        large("20,000 values, where 10,000 are allowed", 1, LIMIT, || {
            format!("a = [{}]\n", "1,".repeat(20_000))
        })
        .limited("nodes = 10000"),
    ]
}
