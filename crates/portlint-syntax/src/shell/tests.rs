//! Scripts and what is read of them, written as nested lists.

use super::parser::work;
use super::*;
use proptest::prelude::*;

/// The text of a span; every span has to lie inside, on characters.
fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).expect("a span of the text")
}

fn word(text: &str, word: &Word) -> String {
    slice(text, word.span);
    if word.parts.is_empty() {
        return "''".to_string();
    }
    word.parts
        .iter()
        .map(|part| self::part(text, part))
        .collect()
}

fn part(text: &str, part: &Part) -> String {
    let span = slice(text, part.span());
    match part {
        Part::Text { quoted: true, .. } => format!("'{span}'"),
        Part::Text { .. } => span.to_string(),
        Part::Parameter { name, change, .. } => {
            let name = slice(text, *name);
            match change {
                Change::None => format!("${name}"),
                Change::Length => format!("${{#{name}}}"),
                Change::Absent {
                    operator,
                    colon,
                    word: w,
                } => {
                    let colon = if *colon { ":" } else { "" };
                    format!(
                        "${{{name}{colon}{}{}}}",
                        char::from(*operator),
                        word(text, w)
                    )
                }
                Change::Trim {
                    suffix,
                    longest,
                    pattern,
                } => {
                    let sign = if *suffix { "%" } else { "#" };
                    let sign = sign.repeat(1 + usize::from(*longest));
                    format!("${{{name}{sign}{}}}", word(text, pattern))
                }
            }
        }
        Part::Command { body, .. } => format!("$({})", list(text, body)),
        Part::Arithmetic { expression, .. } => {
            let inside: String = expression.iter().map(|p| self::part(text, p)).collect();
            format!("$(({inside}))")
        }
        Part::Opaque { .. } => format!("<{span}>"),
    }
}

fn list(text: &str, list: &List) -> String {
    let and_or = |and_or: &AndOr| {
        let mut shown = pipeline(text, &and_or.first);
        for (joint, next) in &and_or.rest {
            let joint = if *joint == Joint::And { "&&" } else { "||" };
            shown = format!("{shown} {joint} {}", pipeline(text, next));
        }
        shown + if and_or.background { " &" } else { "" }
    };
    list.0.iter().map(and_or).collect::<Vec<_>>().join("; ")
}

fn pipeline(text: &str, pipeline: &Pipeline) -> String {
    let commands: Vec<_> = pipeline.commands.iter().map(|c| command(text, c)).collect();
    let not = if pipeline.negated { "! " } else { "" };
    format!("{not}{}", commands.join(" | "))
}

fn words(text: &str, words: &[Word]) -> String {
    words
        .iter()
        .map(|w| word(text, w))
        .collect::<Vec<_>>()
        .join(" ")
}

fn command(text: &str, command: &Command) -> String {
    slice(text, command.span);
    let kind = match &command.kind {
        CommandKind::Simple {
            assignments,
            words: w,
        } => {
            let mut all: Vec<String> = assignments
                .iter()
                .map(|a| {
                    let sign = if a.append { "+=" } else { "=" };
                    let value = match &a.value {
                        AssignedValue::Word(w) => word(text, w),
                        AssignedValue::Array(elements) => format!("({})", words(text, elements)),
                    };
                    format!("{}{sign}{value}", slice(text, a.name))
                })
                .collect();
            all.extend(w.iter().map(|w| word(text, w)));
            all.join(" ")
        }
        CommandKind::Group(body) => format!("{{{}}}", list(text, body)),
        CommandKind::Subshell(body) => format!("({})", list(text, body)),
        CommandKind::If {
            branches,
            otherwise,
        } => {
            let mut shown = "if".to_string();
            for (condition, then) in branches {
                shown += &format!(" [{} ? {}]", list(text, condition), list(text, then));
            }
            if let Some(otherwise) = otherwise {
                shown += &format!(" [{}]", list(text, otherwise));
            }
            shown
        }
        CommandKind::While {
            until,
            condition,
            body,
        } => {
            let name = if *until { "until" } else { "while" };
            format!("{name} [{} ? {}]", list(text, condition), list(text, body))
        }
        CommandKind::For {
            name,
            words: w,
            body,
        } => format!(
            "for {} [{}] [{}]",
            slice(text, *name),
            w.as_ref().map_or("$@".to_string(), |w| words(text, w)),
            list(text, body)
        ),
        CommandKind::Case { word: w, arms } => {
            let arms: String = arms
                .iter()
                .map(|(patterns, body)| {
                    format!(" [{} ? {}]", words(text, patterns), list(text, body))
                })
                .collect();
            format!("case {}{arms}", word(text, w))
        }
        CommandKind::Function { name, body, bash } => {
            let sign = if *bash { "function " } else { "" };
            format!(
                "{sign}{}() {}",
                slice(text, *name),
                self::command(text, body)
            )
        }
        CommandKind::Opaque => "<opaque>".to_string(),
    };
    let redirections: String = command
        .redirections
        .iter()
        .map(|r| {
            let sign = match r.kind {
                RedirectionKind::Input => "<".to_string(),
                RedirectionKind::Text => "<<<".to_string(),
                RedirectionKind::HereDocument(index) => format!("<<{index}:"),
                RedirectionKind::Other => ">".to_string(),
            };
            format!(" {sign}{}", word(text, &r.target))
        })
        .collect();
    kind + &redirections
}

fn shown(text: &str) -> String {
    let script = parse_script(text);
    let mut shown = list(text, &script.body);
    for here_document in &script.here_documents {
        shown += &format!(" #{}", word(text, here_document));
    }
    if let Some(failure) = script.failure {
        slice(text, failure.span);
        shown += &format!(" !{:?}@{}", failure.kind, failure.span.start);
    }
    shown
}

#[test]
fn scripts() {
    for (text, expected) in [
        // CowStr.
        ("a  b # c\nd", "a b; d"),
        ("a#b 'c d' \"e $f\"", "a#b 'c d' 'e '$f"),
        (
            "-D\"portOffset=3\" -D'a'=3 -Dp\\Off=3",
            "-D'portOffset=3' -D'a'=3 -Dp'O'ff=3",
        ),
        ("-Da\\\nb=1", "-Dab=1"),
        ("\"a\\\"b\\c\" ''", "'a''\"b\\c' ''"),
        ("$A${B}$1$10 $@ $? $$", "$A$B$1$10 $@ $? $$"),
        (
            "${A:-b c} ${A-} ${A:=x} ${A#*/} ${A%%.sh} ${#A}",
            "${A:-b c} ${A-''} ${A:=x} ${A#*/} ${A%%.sh} ${#A}",
        ),
        (
            "\"${A:-\"b\"}\" ${A/b/c} ${A[0]} ${!A}",
            "${A:-'b'} <${A/b/c}> <${A[0]}> <${!A}>",
        ),
        (
            "`a \"$b\"` $(c; d) $((1 + N)) $((e) )",
            "$(a $b) $(c; d) $(('1 + N')) $((e))",
        ),
        (
            "\"`(cd \"$H\"; pwd)`\" `a \\`b\\``",
            "$((cd $H; pwd)) <`a \\`b\\``>",
        ),
        ("$'a' $\"b\" <(c)", "<$'a'> <$\"b\"> <<(c)>"),
        ("a\\", "a'\\'"),
        ("$ a$", "$ a$"),
        // Commands.
        ("A=1 B='2 3' c D=4", "A=1 B='2 3' c D=4"),
        ("A+=x; B=(1 \"2\"); C=", "A+=x; B=(1 '2'); C=''"),
        ("declare -a A=(b c) D=e", "declare -a A=<(b c)> D=e"),
        ("a && b || c; d & e", "a && b || c; d &; e"),
        ("! a | b |& c", "! a | b | c"),
        ("a >f 2>&1 </dev/null &>g", "a >f >1 </dev/null >g"),
        ("{ a; b; } >f; (c; d)", "{a; b} >f; (c; d)"),
        (
            "if a; then b; elif c; then d; else e; fi",
            "if [a ? b] [c ? d] [e]",
        ),
        ("while a; do b; done <f", "while [a ? b] <f"),
        (
            "for i in a \"$b\"; do c; done; for j\ndo d\ndone",
            "for i [a $b] [c]; for j [$@] [d]",
        ),
        ("for ((i=0;i<3;i++)); do c; done", "for  [] [c]"),
        (
            "case $a in b|c) d;; (*) e\nesac",
            "case $a [b c ? d] [* ? e]",
        ),
        (
            "case \"`uname`\" in\nA*) x=true;;\n# no\nesac",
            "case $(uname) [A* ? x=true]",
        ),
        (
            "f() { a; }; function g { b; }; function h() { c; }",
            "f() {a}; function g() {b}; function h() {c}",
        ),
        ("[[ a && b ]] && c; ((x=1))", "<opaque> && c; <opaque>"),
        ("done=1; echo if fi", "done=1; echo if fi"),
        // Here-documents.
        (
            "cat <<A <<'B'\n$x\nA\ny z\nB\nd",
            "cat <<0:A <<1:'B'; d #$x'\n' #'y z\n'",
        ),
        (
            "if a; then\ncat <<-E\n\tb\n\tE\nfi; read A <<<\"c d\"",
            "if [a ? cat <<0:E]; read A <<<'c d' #'\tb\n'",
        ),
        ("cat <<E && b\nc", "cat <<0:E && b #'c'"),
        // What is before a mistake is kept.
        ("a\nb 'c\n", "a !Unclosed@4"),
        ("a\nfi\nb", "a !Unexpected@2"),
        ("a\nif b; then\nc\n", "a !Unclosed@2"),
        ("a; b ;; c", "a; b !Unexpected@5"),
        ("a\n(b", "a !Unclosed@2"),
        ("a\necho \"$(b\"", "a !Unclosed@11"),
        ("case a in\r\nb) c;;\nesac", " !Unexpected@7"),
        ("a |", " !Unexpected@3"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn words_of_a_command_line() {
    let text = "/bin/x.sh -Da=\"b c\" ; $D | e";
    let found = parse_words(text, Span::new(0, text.len()));
    assert_eq!(words(text, &found), "/bin/x.sh -Da='b c' $D e");
}

#[test]
fn depth_and_length_are_limited() {
    let limits = |text: &str| parse_script(text).failure.map(|failure| failure.kind);
    for open in ["(", "$(", "if a; then ", "\"$(", "${a:-", "f() ", "{ "] {
        assert!(
            limits(&format!("\n{}", open.repeat(5000))).is_some(),
            "{open}"
        );
    }
    let long = "a\n".repeat(LONGEST_SCRIPT);
    assert_eq!(limits(&long), Some(FailureKind::BeyondLimits));
}

#[test]
fn what_is_never_closed_is_looked_for_once() {
    // The bytes that are looked at, of which a search to the end takes as many as are left.
    for repeated in [
        "$((",
        "${",
        "`",
        "'",
        "\"",
        "a() ",
        "[[ ",
        "<<a ",
        "((",
        "case a in ",
        "a=(",
        // Parentheses in quotes do not count for the end of an arithmetic expansion, which is looked for before.
        "$(('((((' a); b) ",
    ] {
        let work = |length: usize| {
            let text = repeated.repeat(length / repeated.len());
            work::of(|| {
                parse_script(&text);
                parse_words(&text, Span::new(0, text.len()));
            })
        };
        let (half, whole) = (work(LONGEST_SCRIPT / 2), work(LONGEST_SCRIPT));
        assert!(
            whole <= half * 23 / 10 + 1000,
            "{repeated}: {half}, {whole}"
        );
        assert!(whole <= 100 * LONGEST_SCRIPT, "{repeated}: {whole}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(if|then|fi|else|while|do|done|for|in|case|esac|function|\\$\\(|\\$\\(\\(|\\$\\{|<<|E|a=|[-`'\"\\\\ $(){}\\[\\];&|<>#%:=+*!a-cé\n\r\t]){0,60}") {
        shown(&text);
        let whole = Span::new(0, text.len());
        for found in parse_words(&text, whole) {
            word(&text, &found);
        }
    }

    #[test]
    fn what_comes_later_changes_nothing_before(text in "[a-c$'\"=;&| ]{0,20}", later in "[a-c'\"(){};&|`$ ]{0,20}") {
        // A shell runs what it has read.
        let alone = parse_script(&text);
        if alone.failure.is_some() {
            return Ok(());
        }
        let with_more = parse_script(&format!("{text}\n{later}"));
        for (before, after) in alone.body.0.iter().zip(&with_more.body.0) {
            prop_assert_eq!(before, after);
        }
        prop_assert!(alone.body.0.len() <= with_more.body.0.len());
    }
}
