//! Names and values that attack terminals, logs and the parsers of CI servers.

use crate::hostile::case::{Case, GENERATIONS, Generation};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

/// Bytes of a name; every one of them can be a directory.
const ATTACKS: &[&[u8]] = &[
    b"a\nb",
    b"a\r\nb",
    b"a\x1b[2Jb",
    b"\x1b]0;owned\x07",
    b"\x1b]8;;http:\x1b\\",
    b"\xc2\x9b31m",
    b"\xe2\x80\xaegpj.exe",
    b"\xe2\x81\xa6a\xe2\x81\xa9",
    b"\xe2\x80\xa8a",
    b"\xef\xbb\xbfa",
    b"::error file=x::owned",
    b"\n::error::owned",
    b"##[error]owned",
    b"##vso[task.complete]owned",
    b"##teamcity[message text='x']",
    b"]]>",
    b"<script>alert(1)<",
    b"'\"`",
    b"$(id)",
    b"`id`",
    b"${jndi:ldap:x}",
    b"%0A%0D",
    b"a;b|c&d",
    b"-rf",
    b"--config=x",
    b"*",
    b"[x]",
    b"{a,b}",
    b"~",
    b" ",
    b"\t",
    b"\\",
    b"a,b",
    b"=cmd()",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"wso2am-4.2.0\xff",
    b"wso2am-\x1b[31m4.2.0",
    b"wso2is-99999999999999999999",
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![name(&[b'x'; 255])];
    cases.extend(ATTACKS.iter().map(|bytes| name(bytes)));
    for generation in GENERATIONS {
        let texts = ATTACKS
            .iter()
            .filter_map(|bytes| std::str::from_utf8(bytes).ok());
        cases.extend(texts.map(|text| value(generation, text)));
    }
    cases
}

/// Two homes at the same offset, so that findings and tables name both.
fn name(bytes: &'static [u8]) -> Case {
    let shown = String::from_utf8_lossy(bytes);
    Case::new(
        format!("home named {shown:?}"),
        1,
        &["error[port-collision]"],
        move |host| {
            for name in [OsStr::from_bytes(bytes), OsStr::new("other")] {
                fs::write(Generation::Toml.home(host, name), "[server]\noffset = 7\n").unwrap();
            }
        },
    )
    .homes(Some(3))
}

/// The attack as offset, port and host, quoted as the format wants it.
fn value(generation: Generation, attack: &'static str) -> Case {
    let text = match generation {
        Generation::Toml => {
            let quoted = serde_json::to_string(attack)
                .unwrap()
                .replace('\u{7f}', "\\u007f");
            format!(
                "[server]\nhostname = {quoted}\noffset = {quoted}\n[transport.https.properties]\nport = {quoted}\n{quoted} = 1\n\
                 [[apim.gateway.environment]]\nname = {quoted}\nservice_url = {quoted}\n"
            )
        }
        Generation::Yaml => {
            let quoted = serde_json::to_string(attack).unwrap();
            format!(
                "wso2.carbon:\n  id: {quoted}\n  ports:\n    offset: {quoted}\nwso2.transport.http:\n  listenerConfigurations:\n  \
                 - id: {quoted}\n    host: {quoted}\n    port: {quoted}\n"
            )
        }
        Generation::Xml => {
            let quoted = attack
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace(']', "&#93;");
            format!(
                "<Server><Name>{quoted}</Name><ServerKey>{quoted}</ServerKey><HostName>{quoted}</HostName><Ports><Offset>{quoted}</Offset></Ports></Server>"
            )
        }
    };
    // A placeholder may have a value where the server runs, but none of this form in YAML; everything else is no number.
    let exit = i32::from(!attack.starts_with("${") || generation == Generation::Yaml);
    Case::new(
        format!("{generation:?}: value {attack:?}"),
        exit,
        &[],
        move |host| {
            fs::write(generation.home(host, "hostile"), &text).unwrap();
        },
    )
}
