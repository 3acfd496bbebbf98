//! `deployment.yaml` as the server sees it: the file, what lies over it, and each top-level block on its own.

use super::components::Components;
use super::dialect;
use super::overrides::{self, ConfigArgument};
use super::placeholders::{self, Gap};
use super::value::{Node, is_empty, tree};
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use crate::resolve::RuntimeContext;
use portlint_host::{Location, Problem, ProblemKind, SourceFile};
use portlint_syntax::Format;
use std::sync::Arc;

/// What became of the governing file.
pub(super) enum FileState {
    /// It is there.
    Read,
    /// It is not in the tree; the product ships it.
    Missing,
    /// It is there, but the server cannot read it.
    Broken,
}

/// The configuration of a runtime.
pub(super) struct Configuration<'a> {
    pub file: Option<Arc<SourceFile>>,
    pub state: FileState,
    /// The file alone.
    pub original: Option<Node>,
    /// Why it is not known what `-Dconfig` lays over the file.
    pub unread_argument: Option<String>,
    /// The file and what `-Dconfig` lays over it, where it lays something.
    laid_over: Option<Node>,
    facts: &'a HomeFacts,
    variables: Variables,
}

/// How the variables are named that override settings.
#[derive(Clone, Copy)]
enum Variables {
    /// `WSO2_CARBON__PORTS_OFFSET`
    Underscores,
    /// `WSO2.CARBON_PORTS_OFFSET`, carbon-config up to 2.1.5
    Dots,
}

/// One top-level block.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// Its content; `None` when it is absent or null.
    pub node: Option<Node>,
    /// Its key.
    pub key: Option<Location>,
    /// Why it does not load.
    pub failure: Option<Gap>,
    /// Why it may not load.
    pub doubt: Option<Gap>,
}

impl<'a> Configuration<'a> {
    /// Reads the governing file and `-Dconfig`.
    pub(super) fn read(
        reader: &mut HomeReader<'_>,
        context: &RuntimeContext<'a>,
        components: &Components<'_>,
        problems: &mut Vec<Problem>,
    ) -> Configuration<'a> {
        let governing = context.governing();
        let argument = overrides::config_argument_text(context.facts);
        let renders = argument.is_some() && components.is_on("config-argument");
        let file = reader.document(&governing, Format::Yaml);
        let file = file.map(|file| {
            if renders {
                rendered(reader, &governing, file, context.facts)
            } else {
                file
            }
        });
        let refused = file
            .as_ref()
            .filter(|file| !crate::problems::refuses_to_load(file))
            .and_then(|file| dialect::refusal(file, components));
        let original = file
            .as_ref()
            .filter(|file| !crate::problems::refuses_to_load(file) && refused.is_none())
            .and_then(tree);
        let state = match (&file, &original) {
            (Some(file), None) if argument.is_none() || !is_empty(file) => FileState::Broken,
            (None, _) if reader.was_refused(&governing) => FileState::Broken,
            (None, _) => FileState::Missing,
            _ => FileState::Read,
        };
        if let (Some(file), FileState::Broken) = (&file, &state) {
            if refused.is_some() {
                dialect::drop_byte_order_mark(reader, file);
            }
            let refused = refused.map(|refused| refused.with_route(governing.clone()));
            problems.extend(refused.or_else(|| no_settings(file, &governing)));
        }
        let mut configuration = Configuration {
            laid_over: None,
            original,
            unread_argument: None,
            state,
            file,
            facts: context.facts,
            variables: if components.is_on("field-overrides") {
                Variables::Underscores
            } else {
                Variables::Dots
            },
        };
        if let Some(text) = argument {
            configuration.lay_over(reader, context, components, &text, problems);
        }
        configuration
    }

    fn lay_over(
        &mut self,
        reader: &mut HomeReader<'_>,
        context: &RuntimeContext<'_>,
        components: &Components<'_>,
        text: &str,
        problems: &mut Vec<Problem>,
    ) {
        let report = |message: String| {
            let path = reader.path(&context.governing());
            Problem::of(ProblemKind::SettingWithoutEffect, path, message).with_route("-Dconfig")
        };
        if !components.is_on("config-argument") {
            problems.push(report(
                "-Dconfig has no effect: this version of carbon-config does not read it"
                    .to_string(),
            ));
            return;
        }
        match overrides::config_argument(reader, context.conf, text, context.facts) {
            ConfigArgument::Tree(tree) => {
                self.laid_over = Some(match self.original.clone() {
                    Some(mut root) => {
                        root.overlay(tree);
                        root
                    }
                    None => tree,
                });
            }
            ConfigArgument::Nothing => {}
            ConfigArgument::Unreadable(reason) => {
                let path = reader.path(&context.governing());
                problems.push(
                    Problem::of(ProblemKind::UnresolvedPlaceholder, path, reason.clone())
                        .with_route("-Dconfig"),
                );
                self.unread_argument = Some(reason);
            }
        }
    }

    fn root(&self) -> Option<&Node> {
        self.laid_over.as_ref().or(self.original.as_ref())
    }

    /// The value of a top-level key without any processing.
    pub(super) fn top(&self, namespace: &str) -> Option<&Node> {
        self.root()?.get(namespace)
    }

    /// The key of a top-level block.
    pub(super) fn top_key(&self, namespace: &str) -> Option<Location> {
        self.root()?.member(namespace)?.key
    }

    /// A block that the server loads as a bean: variables from outside can change its fields.
    pub(super) fn bean(&self, namespace: &str) -> Block {
        let namespace_in_names = namespace.to_ascii_uppercase();
        let prefix = match self.variables {
            Variables::Underscores => format!("{}__", namespace_in_names.replace('.', "_")),
            Variables::Dots => format!("{namespace_in_names}_"),
        };
        self.load(namespace, Some(&prefix))
    }

    /// A block that the server reads as a plain map.
    pub(super) fn map(&self, namespace: &str) -> Block {
        self.load(namespace, None)
    }

    fn load(&self, namespace: &str, variables: Option<&str>) -> Block {
        let mut node = self.top(namespace).filter(|node| !node.is_null()).cloned();
        let (mut failure, mut doubt) = (None, None);
        if let Some(node) = &mut node {
            let gaps = placeholders::replace(node, self.facts);
            failure = gaps.unset.into_iter().next();
            doubt = gaps.unknown.into_iter().next();
        }
        // The server sets the fields of the loaded bean, so that no variable helps a block that does not load.
        if let Some(prefix) = variables {
            let refused = overrides::apply_variables(&mut node, prefix, self.facts).err();
            failure = failure.or(refused);
        }
        Block {
            node,
            key: self.top_key(namespace),
            failure,
            doubt,
        }
    }
}

/// The file after `{{NAME}}` was replaced, which the server does only when it merges another over it.
fn rendered(
    reader: &mut HomeReader<'_>,
    governing: &str,
    file: Arc<SourceFile>,
    facts: &HomeFacts,
) -> Arc<SourceFile> {
    let text = file.document.source.text();
    let variables = text.contains("{{").then_some(text.as_bytes());
    let Some(bytes) = variables.and_then(|text| overrides::with_variables(text, facts)) else {
        return file;
    };
    let of_template = |problem: &Problem| problem.route == governing;
    for problem in reader.take_problems() {
        if !of_template(&problem) {
            reader.report(problem);
        }
    }
    let rendered = reader.parse(governing, &bytes, Format::Yaml);
    for problem in crate::problems::of_document(&rendered, governing) {
        reader.report(problem);
    }
    rendered
}

/// Says so when a file parses but holds no settings; what its own parser refuses is told already.
fn no_settings(file: &Arc<SourceFile>, governing: &str) -> Option<Problem> {
    if crate::problems::refuses_to_load(file) {
        return None;
    }
    if is_empty(file) {
        let message = "the file holds no settings: no block loads, and the server does not start";
        let problem = Problem::at(ProblemKind::StartFailure, file.start(), message)
            .with_help("write at least one block, for example `wso2.carbon: {}`");
        return Some(problem.with_route(governing.to_string()));
    }
    let root = file.document.root?;
    let problem = Problem::at(
        ProblemKind::SyntaxError,
        crate::reader::at(file, file.document.span(root)),
        "no mapping of keys to values: the server does not start",
    );
    Some(problem.with_route(governing.to_string()))
}

impl Block {
    /// The value at a path inside.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        self.node.as_ref()?.at(path)
    }
}
