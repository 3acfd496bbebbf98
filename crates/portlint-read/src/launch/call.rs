//! One call of a home's start script: what is told and what start files give goes in, the properties that the server
//! gets come out, the winner first.

use super::options::is_port_related;
use super::script::{
    JavaWord, Launch, Loaded, Origin, Piece, Runner, Source, State, Value, refused_word,
};
use super::unit::Unit;
use super::{Channel, LaunchProperty, Starters};
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use portlint_host::Location;
use portlint_syntax::shell::FailureKind;
use std::rc::Rc;

/// Main classes of the servers begin like this.
const MAIN_CLASS: &str = "org.wso2.";

/// The properties that a call of the first of `scripts` that is there gives to the server, the winner first.
///
/// `starters` is what units, images and compose files add. `conf` is where the runtime is known to have its configuration,
/// relative to the home; empty where that is not known.
pub(super) fn properties(
    reader: &mut HomeReader<'_>,
    scripts: &[String],
    told: &HomeFacts,
    starters: Starters,
    conf: &str,
) -> Vec<LaunchProperty> {
    let units = starters.units;
    let mut call = Call::new(told, &starters.properties, starters.sources);
    let home = reader.canonical_home();
    let scripts: Vec<&String> = scripts
        .iter()
        .filter(|script| script.ends_with(".sh") && reader.exists(script))
        .collect();
    let sources = std::mem::take(&mut call.sources);
    let mut runner = Runner::new(reader, home.clone(), sources);
    runner.jdk = told.jdk;
    let mut failure = None;
    for unit in &units {
        if let Some(origin) = unit.missing {
            let reason =
                "its unit does not start: the environment file that is named here is not there";
            failure = Some((reason, origin));
            continue;
        }
        let before = runner.launches.len();
        let state = call.state(&format!("{home}/bin/wso2server.sh"), Some(unit));
        let arguments = call.arguments.iter().cloned();
        runner.command_line(unit.words.iter().cloned().chain(arguments).collect(), state);
        if runner.launches.len() > before || runner.gave_up.is_some() {
            continue;
        }
        // Its command cannot be followed to the script, which still gets its environment.
        failure = match (unit.words.is_empty(), runner.unfollowed) {
            (false, false) => no_server(&runner),
            _ => call.follow(&mut runner, Some(unit), &scripts, conf),
        };
    }
    if units.is_empty() {
        failure = call.follow(&mut runner, None, &scripts, conf);
        call.wrappers(&mut runner, &scripts);
    }
    if !runner.launches.is_empty() && units.len() > 1 {
        failure = None;
    }
    let wrong = |launch| wrong_class(launch).or_else(|| refused(launch, told.jdk));
    let mut mistakes = runner.launches.iter().map(wrong);
    if let Some(Some(first)) = mistakes.next()
        && mistakes.all(|other| other.is_some())
    {
        failure = failure.or(Some(first));
    }
    let elsewhere = runner
        .launches
        .iter()
        .find_map(|launch| elsewhere(launch, &home, conf));
    let Runner {
        launches,
        sources,
        gave_up,
        ..
    } = runner;
    let words = JvmArguments {
        sources,
        jdk: told.jdk,
    };
    let of_template = |origin: &Origin| is_template(&words.sources, origin);
    if let Some((reason, origin)) = failure.filter(|(_, origin)| !of_template(origin)) {
        reader.fail_call(reason, words.place(Some(origin)).0);
    }
    let mut found = launches.iter().map(|launch| words.properties(launch));
    let mut merged = found.next().unwrap_or_default();
    for other in found {
        merge(&mut merged, other);
    }
    if let Some(reason) = gave_up {
        let mut property = unknown_offset(reason, None, String::new());
        // Whatever is certain elsewhere is not, then.
        property.channel = Channel::StartArgument;
        merged.insert(0, property);
    }
    if let Some(value) = elsewhere {
        let (location, source) = words.place(value.origin());
        let mut property = unknown_offset(
            &format!("the configuration in {}", value.shown()),
            location,
            source,
        );
        property.channel = Channel::StartArgument;
        merged.insert(0, property);
    }
    merged
}

/// Whether a part of the call stands in a file that Helm, Jinja or ERB still has to render: no shell runs what is there.
fn is_template(sources: &[Source], origin: &Origin) -> bool {
    let file = sources
        .get(origin.source)
        .and_then(|source| source.file.as_ref());
    file.is_some_and(|file| {
        let text = file.document.source.text();
        ["{{", "{%", "<%"].iter().any(|mark| text.contains(mark))
    })
}

/// A place in a script where it goes wrong, and why.
type Mistake = (&'static str, Origin);

/// A shell ends where it cannot read on.
fn mistake(loaded: &Loaded) -> Option<Mistake> {
    let failure = loaded.script.failure?;
    let reason = match failure.kind {
        FailureKind::Unclosed => "what begins here in its start script is never closed",
        FailureKind::Unexpected => "its start script cannot be read on from here",
        FailureKind::BeyondLimits => return None,
    };
    // Bash reads more than this program does.
    (!loaded.bash).then(|| (reason, loaded.origin(failure.span)))
}

fn no_class(runner: &Runner<'_, '_>) -> Option<Mistake> {
    let reason = "its start script calls java without a main class; does a line end in `\\`, with nothing behind it?";
    Some((reason, runner.no_main_class?))
}

/// All ways through the script end before it calls java.
fn no_server(runner: &Runner<'_, '_>) -> Option<Mistake> {
    let reason = "called this way, its start script ends here without starting a server";
    Some((reason, runner.ended?))
}

/// A word that the machine does not know ends it.
fn refused(launch: &Launch, jdk: Option<u32>) -> Option<Mistake> {
    let options = launch.words.get(..launch.arguments.checked_sub(1)?)?;
    let reason = "java ends at this option";
    let of_later_java =
        |word: &str| word.starts_with('@') || word.starts_with("-XX:VMOptionsFile=");
    let is_later = |value: &Value| value.known().is_some_and(|word| of_later_java(&word));
    let words = options.iter().map(|field| &field.value);
    let of_later = words
        .clone()
        .find(|value| jdk.is_some_and(|jdk| jdk < 9) && is_later(value));
    let of_line = refused_word(options, false).or(of_later).cloned();
    let of_variables = super::script::VARIABLES_OF_JAVA.iter().find_map(|name| {
        if *name == "JDK_JAVA_OPTIONS" && jdk.is_some_and(|jdk| jdk < 9) {
            return None;
        }
        let value = launch.environment.get(*name)?.value.as_ref()?;
        refused_word(&super::script::split_of_jvm(value), true).cloned()
    });
    Some((
        reason,
        of_line.or(of_variables)?.origin().unwrap_or_default(),
    ))
}

/// What the server is told of its configuration, where that is not what was read.
fn elsewhere(launch: &Launch, home: &str, conf: &str) -> Option<Value> {
    if conf.is_empty() {
        return None;
    }
    let words = super::script::java_words(&launch.words);
    let property = |wanted: &str| {
        let mut words = words.iter().rev();
        words.find_map(|word| match word {
            JavaWord::Property {
                name,
                value: Some(value),
                ..
            } if name == wanted => Some(value),
            _ => None,
        })
    };
    let differs = |value: &&Value, expected: &str| {
        value
            .known()
            .is_some_and(|known| known.trim_end_matches('/') != expected)
    };
    let of_directory = property("carbon.config.dir.path")
        .filter(|value| differs(value, &format!("{home}/{conf}")));
    let of_home = || {
        let value = property("carbon.home")?;
        let known = value.known()?;
        // The runtimes below `wso2/` have a home of their own, and read what lies there.
        let own = conf
            .strip_suffix("/conf")
            .filter(|own| own.starts_with("wso2/") && !own.ends_with("/repository"));
        let is_expected = match own {
            Some(own) => known.trim_end_matches('/') == format!("{home}/{own}"),
            None => known
                .strip_prefix(home)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        (!is_expected).then_some(value)
    };
    let of_runtime = || {
        let name = conf.strip_prefix("conf/")?;
        property("wso2.runtime").filter(|value| differs(value, name))
    };
    of_directory.or_else(of_home).or_else(of_runtime).cloned()
}

/// The first word that is no option is the main class for the JVM, whatever it is.
fn wrong_class(launch: &Launch) -> Option<Mistake> {
    let class = &launch.words.get(launch.arguments.checked_sub(1)?)?.value;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '$' | '/' | '-' | '@');
    let is_class = |text: &str| !text.is_empty() && text.chars().all(is_part);
    let reason = "java takes this for the name of the main class";
    match class.known() {
        Some(text) if !is_class(&text) => Some((reason, class.origin().unwrap_or_default())),
        _ => None,
    }
}

/// What goes into a script.
struct Call {
    sources: Vec<Source>,
    arguments: Vec<Value>,
    environment: Vec<(String, Value)>,
    /// What `JAVA_OPTS` has at its end, whatever the environment says.
    java_opts: Value,
}

impl Call {
    /// Follows the first of the scripts that leads to a server, or what stands for one that is not there.
    fn follow(
        &self,
        runner: &mut Runner<'_, '_>,
        unit: Option<&Unit>,
        scripts: &[&String],
        conf: &str,
    ) -> Option<Mistake> {
        let home = runner.home.clone();
        let first = runner.launches.len();
        let mut failure = None;
        for script in scripts {
            let Some(loaded) = runner.load(script) else {
                continue;
            };
            // Two scripts that start the server by themselves are two ways to start it.
            let starts_itself = loaded.text.contains(MAIN_CLASS);
            let before = runner.launches.len();
            if before > first && !starts_itself {
                continue;
            }
            let state = self.state(&format!("{home}/{script}"), unit);
            let outcome = runner.process(&loaded, state);
            let is_followed = runner.launches.len() > before;
            if runner.gave_up.is_some() || (is_followed && !starts_itself) {
                break;
            }
            if is_followed || before > first {
                continue;
            }
            // Only of a script that starts a server itself it is known that no other way leads to one.
            if starts_itself {
                failure = mistake(&loaded).or(no_class(runner));
            }
            if outcome.normal.is_none() && !runner.unfollowed {
                failure = failure.or(no_server(runner));
            }
            // Some keep only the lines that they changed.
            if let Some(state) = outcome.normal {
                let stand_in = runner.stand_in(conf);
                runner.script(&stand_in, state);
                break;
            }
            if failure.is_some() {
                break;
            }
        }
        if runner.launches.len() == first && failure.is_none() {
            let stand_in = runner.stand_in(conf);
            let state = self.state(&format!("{home}/bin/wso2server.sh"), unit);
            let outcome = runner.process(&stand_in, state);
            if outcome.normal.is_none() && runner.launches.len() == first {
                failure = no_server(runner);
            }
        }
        failure
    }

    /// Scripts of the home that call one of those: another way to start the server, unless how it is called was told.
    fn wrappers(&self, runner: &mut Runner<'_, '_>, scripts: &[&String]) {
        let is_told = !self.arguments.is_empty()
            || !self.environment.is_empty()
            || !self.java_opts.0.is_empty();
        if is_told || runner.launches.is_empty() || runner.gave_up.is_some() {
            return;
        }
        let names: Vec<&str> = scripts
            .iter()
            .filter_map(|script| script.rsplit('/').next())
            .collect();
        let calls =
            |text: &str| text.contains("-D") && names.iter().any(|name| text.contains(name));
        for folder in ["", "bin"] {
            for name in runner.reader.list(folder) {
                let path = format!("{folder}/{name}");
                let path = path.trim_start_matches('/').to_string();
                if !name.ends_with(".sh") || scripts.contains(&&path) {
                    continue;
                }
                let Some(loaded) = runner.load(&path).filter(|loaded| calls(&loaded.text)) else {
                    continue;
                };
                if loaded.text.contains(MAIN_CLASS) {
                    continue;
                }
                let known = runner.launches.len();
                let seen = (runner.unfollowed, runner.ended, runner.no_main_class);
                let state = self.state(&format!("{}/{path}", runner.home), None);
                runner.process(&loaded, state);
                if runner.gave_up.take().is_some() {
                    runner.launches.truncate(known);
                }
                (runner.unfollowed, runner.ended, runner.no_main_class) = seen;
            }
        }
    }

    fn new(told: &HomeFacts, starters: &[LaunchProperty], sources: Vec<Source>) -> Call {
        let mut call = Call {
            sources,
            arguments: Vec::new(),
            environment: Vec::new(),
            java_opts: Value::default(),
        };
        let mut java_opts = Value::default();
        for (name, value) in told.env.iter().flatten() {
            let value = call.told(&format!("environment variable {name}"), value);
            call.environment.push((name.clone(), value));
        }
        // The strongest comes last, where the JVM looks for it.
        for property in starters.iter().rev() {
            let word = call.word(property);
            match property.channel {
                Channel::StartArgument => call.arguments.push(word),
                _ => {
                    java_opts.append(Value::plain(" "));
                    java_opts.append(word);
                }
            }
        }
        for option in told.java_opts.iter().flatten() {
            let option = call.told(&told.source_of_options(), option);
            java_opts.append(Value::plain(" "));
            java_opts.append(option);
        }
        call.java_opts = java_opts;
        for word in told.start_words() {
            let word = call.told(&told.source_of_arguments(), word);
            call.arguments.push(word);
        }
        call
    }

    fn told(&mut self, name: &str, text: &str) -> Value {
        if self.sources.last().is_none_or(|last| last.name != name) {
            self.sources.push(Source::told(name));
        }
        Value::text(
            text,
            Origin {
                source: self.sources.len() - 1,
                span: None,
            },
        )
    }

    fn word(&mut self, property: &LaunchProperty) -> Value {
        self.sources.push(Source {
            name: property.source.clone(),
            file: None,
            location: property.location,
        });
        let origin = Origin {
            source: self.sources.len() - 1,
            span: None,
        };
        let mut word = Value::text(format!("-D{}=", property.name), origin);
        if property.resolved {
            word.append(Value::text(property.value.as_str(), origin));
        } else {
            word.append(Value::unknown(
                false,
                false,
                property.value.as_str(),
                origin,
            ));
        }
        word
    }

    fn state(&self, script: &str, unit: Option<&Unit>) -> State {
        let directory = Value::unknown(false, true, "the current directory", Origin::default());
        let mut state = State::new(Value::plain(script), directory);
        state.arguments = Rc::new(self.arguments.clone());
        let of_unit = unit.into_iter().flat_map(|unit| &unit.environment);
        let told = self.environment.iter().map(|(name, value)| (name, value));
        for (name, value) in of_unit.chain(told) {
            state.set(name, value.clone());
            state.variable(name).exported = true;
        }
        if !self.java_opts.0.is_empty() {
            let variable = state.variable("JAVA_OPTS");
            variable
                .value
                .get_or_insert_default()
                .append(self.java_opts.clone());
            variable.exported = true;
        }
        state
    }
}

/// From the words of a JVM to properties.
struct JvmArguments {
    sources: Vec<Source>,
    jdk: Option<u32>,
}

impl JvmArguments {
    /// What a server gets, the winner first.
    fn properties(&self, launch: &Launch) -> Vec<LaunchProperty> {
        let variable = |name: &str| {
            if name == "JDK_JAVA_OPTIONS" && self.jdk.is_some_and(|jdk| jdk < 9) {
                return Vec::new();
            }
            let variable = launch.environment.get(name);
            let value = variable.and_then(|variable| variable.value.as_ref());
            value.map(super::script::split_of_jvm).unwrap_or_default()
        };
        let (options, arguments) = launch
            .words
            .split_at(launch.arguments.min(launch.words.len()));
        let mut found = Vec::new();
        for (words, channel) in [
            (
                variable("JAVA_TOOL_OPTIONS").as_slice(),
                Channel::ScriptJvmOption,
            ),
            (
                variable("JDK_JAVA_OPTIONS").as_slice(),
                Channel::ScriptJvmOption,
            ),
            (options, Channel::ScriptJvmOption),
            (variable("_JAVA_OPTIONS").as_slice(), Channel::LateJvmOption),
            (arguments, Channel::StartArgument),
        ] {
            let words = super::script::java_words(words);
            found.extend(
                words
                    .into_iter()
                    .filter_map(|word| self.property(word, channel)),
            );
        }
        found.reverse();
        found
    }

    fn property(&self, word: JavaWord, channel: Channel) -> Option<LaunchProperty> {
        match word {
            JavaWord::Property {
                name,
                value,
                origin,
            } => {
                let (location, source) =
                    self.place(value.as_ref().and_then(Value::origin).or(origin));
                if location.is_some() && !is_port_related(&name) {
                    return None;
                }
                // Of a start argument without `=` the server makes "true".
                let absent = if channel == Channel::StartArgument {
                    "true"
                } else {
                    ""
                };
                let value = value.unwrap_or_else(|| Value::plain(absent));
                let known = value.known();
                Some(LaunchProperty {
                    name,
                    resolved: known.is_some(),
                    value: known.unwrap_or_else(|| value.shown()),
                    channel,
                    location,
                    source,
                })
            }
            JavaWord::Anything(value) => {
                let unknown = value.0.iter().find_map(|piece| match piece {
                    Piece::Unknown {
                        origin, any: true, ..
                    } => Some(*origin),
                    _ => None,
                });
                let (location, source) = self.place(unknown.or_else(|| value.origin()));
                let mut property = unknown_offset(&value.shown(), location, source);
                property.channel = channel;
                Some(property)
            }
        }
    }

    fn place(&self, origin: Option<Origin>) -> (Option<Location>, String) {
        let origin = origin.unwrap_or_default();
        let Some(source) = self.sources.get(origin.source) else {
            return (None, String::new());
        };
        let inside = source
            .file
            .as_ref()
            .zip(origin.span)
            .map(|(file, span)| file.at(span));
        (inside.or(source.location), source.name.clone())
    }
}

/// Something that may say any offset.
fn unknown_offset(shown: &str, location: Option<Location>, source: String) -> LaunchProperty {
    LaunchProperty {
        name: "portOffset".to_string(),
        value: shown.to_string(),
        resolved: false,
        channel: Channel::ScriptJvmOption,
        location,
        source,
    }
}

/// Of two ways in which a server may be started, what both say is certain.
fn merge(one: &mut Vec<LaunchProperty>, other: Vec<LaunchProperty>) {
    let differs = |a: &LaunchProperty, b: Option<&LaunchProperty>| {
        b.is_none_or(|b| !a.resolved || !b.resolved || a.value != b.value)
    };
    let mut uncertain: Vec<LaunchProperty> = Vec::new();
    for (mine, theirs) in [(&*one, &other), (&other, &*one)] {
        for property in mine {
            let is_winner = mine
                .iter()
                .find(|p| p.name == property.name)
                .is_some_and(|p| std::ptr::eq(p, property));
            let counterpart = theirs.iter().find(|p| p.name == property.name);
            let known = uncertain.iter().any(|p| p.name == property.name);
            if is_winner && !known && differs(property, counterpart) {
                let mut property = property.clone();
                property.resolved = false;
                uncertain.push(property);
            }
        }
    }
    uncertain.append(one);
    *one = uncertain;
}
