//! Dockerfiles: what the image is made from, which configuration is copied into it, and what is said about its ports.

use super::image;
use super::interpolate::expand;
use super::words;
use parse_dockerfile::{
    Command, Dockerfile, FromInstruction, HealthcheckArguments, Instruction, Source,
    UnescapedString,
};
use portlint_syntax::Span;
use std::collections::BTreeMap;

/// The directory that the homes of the vendor's images lie in.
pub(super) const USER_HOME: &str = "/home/wso2carbon";

/// Most instructions that are looked at.
const INSTRUCTIONS: usize = 5_000;

/// What a Dockerfile builds.
#[derive(Debug, Clone, Default)]
pub(super) struct Built {
    /// The image that it is made from.
    pub base: Option<String>,
    /// `ENV`, and what the vendor's image has of it.
    pub environment: BTreeMap<String, String>,
    /// `ARG`, with the values that were given.
    pub arguments: BTreeMap<String, String>,
    /// `COPY` and `ADD` of files of the context, in order.
    pub copies: Vec<Copied>,
    /// `EXPOSE`, as written.
    pub exposed: Vec<(String, Span)>,
    /// The words of `HEALTHCHECK`.
    pub health: Vec<(String, Span)>,
    /// The words of `ENTRYPOINT`, where there is one.
    pub entrypoint: Option<Vec<String>>,
    /// The words of `CMD`.
    pub command: Vec<String>,
    /// What `RUN` runs.
    pub runs: Vec<String>,
    directory: String,
}

/// A file or directory of the context that is copied into the image.
#[derive(Debug, Clone)]
pub(super) struct Copied {
    /// Relative to the context.
    pub source: String,
    /// Absolute.
    pub target: String,
    /// True when `target` is the directory that it goes into.
    pub into_directory: bool,
    /// The target as it is written.
    pub span: Span,
}

/// What a Dockerfile builds, with these build arguments, up to a stage; `None` when it cannot be read.
pub(super) fn evaluate(
    text: &str,
    arguments: &BTreeMap<String, String>,
    target: Option<&str>,
) -> Option<Built> {
    let file = parse_dockerfile::parse(text).ok()?;
    let mut stages: Vec<(Option<String>, Built)> = Vec::new();
    let globals = globals(&file, arguments);
    for instruction in file.instructions.iter().take(INSTRUCTIONS) {
        if let Instruction::From(from) = instruction {
            let is_done = stages
                .last()
                .is_some_and(|(name, _)| is_target(name, target));
            if is_done {
                break;
            }
            stages.push(begin(from, &globals, &stages));
        } else if let Some((_, stage)) = stages.last_mut() {
            stage.apply(instruction, arguments, &globals);
        }
    }
    let found = match target {
        Some(_) => stages.into_iter().find(|(name, _)| is_target(name, target)),
        None => stages.pop(),
    };
    found.map(|(_, stage)| stage)
}

fn is_target(name: &Option<String>, target: Option<&str>) -> bool {
    target.is_some() && name.as_deref() == target
}

/// The arguments before the first stage.
fn globals(file: &Dockerfile<'_>, given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut globals = BTreeMap::new();
    for argument in file.global_args() {
        for (name, value) in assignments(&argument.arguments.value) {
            let value = given.get(&name).cloned().or_else(|| {
                value.map(|value| expand(&value, &|name| globals.get(name).cloned()).text)
            });
            globals.extend(value.map(|value| (name, value)));
        }
    }
    globals
}

fn begin(
    from: &FromInstruction<'_>,
    globals: &BTreeMap<String, String>,
    stages: &[(Option<String>, Built)],
) -> (Option<String>, Built) {
    let name = from.as_.as_ref().map(|(_, name)| name.value.to_string());
    let image = expand(&from.image.value, &|name| globals.get(name).cloned());
    let earlier = stages
        .iter()
        .find(|(name, _)| name.as_deref() == Some(image.text.as_str()));
    let stage = match earlier {
        Some((_, stage)) => stage.clone(),
        None => Built::from_image(&image.text, image.unknown),
    };
    (name, stage)
}

impl Built {
    fn from_image(name: &str, unknown: bool) -> Built {
        let mut built = Built {
            base: (!unknown).then(|| name.to_string()),
            directory: "/".to_string(),
            ..Built::default()
        };
        let Some(found) = built.base.as_deref().and_then(image::recognise) else {
            return built;
        };
        built.directory = USER_HOME.to_string();
        let directory = built.directory.clone();
        built
            .environment
            .insert("WORKING_DIRECTORY".to_string(), directory);
        if let Some(home) = image::home_directory(found.image, found.version.as_ref()) {
            let home = format!("{USER_HOME}/{home}");
            built
                .environment
                .insert("WSO2_SERVER_HOME".to_string(), home);
        }
        built
    }

    fn variable(&self, name: &str) -> Option<String> {
        let value = self.environment.get(name).or(self.arguments.get(name));
        value.cloned()
    }

    fn expand(&self, text: &str) -> String {
        expand(text, &|name| self.variable(name)).text
    }

    fn apply(
        &mut self,
        instruction: &Instruction<'_>,
        given: &BTreeMap<String, String>,
        globals: &BTreeMap<String, String>,
    ) {
        match instruction {
            Instruction::Arg(argument) => {
                for (name, value) in assignments(&argument.arguments.value) {
                    let value = given
                        .get(&name)
                        .cloned()
                        .or_else(|| value.map(|value| self.expand(&value)))
                        .or_else(|| globals.get(&name).cloned());
                    self.arguments.extend(value.map(|value| (name, value)));
                }
            }
            Instruction::Env(environment) => {
                for (name, value) in assignments(&environment.arguments.value) {
                    let value = self.expand(&value.unwrap_or_default());
                    self.environment.insert(name, value);
                }
            }
            Instruction::Workdir(directory) => {
                let path = self.expand(&directory.arguments.value);
                self.directory = self.absolute(&path);
            }
            Instruction::Copy(copy) => {
                let is_of_stage = copy.options.iter().any(|flag| flag.name.value == "from");
                if !is_of_stage {
                    self.copy(&copy.src, &copy.dest);
                }
            }
            Instruction::Add(add) => self.copy(&add.src, &add.dest),
            Instruction::Expose(expose) => {
                for port in &expose.arguments {
                    let text = self.expand(&port.value);
                    self.exposed.push((text, span(port)));
                }
            }
            Instruction::Healthcheck(check) => {
                self.health = match &check.arguments {
                    HealthcheckArguments::Cmd { arguments, .. } => placed(arguments),
                    _ => Vec::new(),
                };
                for at in 0..self.health.len() {
                    let expanded = self.health.get(at).map(|(word, _)| self.expand(word));
                    if let (Some((word, _)), Some(expanded)) = (self.health.get_mut(at), expanded) {
                        *word = expanded;
                    }
                }
            }
            Instruction::Entrypoint(entrypoint) => {
                let words = placed(&entrypoint.arguments);
                let words = words.iter().map(|(word, _)| self.expand(word));
                self.entrypoint = Some(words.collect());
                // The arguments of the image below belong to its own entrypoint.
                self.command.clear();
            }
            Instruction::Cmd(command) => {
                let words = placed(&command.arguments);
                self.command = words.iter().map(|(word, _)| self.expand(word)).collect();
            }
            Instruction::Run(run) => {
                let words = placed(&run.arguments);
                let words = words.iter().map(|(word, _)| self.expand(word));
                self.runs.push(words.collect::<Vec<_>>().join(" "));
            }
            _ => {}
        }
    }

    fn copy(&mut self, sources: &[Source<'_>], target: &UnescapedString<'_>) {
        let written = self.expand(&target.value);
        let into_directory = written.ends_with('/') || written == "." || sources.len() > 1;
        let absolute = self.absolute(&written);
        for source in sources {
            let Source::Path(path) = source else { continue };
            self.copies.push(Copied {
                source: self.expand(&path.value),
                target: absolute.clone(),
                into_directory,
                span: span(target),
            });
        }
    }

    fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            plain(path)
        } else {
            plain(&format!("{}/{path}", self.directory))
        }
    }
}

/// A path without `.`, `..` and slashes that say nothing.
pub(super) fn plain(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

fn span(text: &UnescapedString<'_>) -> Span {
    Span::new(text.span.start, text.span.end)
}

/// The words of a command, each with its place, or that of the whole text.
fn placed(command: &Command<'_>) -> Vec<(String, Span)> {
    match command {
        Command::Exec(list) => {
            let words = list.value.iter();
            words
                .map(|word| (word.value.to_string(), span(word)))
                .collect()
        }
        Command::Shell(text) => {
            let whole = Span::new(text.span.start, text.span.end);
            let words = words::split(&text.value.replace("\\\n", " "));
            words.into_iter().map(|word| (word, whole)).collect()
        }
        _ => Vec::new(),
    }
}

/// `A=1 B="2 3"`, and the older `A 1`; a name alone has no value.
fn assignments(text: &str) -> Vec<(String, Option<String>)> {
    let words = words::split(&text.replace("\\\n", " "));
    let Some(first) = words.first() else {
        return Vec::new();
    };
    if !first.contains('=') && words.len() > 1 {
        let value = words.get(1..).unwrap_or_default().join(" ");
        return vec![(first.clone(), Some(value))];
    }
    let assigned = words.into_iter().map(|word| match word.split_once('=') {
        Some((name, value)) => (name.to_string(), Some(value.to_string())),
        None => (word, None),
    });
    assigned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(text: &str, arguments: &[(&str, &str)]) -> Built {
        let arguments = arguments
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        evaluate(text, &arguments, None).unwrap()
    }

    #[test]
    fn arguments_reach_the_base_image() {
        let text = "ARG BASE_IMAGE=wso2/wso2mi:4.2.0\nFROM ${BASE_IMAGE}\n";
        assert_eq!(built(text, &[]).base.as_deref(), Some("wso2/wso2mi:4.2.0"));
        let given = [("BASE_IMAGE", "wso2/wso2mi:4.4.0")];
        assert_eq!(
            built(text, &given).base.as_deref(),
            Some("wso2/wso2mi:4.4.0")
        );
        assert_eq!(built("ARG B\nFROM ${B}\n", &[]).base, None);
    }

    #[test]
    fn copies_go_into_the_home() {
        let text = "FROM a AS first\nFROM wso2/wso2mi:4.4.0\nCOPY --from=first /x /y\n\
            COPY --chown=a:b deployment.toml ${WSO2_SERVER_HOME}/conf/\nWORKDIR wso2mi-4.4.0\nADD lib ./lib\n";
        let copies = built(text, &[]).copies;
        let copies = copies
            .iter()
            .map(|copy| format!("{} {} {}", copy.source, copy.target, copy.into_directory));
        assert_eq!(
            copies.collect::<Vec<_>>(),
            [
                "deployment.toml /home/wso2carbon/wso2mi-4.4.0/conf true",
                "lib /home/wso2carbon/wso2mi-4.4.0/lib false"
            ]
        );
    }

    #[test]
    fn ports_and_health_have_places() {
        let text = "FROM wso2/wso2mi:4.4.0\nENV P=8290\nEXPOSE $P 8253/tcp\n\
            HEALTHCHECK --interval=30s \\\n  CMD curl -f http://localhost:8290/healthz || exit 1\n";
        let built = built(text, &[]);
        let exposed = built
            .exposed
            .iter()
            .map(|(port, span)| (port.as_str(), text.get(span.range()).unwrap()));
        assert_eq!(
            exposed.collect::<Vec<_>>(),
            [("8290", "$P"), ("8253/tcp", "8253/tcp")]
        );
        assert!(built.health.iter().any(|(word, span)| {
            word == "http://localhost:8290/healthz"
                && text.get(span.range()).unwrap().starts_with("curl")
        }));
    }

    #[test]
    fn stages_are_found_by_name() {
        let text = "FROM wso2/wso2am:4.2.0 AS am\nFROM am AS two\nEXPOSE 1\nFROM mysql\n";
        let found = evaluate(text, &BTreeMap::new(), Some("two")).unwrap();
        assert_eq!(found.base.as_deref(), Some("wso2/wso2am:4.2.0"));
        assert_eq!(found.exposed.len(), 1);
        assert!(evaluate("FROM [", &BTreeMap::new(), None).is_none_or(|b| b.base.is_some()));
    }
}
