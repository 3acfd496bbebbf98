//! A script that stands in the place of an image's entrypoint, as newer charts mount one.

use super::words;
use crate::governing::governing_names;
use portlint_catalog::{Product, RuntimeSpec};

/// What such a script does.
pub(crate) struct Entrypoint {
    /// The script, without comments.
    pub(crate) text: String,
    /// The words behind the start script.
    words: Vec<String>,
    /// Id of the server that it starts.
    pub(crate) runtime: Option<&'static str>,
    /// True when it is not known what it starts, and with what.
    pub(crate) is_unclear: bool,
}

/// How a script hands on its own arguments.
const OWN_ARGUMENTS: [&str; 4] = ["$@", "${@}", "$*", "${*}"];

impl Entrypoint {
    /// Reads it.
    pub(crate) fn read(text: &str, product: &'static Product) -> Entrypoint {
        let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let lines = lines.collect::<Vec<_>>();
        let mut started = lines.iter().rev().filter_map(|line| {
            let mut specs = product.runtimes.iter();
            Some((*line, specs.find(|spec| starts(line, spec))?))
        });
        let found = started.next();
        let words = found
            .map(|(line, _)| behind_script(line))
            .unwrap_or_default();
        let is_known =
            |word: &String| !word.contains(['$', '`']) || OWN_ARGUMENTS.contains(&word.as_str());
        let edits = |line: &&str| governing_names().iter().any(|name| line.contains(name));
        Entrypoint {
            is_unclear: found.is_none() || !words.iter().all(is_known) || lines.iter().any(edits),
            runtime: found.map(|(_, spec)| spec.id.as_str()),
            words,
            text: lines.join("\n"),
        }
    }

    /// Whether it closes parts of the server for the profile that a variable names: for one profile only, where it says which.
    pub(crate) fn optimises(&self, profile: Option<&str>) -> bool {
        let is_for = |profile: &str| self.text.contains(&format!("\"{profile}\""));
        self.text.contains("profileSetup")
            && match profile {
                Some(profile) => is_for(profile) || !self.text.contains("== \""),
                None => !self.text.contains("== \""),
            }
    }

    /// The words of the start, with those that the container is given.
    pub(crate) fn arguments(&self, given: Vec<String>) -> Vec<String> {
        let words = self.words.iter().flat_map(|word| {
            if OWN_ARGUMENTS.contains(&word.as_str()) {
                given.clone()
            } else {
                vec![word.clone()]
            }
        });
        words.collect()
    }
}

/// The words of a command behind the start script, up to the end of the command.
fn behind_script(line: &str) -> Vec<String> {
    let words = words::split(line).into_iter();
    let mut behind = words.skip_while(|word| !word.contains(".sh"));
    behind.next();
    let is_end = |word: &String| {
        ["&&", "||", ";", "|", "&", ">"]
            .iter()
            .any(|end| word.starts_with(end))
    };
    behind.take_while(|word| !is_end(word)).collect()
}

/// Whether a command or a script calls the start script of a runtime.
pub(crate) fn starts(text: &str, spec: &RuntimeSpec) -> bool {
    let mut scripts = spec.scripts.iter();
    scripts.any(|script| {
        let name = format!("{}.sh", script.rsplit('/').next().unwrap_or_default());
        text.match_indices(&name).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            !before.is_some_and(|c| c.is_alphanumeric() || c == '-')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_catalog::product;

    fn read(text: &str) -> (Vec<String>, bool) {
        let read = Entrypoint::read(text, product("wso2am").unwrap());
        let given = vec!["-Dgiven".to_string()];
        (read.arguments(given), read.is_unclear)
    }

    #[test]
    fn the_words_of_the_start_are_found() {
        for (text, words, is_unclear) in [
            (
                "sh ${H}/bin/api-manager.sh \"$@\" -DportOffset=1\n",
                vec!["-Dgiven", "-DportOffset=1"],
                false,
            ),
            ("# sh x\nexec sh $H/bin/api-manager.sh\n", vec![], false),
            (
                "sh $H/bin/api-manager.sh \\\n  $* || exit 1\n",
                vec!["-Dgiven"],
                false,
            ),
            ("sh $H/bin/api-manager.sh $MORE\n", vec!["$MORE"], true),
            (
                "sed -i s/0/1/ deployment.toml\nsh $H/bin/api-manager.sh\n",
                vec![],
                true,
            ),
            ("sleep 1\n", vec![], true),
        ] {
            let words = words.into_iter().map(str::to_string).collect::<Vec<_>>();
            assert_eq!(read(text), (words, is_unclear), "{text}");
        }
    }
}
