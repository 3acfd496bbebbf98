//! Files of many items of one kind: what the parsers must take in linear time and little memory.

use portlint_syntax::Format;

/// A kind of file. In an item, `#` stands for its number, so that no two are equal.
pub(crate) struct Shape {
    pub name: &'static str,
    pub format: Format,
    pub start: &'static str,
    pub item: &'static str,
    pub end: &'static str,
}

impl Shape {
    /// A file of so many items.
    pub(crate) fn file(&self, items: usize) -> String {
        let mut text = self.start.to_owned();
        if self.item.contains('#') {
            for number in 0..items {
                text.push_str(&self.item.replace('#', &number.to_string()));
            }
        } else {
            text.push_str(&self.item.repeat(items));
        }
        text + self.end
    }
}

const fn shape(format: Format, name: &'static str, [start, item, end]: [&'static str; 3]) -> Shape {
    Shape {
        name,
        format,
        start,
        item,
        end,
    }
}

const fn toml(name: &'static str, parts: [&'static str; 3]) -> Shape {
    shape(Format::Toml, name, parts)
}

const fn yaml(name: &'static str, parts: [&'static str; 3]) -> Shape {
    shape(Format::Yaml, name, parts)
}

const fn xml(name: &'static str, parts: [&'static str; 3]) -> Shape {
    shape(Format::Xml, name, parts)
}

const fn properties(name: &'static str, parts: [&'static str; 3]) -> Shape {
    shape(Format::Properties, name, parts)
}

/// Comments are [`COMMENTS`], for their sign.
pub(crate) const SHAPES: &[Shape] = &[
    toml("numbers in an array", ["x = [", "1,", "]"]),
    toml("numbers on lines of an array", ["x = [", "1,\n", "]"]),
    toml("strings in an array", ["x = [", "'',", "]"]),
    toml("escapes in an array", ["x = [", "\"\\n\",", "]"]),
    toml("arrays in an array", ["x = [", "[],", "]"]),
    toml("tables in an array", ["x = [", "{a=1},", "]"]),
    toml("empty tables in an array", ["x = [", "{},", "]"]),
    toml("keys of an inline table", ["x = {", "a#=1,", "z=1}"]),
    toml(
        "dotted keys of an inline table",
        ["x = {", "a.b#=1,", "z=1}"],
    ),
    toml("one key in an inline table", ["x = {", "a=1,", "a=1}"]),
    toml("keys", ["", "a#=1\n", ""]),
    toml("one key", ["", "a=1\n", ""]),
    toml("quoted keys", ["", "\"\\u0061#\"=1\n", ""]),
    toml("dotted keys", ["", "a#.a.a.a.a.a.a.a.a=1\n", ""]),
    toml("parts of a key", ["", "a.", "a=1"]),
    toml("parts of a header", ["[", "a.", "a]"]),
    toml("headers", ["", "[a#]\n", ""]),
    toml("headers below each other", ["", "[a.b#.c]\n", ""]),
    toml("one header", ["", "[a]\n", ""]),
    toml("arrays of tables", ["", "[[a]]\n", ""]),
    toml(
        "tables of an array of tables",
        ["", "[[a]]\n[a.b]\nc=1\n", ""],
    ),
    toml("late parents", ["", "[a#.b]\n[a#]\n", ""]),
    toml("empty lines", ["", "\n", ""]),
    toml("carriage returns", ["", "a=1\r", ""]),
    toml("only carriage returns", ["", "\r", ""]),
    toml("broken lines", ["", "= x ]\n", ""]),
    toml("broken line", ["", "= x ]", ""]),
    toml("open brackets", ["x = ", "[", ""]),
    toml("open braces", ["x = ", "{a=", ""]),
    toml("closing braces", ["x = [", "}", ""]),
    toml("dots", ["", ".", ""]),
    toml("equals signs", ["x ", "=", ""]),
    toml("open strings", ["", "a = \"\n", ""]),
    toml("quotes", ["", "\"", ""]),
    toml("commas", ["x = [", ",", "]"]),
    toml("words", ["x = [", "a ", "]"]),
    toml("times", ["x = [", "07:32,", "]"]),
    toml("wrong escapes", ["x = \"", "\\q", "\""]),
    toml("escapes of a long string", ["x = \"\"\"", "\\n", "\"\"\""]),
    toml("underscores", ["x = 1", "_", ""]),
    toml("signs", ["x = ", "+", "1"]),
    yaml("numbers in brackets", ["x: [", "1,", "]"]),
    yaml("keys in braces", ["{", "a#,", "}"]),
    yaml("one key in braces", ["{", "a,", "}"]),
    yaml("pairs in brackets", ["[", "a: ,", "]"]),
    yaml("colons in brackets", ["[", ":,", "]"]),
    yaml("brackets in brackets", ["[", "[],", "]"]),
    yaml("quotes in brackets", ["[", "'',", "]"]),
    yaml("escapes in brackets", ["[", "\"\\n\",", "]"]),
    yaml("long escapes", ["x: \"", "\\L", "\""]),
    yaml("dashes", ["", "-\n", ""]),
    yaml("items", ["", "- 1\n", ""]),
    yaml("keys", ["", "a#:\n", ""]),
    yaml("one key", ["", "a:\n", ""]),
    yaml("anchors", ["[", "&a#,", "]"]),
    yaml("one anchor", ["[", "&a,", "]"]),
    yaml("aliases", ["[&a b,", "*a,", "]"]),
    yaml("tags", ["[", "!a,", "]"]),
    yaml("empty lines", ["", "\n", ""]),
    yaml("question marks", ["", "?\n", ""]),
    yaml("open brackets", ["", "[", ""]),
    yaml("open braces", ["", "{a: ", ""]),
    yaml("tabs", ["", "\t", ""]),
    yaml("lines of a plain text", ["x:", "\n y", ""]),
    yaml("lines of a block", ["x: |\n", " y\n", ""]),
    yaml("lines of a quoted text", ["x: \"", "\n", "\""]),
    yaml("template lines", ["", "{{ x }}\n", ""]),
    yaml("merge keys", ["a: &a {}\nb:\n", "  <<: *a\n", ""]),
    xml("empty elements", ["<a>", "<b/>", "</a>"]),
    xml("elements and texts", ["<a>", "<b/>x", "</a>"]),
    xml("elements with a text", ["<a>", "<b>1</b>", "</a>"]),
    xml("attributes", ["<a", " a#=''", "/>"]),
    xml("one attribute", ["<a", " a=''", "/>"]),
    xml("elements with an attribute", ["<a>", "<b a=''/>", "</a>"]),
    xml("attributes without blanks", ["<a ", "b=''", "/>"]),
    xml("prefixes of an element", ["<a", " xmlns:a#=''", "/>"]),
    xml("prefixes", ["<a>", "<p#:a xmlns:p#='u'/>", "</a>"]),
    xml("ampersands", ["<a>", "&", "</a>"]),
    xml("references", ["<a>", "&lt;", "</a>"]),
    xml("unknown references", ["<a>", "&x;", "</a>"]),
    xml("a long reference", ["<a>&", "a", "</a>"]),
    xml("control characters", ["<a>", "\u{1}", "</a>"]),
    xml("carriage returns", ["<a>", "\r\n<b/>", "</a>"]),
    xml("sections", ["<a>", "<![CDATA[]]>", "</a>"]),
    xml("comments", ["<a>", "<!---->", "</a>"]),
    xml("hyphens in comments", ["<a>", "<!-- -- -->", "</a>"]),
    xml("end tags", ["<a>", "</b>", "</a>"]),
    xml("start tags", ["", "<a>", ""]),
    xml("less-than signs", ["<a>", "<", ""]),
    xml("open attributes", ["", "<a b='", ""]),
    xml("ends of sections", ["<a>", "]]>", "</a>"]),
    xml("entities", ["<!DOCTYPE a [", "<!ENTITY a# ''>", "]><a/>"]),
    xml("document types", ["", "<!DOCTYPE a>", ""]),
    xml("template lines", ["", "<%\n", ""]),
    properties("keys", ["", "a#\n", ""]),
    properties("one key", ["", "a\n", ""]),
    properties("signs", ["", "=\n", ""]),
    properties("escaped keys", ["", "\\a\n", ""]),
    properties("continued lines", ["", "\\\n", ""]),
    properties("escapes", ["", "\\u", ""]),
];

/// Of these, `#` is what it is.
pub(crate) const COMMENTS: &[(Format, &str)] = &[
    (Format::Toml, "#\n"),
    (Format::Toml, "#\r"),
    (Format::Yaml, "#\n"),
    (Format::Properties, "#\n"),
];
