//! Attacks in `deployment.yaml`.

use crate::hostile::case::{Case, Generation, content};

const SYNTAX: &[&str] = &["error[syntax-error]"];
const OFFSET: &[&str] = &["error[offset-invalid]"];
const LIMIT: &[&str] = &["error[unreadable-file]"];

fn short(exit: i32, says: &[&str], text: &str) -> Case {
    crate::hostile::case::short(Generation::Yaml, exit, says, text)
}

fn large(
    name: &str,
    exit: i32,
    says: &[&str],
    text: impl Fn() -> String + Send + Sync + 'static,
) -> Case {
    content(Generation::Yaml, name, exit, says, move || {
        text().into_bytes()
    })
}

fn offset(text: &str) -> String {
    Generation::Yaml.with_offset(text)
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        short(1, OFFSET, &offset("1.5")),
        short(1, OFFSET, &offset(".inf")),
        short(1, OFFSET, &offset("x")),
        short(1, OFFSET, &offset("99999999999999999999")),
        short(1, OFFSET, &offset("1:99999999999999999999")),
        short(1, &[], &offset("65536")),
        short(1, &[], &offset("-9443")),
        short(1, &[], &offset("0x7fffffff")),
        short(1, &[], &offset("[1]")),
        short(1, &[], &offset("{a: 1}")),
        short(1, OFFSET, &offset("")),
        short(1, OFFSET, &offset("~")),
        short(
            1,
            &[],
            &offset("!!python/object/apply:os.system [\"true\"]"),
        ),
        short(
            1,
            &[],
            &offset(
                "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1:9/\"]]",
            ),
        ),
        short(0, &[], &offset("${env:OFFSET}")),
        short(1, SYNTAX, &offset("${sys:")),
        short(1, SYNTAX, &offset("*nowhere")),
        short(1, &["no mapping"], &offset("&self [*self]")),
        short(1, SYNTAX, &offset("\"never closed")),
        short(1, SYNTAX, &offset("[never, closed")),
        short(1, SYNTAX, &offset("1\n  - x")),
        short(1, SYNTAX, "wso2.carbon:\n\tports:\n\t\toffset: 1\n"),
        short(1, SYNTAX, "a: 1\n---\na: 2\n"),
        short(1, SYNTAX, "%YAML 9.9\n---\n%TAG\n"),
        short(1, SYNTAX, "a: b: c\n"),
        short(1, SYNTAX, "@a: 1\n"),
        short(1, SYNTAX, "a: 'x\u{7}'\n"),
        short(1, &["no mapping"], "- a\n- b\n"),
        short(1, &["no mapping"], "just words\n"),
        short(1, &[], "? [a, b]\n: 1\n? {c: d}\n: 2\n"),
        short(
            1,
            &["error[misplaced-setting]"],
            "wso2.carbon: 1\nwso2.transport.http: x\nlistenerConfigurations: []\n",
        ),
        short(
            1,
            &[],
            "wso2.transport.http:\n  listenerConfigurations:\n  - 1\n  - [2]\n  - {}\n  -\n",
        ),
        short(1, &[], "a: |\n"),
        short(0, &[], "<<: *x\na: &x {b: 1}\n").exit_any(),
        large("alias bomb", 1, &["more than 50 aliases"], || {
            let levels = (1..10).map(|n| {
                format!(
                    "a{n}: &a{n} [{}]\n",
                    vec![format!("*a{}", n - 1); 9].join(", ")
                )
            });
            format!("a0: &a0 [x, x, x]\n{}", levels.collect::<String>())
        }),
        large("merge bomb", 1, &["more than 50 aliases"], || {
            let levels = (1..30).map(|n| {
                format!(
                    "a{n}: &a{n}\n  <<: [{}]\n",
                    vec![format!("*a{}", n - 1); 9].join(", ")
                )
            });
            format!(
                "a0: &a0 {{x: 1}}\n{}wso2.carbon:\n  <<: *a29\n",
                levels.collect::<String>()
            )
        }),
        large("depth 1,000,000, flow mappings", 1, &[], || {
            "{a: ".repeat(1_000_000)
        }),
        large("depth 1,000,000, block sequences", 1, &[], || {
            "- ".repeat(1_000_000)
        }),
        large("depth 1,000,000, complex keys", 1, &[], || {
            "? ".repeat(1_000_000)
        }),
        large("depth 2,000, indentation", 1, LIMIT, || {
            (0..2_000)
                .map(|n| format!("{}a:\n", " ".repeat(n)))
                .collect()
        }),
        large("100,000 times the same key", 0, &[], || {
            offset("3") + &"wso2.carbon:\n  id: x\n".repeat(100_000)
        })
        .exit_any(),
        large("20,000 anchors", 1, &[], || {
            (0..20_000).map(|n| format!("k{n}: &a{n} 1\n")).collect()
        }),
        large("100,000 documents", 1, SYNTAX, || {
            "---\na: 1\n".repeat(100_000)
        }),
        large("100,000 tag directives", 1, &[], || {
            "%TAG ! tag:x,2000:\n".repeat(100_000) + "---\na: 1\n"
        }),
        large("2,000 listeners", 0, &[], || {
            let listeners = (0..2_000).map(|n| {
                format!(
                    "  - id: l{n}\n    host: localhost\n    port: {}\n",
                    10_000 + n
                )
            });
            format!(
                "wso2.transport.http:\n  listenerConfigurations:\n{}",
                listeners.collect::<String>()
            )
        })
        .exit_any(),
        large("1,000,000 digits", 1, OFFSET, || {
            offset(&"9".repeat(1_000_000))
        }),
        large("1,000,000 colons", 1, &[], || {
            offset(&"1:".repeat(1_000_000))
        })
        .exit_any(),
        large("a key of 1 MB", 1, &[], || {
            format!("{}: 1\n", "k".repeat(1 << 20))
        })
        .exit_any(),
        large("20,000 values, where 10,000 are allowed", 1, LIMIT, || {
            format!("a: [{}]\n", "1,".repeat(20_000))
        })
        .limited("nodes = 10000"),
    ]
}
