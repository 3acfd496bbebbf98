//! The text format of the answers, and the edits of scripts: `record.py` and `cases.py` write and explain them.

use std::path::Path;

/// The line before which a script is edited last.
const LOOP: &str = "\nSTART_EXIT_STATUS=121\n";
const JAVA_OPTS: &str = "    $JAVA_OPTS \\\n";

/// Scripts that do the same.
pub(super) struct Family {
    pub name: String,
    /// What `updates/product.txt` says.
    pub product: String,
    pub runtime: String,
    pub jdk: u32,
    /// Paths in the home and texts; the first is called.
    pub models: Vec<(String, String)>,
    pub cases: Vec<Case>,
}

/// One way of editing and calling.
pub(super) struct Case {
    /// As it stands in the file.
    pub line: String,
    top: String,
    before_loop: String,
    options: String,
    pub arguments: Vec<String>,
    pub environment: Vec<(String, String)>,
    /// One, or one of dash and one of Bash where these differ.
    pub answers: Vec<Answer>,
}

/// What the server gets.
pub(super) enum Answer {
    /// Nothing: none starts.
    NoServer,
    /// A start.
    Starts {
        /// The text of the property, if there is one.
        offset: Option<String>,
        /// Another home than the one of the script.
        home: Option<String>,
        /// The address of the debugger.
        debugger: Option<String>,
        /// The JVM's own agent is on.
        has_agent: bool,
    },
}

/// All families, in the order of their names.
pub(super) fn read(folder: &Path) -> Vec<Family> {
    let mut files: Vec<_> = std::fs::read_dir(folder.join("answers"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| family(folder, file)).collect()
}

fn family(folder: &Path, file: &Path) -> Family {
    let text = std::fs::read_to_string(file).unwrap();
    let (head, rows): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('#'));
    let of = |key: &str| {
        let mut lines = head.iter();
        lines
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(key))
            .unwrap()
    };
    let runtime = of("runtime: ");
    let models: Vec<(&str, &str)> = head
        .iter()
        .filter_map(|line| line.strip_prefix("# script: ")?.split_once(" as "))
        .collect();
    let name = models[0].0.rsplit('/').next().unwrap();
    let models = models.iter().map(|(path, model)| {
        let text = std::fs::read_to_string(folder.join("models").join(model)).unwrap();
        let text = text.replace("@SCRIPT@", name).replace("@RUNTIME@", runtime);
        (path.to_string(), text)
    });
    Family {
        name: file.file_stem().unwrap().to_string_lossy().into_owned(),
        product: of("home: ").to_string(),
        jdk: of("jdk: ").parse().unwrap(),
        models: models.collect(),
        runtime: runtime.to_string(),
        cases: rows.into_iter().map(Case::read).collect(),
    }
}

impl Case {
    fn read(line: &str) -> Case {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap().to_string();
        let (top, before_loop, options) = (next(), next(), next());
        let (arguments, environment) = (next(), next());
        let pairs = environment.split(';').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_string(), value.to_string())
        };
        Case {
            line: line.to_string(),
            top,
            before_loop,
            options,
            arguments: arguments.split_whitespace().map(str::to_string).collect(),
            environment: pairs.map(pair).collect(),
            answers: fields.map(Answer::read).collect(),
        }
    }

    /// The scripts of the home with the edits of this case.
    pub(super) fn scripts(&self, family: &Family) -> Vec<(String, String)> {
        let mut scripts = family.models.clone();
        if let (false, Some((_, text))) = (self.top.is_empty(), scripts.first_mut()) {
            let (head, rest) = text.split_once('\n').unwrap();
            *text = format!("{head}\n{}\n{rest}", unescaped(&self.top));
        }
        for (_, text) in &mut scripts {
            if !self.before_loop.is_empty() {
                let edit = format!("\n{}{LOOP}", unescaped(&self.before_loop));
                *text = text.replacen(LOOP, &edit, 1);
            }
            if !self.options.is_empty() {
                let line = unescaped(&self.options).replace("(nothing)", "");
                let line = match line.strip_suffix('|') {
                    Some(line) => format!("    {line}\n"),
                    None => format!("    {line} \\\n"),
                };
                *text = text.replacen(JAVA_OPTS, &line, 1);
            }
        }
        scripts
    }
}

fn unescaped(text: &str) -> String {
    text.replace("\\r", "\r").replace("\\n", "\n")
}

impl Answer {
    fn read(text: &str) -> Answer {
        if text == "no server" {
            return Answer::NoServer;
        }
        let part = |name: &str| {
            let mut parts = text.split(", ");
            let found = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix(' '));
            found.map(str::to_string)
        };
        Answer::Starts {
            offset: part("offset").filter(|offset| offset != "none"),
            home: part("home"),
            debugger: part("debugger"),
            has_agent: !text.contains("no agent"),
        }
    }
}
