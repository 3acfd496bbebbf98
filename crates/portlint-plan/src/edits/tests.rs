use super::*;
use portlint_syntax::edit::apply;
use portlint_testkit::runtime;
use proptest::prelude::*;

/// The stored bytes of the governing file after its offset was set.
fn set(bytes: &[u8], generation: Generation, to: i64) -> Result<Vec<u8>, Hold> {
    let mut files = Files::default();
    let runtime = runtime(&mut files, "conf", bytes, generation, 0);
    let edit = set_offset(&files, &runtime, to)?;
    let source = &files.source(edit.location.file).unwrap().document.source;
    let change = Edit {
        span: edit.location.span,
        replacement: edit.replacement,
    };
    Ok(source.encode(&apply(source, &[change]).unwrap()).unwrap())
}

fn becomes(generation: Generation, cases: &[(&str, &str)]) {
    for (before, after) in cases {
        let result =
            set(before.as_bytes(), generation, 7).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(result.as_deref(), Ok(*after), "{before:?}");
    }
}

fn refused(generation: Generation, cases: &[&str]) {
    for before in cases {
        let result = set(before.as_bytes(), generation, 7);
        assert!(result.is_err(), "{before:?}: {result:?}");
    }
}

#[test]
fn toml_numbers_are_replaced_in_place() {
    becomes(
        Generation::Toml,
        &[
            ("[server]\noffset = 0\n", "[server]\noffset = 7\n"),
            (
                "[server]\r\n\toffset   =\t12 # why\r\n",
                "[server]\r\n\toffset   =\t7 # why\r\n",
            ),
            ("[server]\noffset='3'", "[server]\noffset='7'"),
            ("server.offset = \"3\"\n", "server.offset = \"7\"\n"),
            (
                "server = { offset = 3, x = 1 }",
                "server = { offset = 7, x = 1 }",
            ),
            (
                "\u{feff}[server]\noffset = 0\n",
                "\u{feff}[server]\noffset = 7\n",
            ),
            (
                "[a]\nb = 1\n[server]\noffset = +3\n",
                "[a]\nb = 1\n[server]\noffset = 7\n",
            ),
        ],
    );
}

#[test]
fn toml_keys_are_added() {
    becomes(
        Generation::Toml,
        &[
            (
                "# All\n\n[server]\nhostname = \"x\" # us\n\n[a]\nb = 1\n",
                "# All\n\n[server]\nhostname = \"x\" # us\noffset = 7\n\n[a]\nb = 1\n",
            ),
            (
                "[server]\r\n  a = 1\r\n[b]\r\n",
                "[server]\r\n  a = 1\r\n  offset = 7\r\n[b]\r\n",
            ),
            ("[server]", "[server]\noffset = 7"),
            (
                "  [server] # here\n[b]\n",
                "  [server] # here\n  offset = 7\n[b]\n",
            ),
            (
                "[server]\na = [\n  1,\n  2,\n]\n[server.b]\nc = 1\n",
                "[server]\na = [\n  1,\n  2,\n]\noffset = 7\n[server.b]\nc = 1\n",
            ),
            (
                "[server]\na = \"\"\"\n[b]\noffset = 1\n\"\"\" # end\n",
                "[server]\na = \"\"\"\n[b]\noffset = 1\n\"\"\" # end\noffset = 7\n",
            ),
            ("server = { a = 1 }\n", "server = { a = 1, offset = 7 }\n"),
            ("server = {}\n", "server = { offset = 7 }\n"),
            (
                "server.a = 1\n[b]\n",
                "server.a = 1\nserver.offset = 7\n[b]\n",
            ),
            ("", "[server]\noffset = 7\n"),
            ("[a]\nb = 1\n", "[server]\noffset = 7\n\n[a]\nb = 1\n"),
            (
                "# License\n\n# a\n[a]\n",
                "# License\n\n[server]\noffset = 7\n\n# a\n[a]\n",
            ),
            ("a.b = 1", "a.b = 1\n\n[server]\noffset = 7\n"),
            (
                "[server.x]\ny = 1\n",
                "[server]\noffset = 7\n\n[server.x]\ny = 1\n",
            ),
        ],
    );
}

#[test]
fn toml_that_cannot_be_edited_is_told() {
    refused(
        Generation::Toml,
        &[
            "[server]\noffset = \"$env{X}\"\n",
            "[server]\noffset = \"${x}\"\n",
            "[server]\noffset = 1.5\n",
            "[[server]]\nx = 1\n",
            "server = 1\n",
        ],
    );
}

#[test]
fn yaml_numbers_are_replaced_in_place() {
    becomes(
        Generation::Yaml,
        &[
            (
                "wso2.carbon:\n  ports:\n    offset: 0 # x\n",
                "wso2.carbon:\n  ports:\n    offset: 7 # x\n",
            ),
            (
                "wso2.carbon: {ports: {offset: '0'}}",
                "wso2.carbon: {ports: {offset: '7'}}",
            ),
            (
                "wso2.carbon:\r\n    ports: {offset: 3}\r\n",
                "wso2.carbon:\r\n    ports: {offset: 7}\r\n",
            ),
        ],
    );
}

#[test]
fn yaml_keys_are_added() {
    becomes(
        Generation::Yaml,
        &[
            (
                "wso2.carbon:\n    id: x\n    ports:\n        # of ours\n        other: 1\n",
                "wso2.carbon:\n    id: x\n    ports:\n        # of ours\n        offset: 7\n        other: 1\n",
            ),
            (
                "wso2.carbon:\n  ports: # none\n",
                "wso2.carbon:\n  ports: # none\n    offset: 7\n",
            ),
            (
                "wso2.carbon:\n  ports: {}\n",
                "wso2.carbon:\n  ports: {offset: 7}\n",
            ),
            (
                "wso2.carbon:\n  ports: {a: 1}\n",
                "wso2.carbon:\n  ports: {offset: 7, a: 1}\n",
            ),
            (
                "# top\nwso2.carbon:\r\n  # id\r\n  id: x\r\nb: 1\r\n",
                "# top\nwso2.carbon:\r\n  # id\r\n  ports:\n    offset: 7\n  id: x\r\nb: 1\r\n",
            ),
            (
                "wso2.carbon:\nb: 1\n",
                "wso2.carbon:\n  ports:\n    offset: 7\nb: 1\n",
            ),
            (
                "wso2.carbon: {id: x}\n",
                "wso2.carbon: {ports: {offset: 7}, id: x}\n",
            ),
            ("", "wso2.carbon:\n  ports:\n    offset: 7\n"),
            (
                "a:\n   b: 1",
                "a:\n   b: 1\nwso2.carbon:\n   ports:\n      offset: 7\n",
            ),
            (
                "a: 1\n...\n",
                "wso2.carbon:\n  ports:\n    offset: 7\na: 1\n...\n",
            ),
        ],
    );
}

#[test]
fn yaml_that_cannot_be_edited_is_told() {
    refused(
        Generation::Yaml,
        &[
            "wso2.carbon:\n  ports:\n    offset: ${env:X}\n",
            "wso2.carbon:\n  ports:\n    offset:\n",
            "wso2.carbon:\n  ports:\n    - offset\n",
            "wso2.carbon: text\n",
            "[a, b]\n",
            "a: &p\n  ports:\n    offset: 3\nwso2.carbon: *p\n",
        ],
    );
}

#[test]
fn xml_numbers_are_replaced_and_added() {
    becomes(
        Generation::Xml,
        &[
            (
                "<Server><Ports>\r\n\t<Offset>0</Offset></Ports></Server>",
                "<Server><Ports>\r\n\t<Offset>7</Offset></Ports></Server>",
            ),
            (
                "<s:Server xmlns:s='u'><s:Ports><s:Offset><![CDATA[3]]></s:Offset></s:Ports></s:Server>",
                "<s:Server xmlns:s='u'><s:Ports><s:Offset><![CDATA[7]]></s:Offset></s:Ports></s:Server>",
            ),
            (
                "<Server><Ports><Offset>1</Offset><Offset>2</Offset></Ports></Server>",
                "<Server><Ports><Offset>7</Offset><Offset>2</Offset></Ports></Server>",
            ),
            (
                "<Server>\n  <Ports>\n     <A>1</A>\n  </Ports>\n</Server>\n",
                "<Server>\n  <Ports>\n     <Offset>7</Offset>\n     <A>1</A>\n  </Ports>\n</Server>\n",
            ),
            (
                "<Server>\r\n  <Ports></Ports>\r\n</Server>",
                "<Server>\r\n  <Ports>\r\n      <Offset>7</Offset>\r\n  </Ports>\r\n</Server>",
            ),
        ],
    );
    refused(
        Generation::Xml,
        &[
            "<Server><Ports><Offset>${x}</Offset></Ports></Server>",
            "<Server><Ports><Offset>1<!-- x -->2</Offset></Ports></Server>",
            "<Server><Ports/></Server>",
            "<Server/>",
            "",
        ],
    );
}

#[test]
fn encodings_are_kept() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><Server><!-- \xe9 --><Ports><Offset>0</Offset></Ports></Server>";
    let edited = set(latin, Generation::Xml, 12).unwrap();
    let place = latin.windows(3).position(|w| w == b">0<").unwrap() + 1;
    assert_eq!(
        edited,
        [&latin[..place], b"12", &latin[place + 1..]].concat()
    );
    let wide = "\u{feff}<Server><Ports><Offset>0</Offset></Ports></Server>";
    let bytes = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        set(&bytes(wide), Generation::Xml, 7).unwrap(),
        bytes(&wide.replace('0', "7"))
    );
}

#[test]
fn what_outranks_the_file_is_told() {
    let mut files = Files::default();
    let text = b"[server]\noffset = 1\n";
    let mut runtime = runtime(&mut files, "conf", text, Generation::Toml, 0);
    runtime.offset.source = "-DportOffset (start argument)".to_string();
    runtime.offset.location = None;
    let hold = probe(&files, &runtime).unwrap_err();
    assert_eq!(
        hold,
        Hold::SetOutside("-DportOffset (start argument)".to_string())
    );
    runtime.governing = None;
    assert!(matches!(probe(&files, &runtime), Err(Hold::NotEditable(_))));
}

fn lines(generation: Generation) -> Vec<&'static str> {
    match generation {
        Generation::Toml => vec![
            "[server]",
            "offset = 3",
            "hostname = \"é\"",
            "[a]",
            "[server.b]",
            "  x = 1 # offset",
            "# c",
            "",
            "server.y = 2",
            "t = '''",
            "'''",
            "offset = \"5\"",
            "[[l]]",
        ],
        Generation::Yaml => vec![
            "wso2.carbon:",
            "  ports:",
            "    offset: 3",
            "  id: é",
            "a: 1",
            "  # c",
            "",
            "b: &x",
            "c: *x",
            "d: |",
            "    text",
            "---",
            "  - l",
            "wso2.carbon: {}",
        ],
        Generation::Xml => vec![
            "<Server>",
            "<Ports>",
            "<Offset>3</Offset>",
            "</Ports>",
            "</Server>",
            "<!-- é -->",
            "<A b='1'/>",
            "text",
            "<Ports/>",
            "",
        ],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_other_byte_stays(
        generation in prop_oneof![Just(Generation::Toml), Just(Generation::Yaml), Just(Generation::Xml)],
        picks in proptest::collection::vec(any::<proptest::sample::Index>(), 0..9),
        crlf in any::<bool>(),
        last in any::<bool>(),
    ) {
        let all = lines(generation);
        let end = if crlf { "\r\n" } else { "\n" };
        let mut text = picks.iter().map(|pick| *pick.get(&all)).collect::<Vec<_>>().join(end);
        if last {
            text.push_str(end);
        }
        let mut files = Files::default();
        let runtime = runtime(&mut files, "conf", text.as_bytes(), generation, 0);
        let next = runtime.offset.value.unwrap_or_default() + 1;
        prop_assert_eq!(probe(&files, &runtime), set_offset(&files, &runtime, next).map(|_| ()));
        if let Ok(edit) = set_offset(&files, &runtime, 7) {
            let source = &files.source(edit.location.file).unwrap().document.source;
            let (start, stop) = (edit.location.span.range().start, edit.location.span.range().end);
            // Only digits ever go.
            prop_assert!(source.slice(edit.location.span).chars().all(|c| c.is_ascii_digit()), "{text:?}");
            let change = Edit { span: edit.location.span, replacement: edit.replacement.clone() };
            let after = apply(source, &[change]).unwrap();
            prop_assert!(after.as_bytes().starts_with(&text.as_bytes()[..start]) && after.as_bytes().ends_with(&text.as_bytes()[stop..]));
            prop_assert!(!crlf || !edit.replacement.replace("\r\n", "").contains('\n') || !text.contains('\n'));
            let again = portlint_testkit::runtime(&mut files, "conf", after.as_bytes(), generation, 0);
            let errors = |runtime: &Runtime| {
                let file = files.source(runtime.governing.unwrap().file).unwrap();
                file.document.errors.len()
            };
            prop_assert_eq!(again.offset.value, Some(7));
            prop_assert_eq!(errors(&again), errors(&runtime));
        }
    }
}
