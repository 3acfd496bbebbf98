//! Simple commands: what the shell does itself, what starts other scripts, and the JVM.

use super::java::{self, Started};
use super::loaded::Loaded;
use super::run::{Field, Launch, Outcome, Runner, join, taint};
use super::state::{State, Status, Variable};
use super::value::{Origin, Piece, Value};
use portlint_syntax::Span;
use portlint_syntax::shell::{AssignedValue, Assignment, Part, Word};
use std::rc::Rc;
use std::sync::Arc;

/// What a start script does, where the script itself is not there; `@OPTIONS@` are the variables in its java line.
const STAND_IN: &str = "\
for c in $*; do
  if [ \"$c\" = --debug ] || [ \"$c\" = -debug ] || [ \"$c\" = debug ]; then CMD=debug
  elif [ \"$CMD\" = debug ]; then
    if [ -z \"$PORT\" ]; then PORT=$c; fi
  elif [ \"$c\" = --stop ] || [ \"$c\" = -stop ] || [ \"$c\" = stop ]; then CMD=stop
  elif [ \"$c\" = --version ] || [ \"$c\" = -version ] || [ \"$c\" = version ]; then CMD=version
  fi
done
if [ \"$CMD\" = debug ]; then
  if [ \"$PORT\" = \"\" ]; then exit 1; fi
  JAVA_OPTS=-Xrunjdwp:transport=dt_socket,server=y,suspend=y,address=$PORT
elif [ \"$CMD\" = stop ] || [ \"$CMD\" = version ]; then exit 0
fi
java @OPTIONS@ org.wso2.carbon.bootstrap.Bootstrap $*
";

/// Variables that hold the JVM in start scripts.
const JAVA_VARIABLES: &[&str] = &["JAVA", "JAVACMD", "JAVA_CMD", "JAVA_EXE", "_RUNJAVA"];

/// Behind these, assignments are not split.
const DECLARING: &[&str] = &["declare", "export", "local", "readonly", "typeset"];

/// Commands that only run what follows.
const LEADING: &[&str] = &[
    "builtin",
    "catchsegv",
    "chrt",
    "command",
    "dumb-init",
    "gosu",
    "ionice",
    "nice",
    "nohup",
    "numactl",
    "setsid",
    "stdbuf",
    "su-exec",
    "sudo",
    "taskset",
    "time",
    "tini",
];

/// Commands that succeed, as far as anybody expects.
const SUCCEEDS: &[&str] = &[
    "alias", "chmod", "chown", "cp", "hash", "kill", "ln", "mkdir", "mv", "rm", "shopt", "sleep",
    "touch", "trap", "ulimit", "umask", "wait", "export", "tput", "clear",
];

/// Commands whose output holds no options.
const SAYS_NO_OPTION: &[&str] = &[
    "arch",
    "cksum",
    "cygpath",
    "date",
    "df",
    "du",
    "expr",
    "free",
    "getconf",
    "getent",
    "hostname",
    "id",
    "ifconfig",
    "ip",
    "java",
    "ls",
    "md5sum",
    "mktemp",
    "nproc",
    "pgrep",
    "ps",
    "seq",
    "sha256sum",
    "stat",
    "tty",
    "ulimit",
    "wc",
    "which",
    "whoami",
];

/// Commands whose output is a part of their input.
const FILTERS: &[&str] = &[
    "awk", "bc", "cut", "egrep", "gawk", "grep", "head", "sed", "sort", "tail", "tr", "uniq",
];

/// Scripts that start servers, by the names that products ship.
const START_SCRIPTS: &[&str] = &[
    "analytics",
    "analytics-dashboard",
    "analytics-manager",
    "analytics-worker",
    "api-cp",
    "api-manager",
    "broker",
    "business-process",
    "carbon",
    "dashboard",
    "editor",
    "gateway",
    "integrator",
    "iot-server",
    "key-manager",
    "manager",
    "micro-integrator",
    "monitor",
    "msf4j",
    "portal",
    "server",
    "tooling",
    "traffic-manager",
    "worker",
    "wso2server",
];

impl Runner<'_, '_> {
    /// The script that stands for one that is not there, of a runtime with its configuration in `conf`.
    pub(crate) fn stand_in(&mut self, conf: &str) -> Rc<Loaded> {
        let options = if conf.starts_with("repository/") {
            "$JVM_MEM_OPTS $JAVA_OPTS"
        } else if conf.starts_with("conf/") {
            "$JAVA_OPTS"
        } else {
            "$JVM_MEM_OPTS $JAVA_OPTS $NODE_PARAMS"
        };
        self.read(
            Arc::from(STAND_IN.replace("@OPTIONS@", options)),
            None,
            format!("{}/bin/wso2server.sh", self.home),
        )
    }

    pub(crate) fn simple(
        &mut self,
        script: &Rc<Loaded>,
        assignments: &[Assignment],
        words: &[Word],
        mut state: State,
    ) -> Outcome {
        let mut assigned = Vec::new();
        state.status = if words.is_empty() {
            Status::Success
        } else {
            state.status
        };
        for assignment in assignments {
            let name = script.slice(assignment.name);
            let value = self.assigned(script, assignment, &mut state);
            if words.is_empty() {
                state.set(name, value);
            } else {
                assigned.push((name.to_string(), value));
            }
        }
        let Some(first) = words.first() else {
            return Outcome::normal(state);
        };
        let mut fields = self.fields(script, first, &mut state);
        // `$JAVACMD` is the JVM whatever it holds, and whether this script sets it or not.
        if let [Part::Parameter { name, .. }] = first.parts.as_slice()
            && JAVA_VARIABLES.contains(&script.slice(*name))
            && fields.iter().all(|field| {
                field.value.known().is_none() && !field.value.known_start().contains(' ')
            })
        {
            fields = vec![Field {
                value: Value::plain("java"),
                open: false,
            }];
        }
        let declares = matches!(fields.as_slice(), [only] if only.value.known().is_some_and(|name| DECLARING.contains(&name.as_str())));
        for word in words.iter().skip(1) {
            if declares && is_assignment(script, word) {
                let value = self.single(script, word, &mut state);
                fields.push(Field { value, open: false });
            } else {
                let more = self.fields(script, word, &mut state);
                fields.extend(more);
            }
        }
        let origin = script.origin(first.span);
        if assigned.is_empty() {
            return self.call(script, fields, state, origin);
        }
        let mut saved = Vec::new();
        for (name, value) in assigned {
            saved.push((name.clone(), state.variables.get(name.as_str()).cloned()));
            state.set(&name, value);
            state.variable(&name).exported = true;
        }
        let mut outcome = self.call(script, fields, state, origin);
        for state in [&mut outcome.normal, &mut outcome.returns]
            .into_iter()
            .flatten()
        {
            for (name, before) in saved.iter().rev() {
                *state.variable(name) = before.clone().unwrap_or_default();
            }
        }
        outcome
    }

    fn assigned(
        &mut self,
        script: &Rc<Loaded>,
        assignment: &Assignment,
        state: &mut State,
    ) -> Value {
        let name = script.slice(assignment.name);
        let origin = script.origin(assignment.name);
        let value = match &assignment.value {
            AssignedValue::Word(word) => self.single(script, word, state),
            AssignedValue::Array(words) => {
                let mut matters = false;
                for word in words {
                    let value = self.single(script, word, state);
                    matters |= value.may_matter();
                }
                return Value::unknown(matters, false, "an array", origin);
            }
        };
        if !assignment.append {
            return value;
        }
        let before = state
            .variables
            .get(name)
            .and_then(|v| v.value.clone())
            .unwrap_or_default();
        let mut longer = before.clone();
        longer.append(value);
        let longer = self.bounded(longer, origin);
        // Without Bash it is the name of a command that does not exist.
        if script.bash {
            longer
        } else {
            longer.either(&before)
        }
    }

    /// Runs the words of a command, as a process that another program starts.
    pub(crate) fn command_line(&mut self, words: Vec<Value>, state: State) -> Outcome {
        let script = self.stand_in("");
        let fields = words.into_iter().map(|value| Field { value, open: false });
        self.call(&script, fields.collect(), state, Origin::default())
    }

    /// Runs a command with its words.
    fn call(
        &mut self,
        script: &Rc<Loaded>,
        mut fields: Vec<Field>,
        mut state: State,
        origin: Origin,
    ) -> Outcome {
        if fields.is_empty() {
            return Outcome::normal(state);
        }
        if !self.spend(fields.len() + 1) {
            return Outcome::default();
        }
        let first = fields.remove(0);
        let name = match first.value.known() {
            Some(name) => name,
            // No program has such a name: `JAVACMD="exec java"` in quotes.
            None if first.value.known_start().contains(' ') => {
                return Outcome::status(state, Status::Failure);
            }
            None if first.value.known_end().ends_with("/java") => "java".to_string(),
            None => return self.unknown_command(&first.value.known_end(), fields, state, origin),
        };
        if let Some(function) = state.functions.get(name.as_str()).cloned() {
            return self.function(&function.script, &function.body, fields, state);
        }
        // `/usr/bin/env` does what `env` does.
        let name = ["/usr/bin/", "/bin/", "/usr/local/bin/"]
            .iter()
            .find_map(|directory| name.strip_prefix(directory).map(str::to_string))
            .unwrap_or(name);
        let values = |fields: Vec<Field>| {
            fields
                .into_iter()
                .map(|field| field.value)
                .collect::<Vec<_>>()
        };
        match name.as_str() {
            ":" | "true" => Outcome::status(state, Status::Success),
            "false" => Outcome::status(state, Status::Failure),
            "[" | "test" => {
                let mut words = values(fields);
                if name == "[" {
                    words.pop();
                }
                let holds = self.test(&words, &state);
                Outcome::status(state, Status::of(holds))
            }
            "echo" => {
                let mut said = Value::default();
                for (index, value) in values(fields).into_iter().enumerate() {
                    let is_option =
                        index == 0 && matches!(value.known().as_deref(), Some("-n" | "-e" | "-ne"));
                    if is_option {
                        continue;
                    }
                    if !said.0.is_empty() {
                        said.append(Value::plain(" "));
                    }
                    said.append(value);
                }
                said.append(Value::plain("\n"));
                self.say(said);
                Outcome::status(state, Status::Success)
            }
            "printf" => self.printf(values(fields), state, origin),
            "cd" | "pushd" => {
                let to = fields
                    .into_iter()
                    .find(|field| !field.value.known_start().starts_with('-'));
                let path = to
                    .and_then(|field| field.value.known())
                    .and_then(|path| self.absolute(&path, &state));
                state.directory = match path {
                    Some(path) => Value::plain(&path),
                    None => Value::unknown(false, true, "the current directory", origin),
                };
                Outcome::status(state, Status::Success)
            }
            "pwd" => {
                let mut said = state.directory.clone();
                said.append(Value::plain("\n"));
                self.say(said);
                Outcome::status(state, Status::Success)
            }
            "export" | "readonly" | "local" | "declare" | "typeset" => {
                self.declare(script, &name, values(fields), state, origin)
            }
            "unset" => {
                for value in values(fields) {
                    if let Some(name) = value.known().filter(|name| !name.starts_with('-')) {
                        *state.variable(&name) = Variable::default();
                    }
                }
                Outcome::status(state, Status::Success)
            }
            "set" => {
                set(fields, &mut state);
                Outcome::status(state, Status::Success)
            }
            "shift" => {
                let count = fields
                    .first()
                    .map_or(Some(1), |field| field.value.known()?.parse::<usize>().ok());
                let mut arguments = (*state.arguments).clone();
                if count.is_some_and(|count| count > arguments.len()) && !script.bash {
                    self.gave_up
                        .get_or_insert("dash ends at a `shift` without arguments, Bash goes on");
                }
                let count = count.unwrap_or(1).min(arguments.len());
                arguments.drain(..count);
                self.spend(arguments.len());
                state.arguments = Rc::new(arguments);
                Outcome::status(state, Status::Success)
            }
            "read" => self.read_line(values(fields), state, origin),
            "eval" => self.eval(script, values(fields), state, origin),
            "." | "source" => self.sourced(fields, state, origin),
            "exec" => {
                if fields.is_empty() {
                    return Outcome::status(state, Status::Success);
                }
                self.call(script, fields, state, origin);
                Outcome::default()
            }
            "exit" => {
                self.ended.get_or_insert(origin);
                Outcome::default()
            }
            "return" => {
                state.status = returned(&fields, state.status);
                Outcome {
                    returns: Some(state),
                    ..Outcome::default()
                }
            }
            "break" => Outcome {
                breaks: Some(state),
                ..Outcome::default()
            },
            "continue" => Outcome {
                continues: Some(state),
                ..Outcome::default()
            },
            "getopts" => {
                if let Some(name) = fields.get(1).and_then(|field| field.value.known()) {
                    state.set(&name, Value::unknown(false, false, "getopts", origin));
                }
                state.set("OPTARG", Value::unknown(true, false, "getopts", origin));
                Outcome::status(state, Status::Unknown)
            }
            "env" => self.env(script, fields, state, origin),
            name if LEADING.contains(&name) => {
                let fields = behind_options(name, fields);
                self.call(script, fields, state, origin)
            }
            name => self.program(name, fields, state, origin),
        }
    }

    /// Programs outside the shell.
    fn program(&mut self, name: &str, fields: Vec<Field>, state: State, origin: Origin) -> Outcome {
        let base = name.rsplit('/').next().unwrap_or(name);
        let value = |index: usize| {
            fields
                .get(index)
                .map(|field| field.value.clone())
                .unwrap_or_default()
        };
        match base {
            "java" | "java.exe" | "javaw" => return self.java(fields, state, origin),
            "sh" | "bash" | "dash" | "ash" | "ksh" => return self.shell(fields, state, origin),
            "su" | "runuser" => {
                let at = fields
                    .iter()
                    .position(|field| field.value.known().as_deref() == Some("-c"));
                let text = at
                    .and_then(|at| fields.get(at + 1))
                    .map(|field| field.value.clone());
                return self.text(text, Vec::new(), state, origin);
            }
            "dirname" => {
                let path = value(0);
                let directory = path.known().map(|path| directory_of(&path));
                self.say_path(directory, &path, origin);
            }
            "basename" => {
                let path = value(0);
                let suffix = value(1).known().unwrap_or_default();
                let name = path.known().map(|path| {
                    let name = path
                        .trim_end_matches('/')
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_string();
                    name.strip_suffix(&suffix)
                        .map_or(name.clone(), str::to_string)
                });
                self.say_path(name, &path, origin);
            }
            "readlink" | "realpath" => {
                let path = fields
                    .last()
                    .map(|field| field.value.clone())
                    .unwrap_or_default();
                let whole = path.known().and_then(|path| self.absolute(&path, &state));
                self.say_path(whole, &path, origin);
            }
            "uname" => self.say(Value::plain("Linux\n")),
            "grep" | "egrep" | "fgrep" => {
                let status = self.grep(&fields);
                self.say_filtered(base, origin);
                return Outcome::status(state, status);
            }
            "xargs" if fields.is_empty() => {
                let known = match self.inputs.last() {
                    Some(Some(lines)) => lines.iter().map(unquoted).collect::<Option<Vec<_>>>(),
                    _ => None,
                };
                match known {
                    Some(lines) => {
                        let mut said = Value::default();
                        for line in lines {
                            if !said.0.is_empty() {
                                said.append(Value::plain(" "));
                            }
                            said.append(line);
                        }
                        said.append(Value::plain("\n"));
                        self.say(said);
                    }
                    None => self.say_filtered(base, origin),
                }
                return Outcome::status(state, Status::Success);
            }
            "cat" => {
                let said = self.cat(&fields, &state);
                match said {
                    Some(said) => self.say(said),
                    None => self.say(Value::unknown(true, false, "cat", origin)),
                }
                return Outcome::status(state, Status::Unknown);
            }
            "awk" | "gawk" if self.version_field(&fields) => {
                return Outcome::status(state, Status::Success);
            }
            base if FILTERS.contains(&base) => {
                self.say_filtered(base, origin);
                return Outcome::status(state, Status::Unknown);
            }
            base => {
                if base.ends_with(".sh") || name.contains('/') {
                    return self.other_script(name, fields, state, origin);
                }
                let any = !SAYS_NO_OPTION.contains(&base);
                if !SUCCEEDS.contains(&base) {
                    // What begins like an option is no program.
                    self.unfollowed |= any && !name.starts_with('-');
                    self.say(Value::unknown(any, false, base, origin));
                    return Outcome::status(state, Status::Unknown);
                }
            }
        }
        Outcome::status(state, Status::Success)
    }

    fn java(&mut self, words: Vec<Field>, state: State, origin: Origin) -> Outcome {
        let words = self.with_files_of_options(words, &state);
        match java::started(&words) {
            Started::Server(arguments) => {
                self.launches.push(Launch {
                    words,
                    arguments,
                    environment: state.environment(),
                });
                Outcome::default()
            }
            Started::Helper => {
                let asks = |field: &Field| field.value.known().as_deref() == Some("-version");
                match self.jdk.filter(|_| words.iter().any(asks)) {
                    Some(jdk) => self.say(java::version_text(jdk)),
                    None => self.say(Value::unknown(false, false, "java", origin)),
                }
                Outcome::status(state, Status::Unknown)
            }
            Started::Nothing => {
                let is_known = |field: &Field| !field.value.known_start().is_empty();
                if words.len() > 1 && words.iter().all(is_known) {
                    self.no_main_class.get_or_insert(origin);
                }
                Outcome::status(state, Status::Unknown)
            }
        }
    }

    /// The words with those of `@FILE` and `-XX:VMOptionsFile=FILE` in their place, where these lie in the home.
    fn with_files_of_options(&mut self, words: Vec<Field>, state: &State) -> Vec<Field> {
        let known = words.iter().map(|field| field.value.known());
        let names_a_file =
            |word: Option<String>| word.is_some_and(|word| java::options_file(&word).is_some());
        if self.jdk.is_some_and(|jdk| jdk < 9) || !known.into_iter().any(names_a_file) {
            return words;
        }
        let mut all = Vec::new();
        let mut is_option = true;
        let mut takes_value = false;
        for field in words {
            let known = field.value.known().unwrap_or_default();
            let file = java::options_file(&known).filter(|_| is_option && !field.open);
            let loaded = file
                .and_then(|path| self.absolute(path, state))
                .and_then(|path| self.relative(&path))
                .and_then(|relative| self.load(&relative));
            if let Some(loaded) = loaded {
                self.spend(loaded.text.len());
                all.extend(java::words_of_file(&loaded));
                continue;
            }
            let is_value =
                std::mem::replace(&mut takes_value, portlint_host::java::takes_a_value(&known));
            is_option &=
                is_value || takes_value || known.is_empty() || known.starts_with(['-', '@']);
            all.push(field);
        }
        all
    }

    /// Says the version of Java, whole or as four digits, as the vendor's scripts ask for it; false for anything else.
    fn version_field(&mut self, fields: &[Field]) -> bool {
        let program = fields.last().and_then(|field| field.value.known());
        let input = self
            .inputs
            .last()
            .and_then(|lines| lines.as_ref()?.first()?.known());
        let (Some(program), Some(line)) = (program, input) else {
            return false;
        };
        let said = match program.replace(' ', "").as_str() {
            "/version/{print$2}" => {
                let quoted = line.split('"').nth(1).filter(|_| line.contains("version"));
                Some(quoted.unwrap_or_default().to_string())
            }
            "{printf(\"%02d%02d\",$1,$2);}" => {
                let mut numbers = line.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
                let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
                Some(format!("{major:02}{minor:02}"))
            }
            _ => None,
        };
        if let Some(said) = &said {
            self.say(Value::plain(&format!("{said}\n")));
        }
        said.is_some()
    }

    fn shell(&mut self, mut fields: Vec<Field>, state: State, origin: Origin) -> Outcome {
        while let Some(first) = fields.first() {
            let start = first.value.known_start();
            if !start.starts_with(['-', '+']) || start.is_empty() {
                break;
            }
            let option = fields.remove(0).value.known().unwrap_or_default();
            if option.contains('c') && !option.starts_with("--") {
                if fields.is_empty() {
                    break;
                }
                let text = fields.remove(0).value;
                // The first word behind the text is `$0` there.
                let mut words = fields.into_iter().map(|field| field.value);
                let zero = words.next();
                let Some(text) = text.known() else {
                    return self.text(None, Vec::new(), state, origin);
                };
                let loaded = self.read(Arc::from(text), None, String::new());
                let mut inside = self.copy(&state);
                inside.arguments = Rc::new(words.collect());
                inside.zero = zero.unwrap_or(inside.zero);
                return self.as_process(&loaded, inside, state);
            }
            if option == "-o" && !fields.is_empty() {
                fields.remove(0);
            }
        }
        if fields.is_empty() {
            return Outcome::status(state, Status::Unknown);
        }
        let script = fields.remove(0).value;
        match script.known() {
            Some(name) => self.other_script(&name, fields, state, origin),
            None => self.unknown_command(&script.known_end(), fields, state, origin),
        }
    }

    /// A script whose directory is not known, by its name.
    fn unknown_command(
        &mut self,
        end: &str,
        fields: Vec<Field>,
        state: State,
        origin: Origin,
    ) -> Outcome {
        if end.ends_with(".sh") {
            return self.other_script(end.trim_start_matches('/'), fields, state, origin);
        }
        self.unfollowed = true;
        self.say(Value::unknown(true, false, "a command", origin));
        Outcome::status(state, Status::Unknown)
    }

    /// A text that a new shell runs.
    fn text(
        &mut self,
        text: Option<Value>,
        arguments: Vec<Value>,
        state: State,
        _: Origin,
    ) -> Outcome {
        let Some(text) = text.and_then(|text| text.known()) else {
            self.unfollowed = true;
            return Outcome::status(state, Status::Unknown);
        };
        let loaded = self.read(Arc::from(text), None, String::new());
        let mut inside = self.copy(&state);
        inside.arguments = Rc::new(arguments);
        self.as_process(&loaded, inside, state)
    }

    fn as_process(&mut self, loaded: &Rc<Loaded>, inside: State, state: State) -> Outcome {
        let before = self.launches.len();
        let outcome = self.process(loaded, inside);
        match outcome.normal {
            Some(after) => Outcome::status(state, after.status),
            None if self.launches.len() > before => Outcome::default(),
            None => Outcome::status(state, Status::Unknown),
        }
    }

    /// Another script, of the home if there is one of that name.
    fn other_script(
        &mut self,
        name: &str,
        fields: Vec<Field>,
        state: State,
        origin: Origin,
    ) -> Outcome {
        let path = self.absolute(name, &state);
        let relative = path.as_deref().and_then(|path| self.relative(path));
        let is_here = relative
            .as_deref()
            .is_some_and(|relative| self.reader.exists(relative));
        let base = name.rsplit('/').next().unwrap_or(name);
        let starts = base
            .strip_suffix(".sh")
            .is_some_and(|stem| START_SCRIPTS.contains(&stem));
        let found = match relative {
            Some(relative) if is_here => Some(relative),
            // A path of the machine where the server runs.
            _ if starts => {
                let mut parts = name.rsplit('/');
                let (file, directory) = (
                    parts.next().unwrap_or_default(),
                    parts.next().unwrap_or("bin"),
                );
                let likely = format!("{directory}/{file}");
                self.reader.exists(&likely).then_some(likely)
            }
            _ => None,
        };
        let loaded = match found {
            Some(relative) if relative.ends_with(".sh") || !relative.contains('.') => {
                self.load(&relative)
            }
            Some(_) => None,
            None if starts => Some(self.stand_in("")),
            None => None,
        };
        let Some(loaded) = loaded else {
            self.unfollowed = true;
            self.say(Value::unknown(true, false, "a command", origin));
            return Outcome::status(state, Status::Unknown);
        };
        let mut inside = self.copy(&state);
        inside.arguments = Rc::new(fields.into_iter().map(|field| field.value).collect());
        self.as_process(&loaded, inside, state)
    }

    fn sourced(&mut self, mut fields: Vec<Field>, mut state: State, origin: Origin) -> Outcome {
        if fields.is_empty() {
            return Outcome::status(state, Status::Failure);
        }
        let name = fields.remove(0).value;
        let path = name.known().and_then(|path| self.absolute(&path, &state));
        let Some(relative) = path.and_then(|path| self.relative(&path)) else {
            taint(&mut state, "a file outside the home is run", origin);
            return Outcome::status(state, Status::Unknown);
        };
        match self.load(&relative) {
            Some(loaded) => {
                let before = Rc::clone(&state.arguments);
                let given = !fields.is_empty();
                if given {
                    state.arguments =
                        Rc::new(fields.into_iter().map(|field| field.value).collect());
                }
                let mut outcome = self.script(&loaded, state);
                if let (true, Some(state)) = (given, &mut outcome.normal) {
                    state.arguments = before;
                }
                outcome
            }
            None => Outcome::status(state, Status::Failure),
        }
    }

    fn eval(
        &mut self,
        script: &Rc<Loaded>,
        words: Vec<Value>,
        mut state: State,
        origin: Origin,
    ) -> Outcome {
        let mut text = Value::default();
        for word in words {
            if !text.0.is_empty() {
                text.append(Value::plain(" "));
            }
            text.append(word);
        }
        match text.known() {
            Some(text) => {
                let loaded = self.read(Arc::from(text), None, script.path.clone());
                self.script(&loaded, state)
            }
            None => {
                self.unfollowed = true;
                if text.may_matter() {
                    taint(&mut state, "a text that is not known is run", origin);
                }
                Outcome::status(state, Status::Unknown)
            }
        }
    }

    fn function(
        &mut self,
        script: &Rc<Loaded>,
        body: &Arc<portlint_syntax::shell::Command>,
        fields: Vec<Field>,
        mut state: State,
    ) -> Outcome {
        let arguments = fields.into_iter().map(|field| field.value).collect();
        let outer = std::mem::replace(&mut state.arguments, Rc::new(arguments));
        // What `local` hides stands beside the variables, under a name that no variable has.
        let hidden = state.variables.remove("(local)");
        let mut outcome = self.command(script, body, state);
        let returned = outcome.returns.take();
        outcome.normal = join(outcome.normal, returned);
        for state in [&mut outcome.normal].into_iter().flatten() {
            state.arguments = Rc::clone(&outer);
            let names = state
                .variables
                .remove("(local)")
                .and_then(|v| v.value?.known())
                .unwrap_or_default();
            for name in names.split(' ').filter(|name| !name.is_empty()) {
                let before = state.variables.remove(format!("(local {name})").as_str());
                match before {
                    Some(before) => *state.variable(name) = before,
                    None => {
                        state.variables.remove(name);
                    }
                }
            }
            if let Some(hidden) = &hidden {
                state.variables.insert(Rc::from("(local)"), hidden.clone());
            }
        }
        outcome
    }

    fn declare(
        &mut self,
        script: &Rc<Loaded>,
        command: &str,
        words: Vec<Value>,
        mut state: State,
        origin: Origin,
    ) -> Outcome {
        let before = matches!(command, "declare" | "typeset").then(|| self.copy(&state));
        let mut exports = command == "export";
        for word in words {
            let start = word.known_start();
            if start.starts_with(['-', '+']) {
                exports |= start.contains('x');
                continue;
            }
            let (name, value) = match start.split_once('=') {
                Some((name, _)) => (name.to_string(), Some(word.after(name.len() + 1))),
                None => match word.known() {
                    Some(name) => (name, None),
                    None => {
                        taint(
                            &mut state,
                            "a variable is set whose name is not known",
                            origin,
                        );
                        continue;
                    }
                },
            };
            if command == "local" {
                let key = format!("(local {name})");
                if !state.variables.contains_key(key.as_str()) {
                    if let Some(before) = state.variables.get(name.as_str()).cloned() {
                        state.variables.insert(Rc::from(key), before);
                    }
                    let mut names = state
                        .variables
                        .get("(local)")
                        .and_then(|v| v.value.clone()?.known())
                        .unwrap_or_default();
                    names.push(' ');
                    names.push_str(&name);
                    self.spend(names.len());
                    state.set("(local)", Value::plain(&names));
                }
            }
            match value {
                Some(value) => state.set(&name, value),
                None if command == "local" => state.set(&name, Value::default()),
                None => {}
            }
            if exports {
                state.variable(&name).exported = true;
            }
        }
        state.status = Status::Success;
        match before {
            // dash does not know the command.
            Some(before) if !script.bash => Outcome::normal(state.either(before)),
            _ => Outcome::normal(state),
        }
    }

    fn env(
        &mut self,
        script: &Rc<Loaded>,
        fields: Vec<Field>,
        mut state: State,
        origin: Origin,
    ) -> Outcome {
        let mut rest = fields.into_iter().peekable();
        let before = self.copy(&state);
        while let Some(field) = rest.peek() {
            let start = field.value.known_start();
            if let Some((name, _)) = start
                .split_once('=')
                .filter(|(name, _)| !name.contains('/'))
            {
                let value = field.value.after(name.len() + 1);
                state.set(name, value);
                state.variable(name).exported = true;
            } else if start.starts_with('-') {
                let is_unset = start == "-u";
                if start == "-i" {
                    state.variables.clear();
                }
                if is_unset {
                    rest.next();
                    if let Some(name) = rest.peek().and_then(|field| field.value.known()) {
                        *state.variable(&name) = Variable::default();
                    }
                }
            } else {
                break;
            }
            rest.next();
        }
        let outcome = self.call(script, rest.collect(), state, origin);
        match outcome.normal {
            Some(after) => Outcome::status(before, after.status),
            None => Outcome::default(),
        }
    }

    fn printf(&mut self, words: Vec<Value>, mut state: State, origin: Origin) -> Outcome {
        let mut words = words.into_iter();
        let format = words.next().unwrap_or_default();
        match format.known().as_deref() {
            Some("-v") => {
                if let Some(name) = words.next().and_then(|name| name.known()) {
                    state.set(&name, Value::unknown(true, false, "printf", origin));
                }
            }
            Some(plain) if !plain.contains(['%', '\\']) => self.say(format),
            Some("%s" | "%s\\n") => {
                let mut said = words.next().unwrap_or_default();
                said.append(Value::plain("\n"));
                self.say(said);
            }
            _ => {
                let matters = format.may_matter() || words.any(|word| word.may_matter());
                self.say(Value::unknown(matters, false, "printf", origin));
            }
        }
        Outcome::status(state, Status::Success)
    }

    fn read_line(&mut self, words: Vec<Value>, mut state: State, origin: Origin) -> Outcome {
        let names: Vec<String> = words
            .iter()
            .filter_map(Value::known)
            .filter(|word| !word.starts_with('-'))
            .collect();
        let line = match self.inputs.last_mut() {
            Some(Some(lines)) if lines.is_empty() => Some(None),
            Some(Some(lines)) => Some(Some(lines.remove(0))),
            Some(None) => None,
            None => {
                for name in &names {
                    state.set(name, Value::unknown(false, false, "read", origin));
                }
                return Outcome::status(state, Status::Unknown);
            }
        };
        let left = self
            .inputs
            .last()
            .and_then(|lines| lines.as_ref())
            .map_or(0, Vec::len);
        self.spend(left / 4 + 1);
        let Some(line) = line else {
            for name in &names {
                state.set(name, Value::unknown(true, false, "read", origin));
            }
            return Outcome::status(state, Status::Unknown);
        };
        let Some(mut rest) = line else {
            for name in &names {
                state.set(name, Value::default());
            }
            return Outcome::status(state, Status::Failure);
        };
        let separator = state
            .variables
            .get("IFS")
            .and_then(|v| v.value.clone()?.known());
        let is_separator = |c: char| match &separator {
            Some(separator) => separator.contains(c),
            None => c.is_ascii_whitespace(),
        };
        for (index, name) in names.iter().enumerate() {
            let is_last = index + 1 == names.len();
            let start = rest.known_start();
            let at = if is_last {
                None
            } else {
                start.find(is_separator)
            };
            let (value, after) = match at {
                Some(at) => (before_byte(&rest, at), rest.after(at + 1)),
                None => (std::mem::take(&mut rest), Value::default()),
            };
            state.set(name, value);
            rest = after;
        }
        Outcome::status(state, Status::Success)
    }

    fn grep(&mut self, fields: &[Field]) -> Status {
        let mut pattern = None;
        for field in fields {
            match field.value.known() {
                Some(option) if option.starts_with('-') && pattern.is_none() => {
                    if !matches!(
                        option.as_str(),
                        "-q" | "-s" | "-qs" | "-F" | "-qF" | "-Fq" | "-e" | "--"
                    ) {
                        return Status::Unknown;
                    }
                }
                Some(word) if pattern.is_none() => pattern = Some(word),
                _ => return Status::Unknown,
            }
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | '-' | '_' | ' ');
        let (Some(pattern), Some(Some(lines))) =
            (pattern.filter(|p| p.chars().all(plain)), self.inputs.last())
        else {
            return Status::Unknown;
        };
        let mut all_known = true;
        for line in lines {
            match line.known() {
                Some(line) if line.contains(&pattern) => return Status::Success,
                Some(_) => {}
                None if line.known_start().contains(&pattern) => return Status::Success,
                None => all_known = false,
            }
        }
        if all_known {
            Status::Failure
        } else {
            Status::Unknown
        }
    }

    fn cat(&mut self, fields: &[Field], state: &State) -> Option<Value> {
        let mut said = Value::default();
        if fields.is_empty() {
            for line in self.inputs.last()?.as_ref()? {
                said.append(line.clone());
                said.append(Value::plain("\n"));
            }
            return Some(said);
        }
        for field in fields {
            let path = self.absolute(&field.value.known()?, state)?;
            let relative = self.relative(&path)?;
            let loaded = self.load(&relative)?;
            if loaded.text.len() > 1 << 14 {
                return None;
            }
            let whole = loaded.origin(Span::new(0, loaded.text.len()));
            said.append(Value::text(Rc::from(&*loaded.text), whole));
        }
        Some(said)
    }

    fn say(&mut self, value: Value) {
        self.spend(value.len() / 8 + 1);
        if let Some(output) = self.outputs.last_mut() {
            output.append(value);
            if output.len() > 1 << 16 {
                let matters = output.may_matter();
                *output = Value::unknown(matters, true, "a long text", Origin::default());
            }
        }
    }

    fn say_path(&mut self, path: Option<String>, of: &Value, origin: Origin) {
        let mut said = match path {
            Some(path) => Value::text(
                path,
                Origin {
                    span: None,
                    ..origin
                },
            ),
            None => Value::unknown(of.may_matter(), true, of.shown(), origin),
        };
        said.append(Value::plain("\n"));
        self.say(said);
    }

    fn say_filtered(&mut self, name: &str, origin: Origin) {
        let any = match self.inputs.last() {
            Some(Some(lines)) => lines.iter().any(Value::may_matter),
            Some(None) | None => true,
        };
        self.say(Value::unknown(any, false, name, origin));
    }
}

fn is_assignment(script: &Rc<Loaded>, word: &Word) -> bool {
    let Some(Part::Text {
        span,
        quoted: false,
    }) = word.parts.first()
    else {
        return false;
    };
    let text = script.slice(*span);
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// Without the options of a command that only runs another.
fn behind_options(name: &str, fields: Vec<Field>) -> Vec<Field> {
    let with_value: &[&str] = match name {
        "sudo" => &["-u", "-g", "-h", "-p"],
        "nice" | "ionice" | "chrt" => &["-n", "-c", "-p"],
        _ => &[],
    };
    let mut skip = matches!(name, "gosu" | "su-exec" | "taskset");
    let mut value = false;
    let mut rest = fields.into_iter().peekable();
    while let Some(field) = rest.peek() {
        let start = field.value.known_start();
        if std::mem::take(&mut value) || start.starts_with('-') {
            value = with_value.contains(&start.as_str());
        } else if !std::mem::take(&mut skip) {
            break;
        }
        rest.next();
    }
    rest.collect()
}

fn set(fields: Vec<Field>, state: &mut State) {
    let mut rest = fields.into_iter().peekable();
    while let Some(field) = rest.peek() {
        let start = field.value.known_start();
        if start == "--" {
            rest.next();
            state.arguments = Rc::new(rest.map(|field| field.value).collect());
            return;
        }
        if !start.starts_with(['-', '+']) {
            break;
        }
        if start.contains('a') && !start.starts_with("--") {
            state.exports_all = start.starts_with('-');
        }
        if start.contains('e') && !start.starts_with("--") {
            state.ends_on_failure = start.starts_with('-');
        }
        let takes_name = start.ends_with('o');
        rest.next();
        if takes_name
            && let Some(name) = rest.next().and_then(|field| field.value.known())
            && let Some(option) = match name.as_str() {
                "allexport" => Some(&mut state.exports_all),
                "errexit" => Some(&mut state.ends_on_failure),
                _ => None,
            }
        {
            *option = start.starts_with('-');
        }
    }
    if rest.peek().is_some() {
        state.arguments = Rc::new(rest.map(|field| field.value).collect());
    }
}

fn returned(fields: &[Field], status: Status) -> Status {
    match fields.first() {
        None => status,
        Some(field) => match field.value.known().as_deref() {
            Some("0") => Status::Success,
            Some(_) => Status::Failure,
            None => Status::Unknown,
        },
    }
}

fn directory_of(path: &str) -> String {
    let path = path.trim_end_matches('/');
    match path.rsplit_once('/') {
        Some(("", _)) => "/".to_string(),
        Some((directory, _)) => directory.trim_end_matches('/').to_string(),
        None => ".".to_string(),
    }
}

/// A line as `xargs` gives it to `echo`: words with one blank between them, without quotes.
fn unquoted(line: &Value) -> Option<Value> {
    let [Piece::Text { text, origin }] = line.0.as_slice() else {
        return if line.0.is_empty() {
            Some(Value::default())
        } else {
            None
        };
    };
    let trimmed = text.trim();
    if trimmed.contains(['\'', '"', '\\']) || trimmed.split_whitespace().count() > 1 {
        let mut words = Vec::new();
        for word in trimmed.split_whitespace() {
            words.push(word.replace(['\'', '"'], ""));
        }
        return Some(Value::text(words.join(" "), *origin));
    }
    let at = text.len() - text.trim_start().len();
    Some(Value::text(trimmed, origin.within(text, at, trimmed.len())))
}

/// The first bytes of a text, which are known.
fn before_byte(value: &Value, mut bytes: usize) -> Value {
    let mut kept = Value::default();
    for piece in &value.0 {
        if let Piece::Text { text, origin } = piece {
            let length = bytes.min(text.len());
            bytes -= length;
            let part = text.get(..length).unwrap_or_default();
            kept.append(Value::text(part, origin.within(text, 0, length)));
        }
        if bytes == 0 {
            break;
        }
    }
    kept
}
