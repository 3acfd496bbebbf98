//! Attacks in the linter's own configuration file, which lies in the current directory.

use crate::hostile::case::Case;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;

const FILE: &str = "wso2-portlint.toml";

/// A file that cannot be believed ends the run: nothing is checked by half.
fn refused(name: &str, says: &[&str], text: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Case {
    Case::new(format!("config: {name}"), 2, says, move |host| {
        fs::write(host.join(FILE), text()).unwrap();
    })
    .homes(None)
}

fn accepted(name: &str, text: &str) -> Case {
    let text = text.to_string();
    Case::new(format!("config: {name}"), 0, &[], move |host| {
        fs::write(host.join(FILE), &text).unwrap();
    })
    .homes(Some(1))
}

pub(super) fn cases() -> Vec<Case> {
    let located = &["wso2-portlint.toml:1:"][..];
    vec![
        refused("not UTF-8", located, || b"\xff\xff".to_vec()),
        refused("NULs", located, || vec![0; 100]),
        refused("an unknown key that attacks the terminal", located, || {
            b"\"\\u001b[2J\\u202e::error::\" = 1\n".to_vec()
        }),
        refused("an unknown rule that attacks the terminal", located, || {
            b"select = [\"\\u001b[2J\\n::error::\"]\n".to_vec()
        }),
        refused("a rule name of 1 MB", located, || {
            format!("select = [\"{}\"]\n", "a".repeat(1 << 20)).into_bytes()
        }),
        refused("depth 1,000,000", &["error:"], || {
            b"a = "
                .iter()
                .copied()
                .chain(vec![b'['; 1_000_000])
                .collect()
        }),
        refused("100,000 times the same key", &["error:"], || {
            "select = []\n".repeat(100_000).into_bytes()
        }),
        refused("10,000 unknown keys", &["error:"], || {
            (0..10_000)
                .map(|n| format!("k{n} = 1\n"))
                .collect::<String>()
                .into_bytes()
        }),
        refused("a port beyond 64 bits", &["error:"], || {
            b"[[port]]\nname = \"x\"\nport = 99999999999999999999\n".to_vec()
        }),
        refused("negative limits", &["error:"], || {
            b"[limits]\nbytes = -1\n".to_vec()
        }),
        refused("limits beyond 64 bits", &["error:"], || {
            b"[limits]\nbytes = 99999999999999999999\n".to_vec()
        }),
        refused("homes that are none", &["error:"], || {
            b"home = 1\n".to_vec()
        }),
        refused("a date that is none", &["error:"], || {
            b"[[allow]]\nrule = \"port-collision\"\nhome = \"x\"\nreason = \"y\"\nuntil = 9999999999-99-99\n".to_vec()
        }),
        refused("half a ranges", &["error:"], || {
            b"ephemeral-range = \"60000-\"\n".to_vec()
        }),
        Case::new(
            "config: 1 GB, sparse",
            2,
            &["larger than the limit"],
            |host| {
                File::create(host.join(FILE))
                    .unwrap()
                    .set_len(1 << 30)
                    .unwrap();
            },
        )
        .homes(None),
        Case::new("config: FIFO", 0, &[], |host| {
            assert!(
                Command::new("mkfifo")
                    .arg(host.join(FILE))
                    .status()
                    .unwrap()
                    .success()
            );
        })
        .homes(Some(1)),
        Case::new("config: directory", 0, &[], |host| {
            fs::create_dir(host.join(FILE)).unwrap();
        })
        .homes(Some(1)),
        Case::new("config: endless device", 0, &[], |host| {
            symlink("/dev/zero", host.join(FILE)).unwrap();
        })
        .homes(Some(1)),
        accepted(
            "globs that explode",
            &format!("[[home]]\npath = \"{}\"\n", "**/*".repeat(200)),
        ),
        accepted(
            "globs that match everything",
            "[[home]]\npath = \"**/**/**/**/*\"\nactive = true\n",
        ),
        accepted("a pattern that does not parse", "[[home]]\npath = \"[\"\n"),
        accepted("a path with NUL", "[[home]]\npath = \"a\\u0000b\"\n"),
        accepted(
            "limits of 0",
            "[limits]\nbytes = 0\ndepth = 0\nerrors = 0\nnodes = 0\n",
        )
        .exit_any()
        .homes(None),
        accepted(
            "the largest limits",
            "[limits]\nbytes = 9223372036854775807\ndepth = 9223372036854775807\n",
        ),
        accepted("1,000 homes", &"[[home]]\npath = \"x\"\n".repeat(1_000)),
        accepted(
            "a start argument that attacks the terminal",
            "[[home]]\npath = \"healthy\"\nstart-arguments = [\"-Da=\\u001b[2J\"]\nhost = \"\\u001b]0;x\\u0007\"\n",
        ),
    ]
}
