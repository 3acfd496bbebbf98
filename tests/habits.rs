//! What the repository offers to editors and pipelines: patterns read real output, commands and options exist.

use crate::support::{hosts, repository};
use regex::Regex;
use serde_yaml::Value;
use std::process::Command;

fn read(file: &str) -> String {
    std::fs::read_to_string(repository().join(file)).unwrap()
}

fn yaml(file: &str) -> Value {
    serde_yaml::from_str(&read(file)).unwrap()
}

/// Exit code and standard output in the directory of a fixture host.
fn run(host: &str, arguments: &[&str]) -> (i32, String) {
    let output = crate::support::run(&hosts().join(host), arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text)
}

/// The first code block of a language in the page about editors.
fn block(language: &str) -> String {
    let page = read("docs/editors.md");
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_string()
}

/// Findings of the clashing host: first lines, and the indented ones of further places.
fn findings() -> (Vec<String>, Vec<String>) {
    let (code, text) = run(
        "clash",
        &["check", "--format", "concise", "--severity", "info", "."],
    );
    assert_eq!(code, 1);
    let mut lines = text.lines().map(str::to_string).collect::<Vec<_>>();
    assert!(lines.pop().unwrap().starts_with("Found "));
    assert!(lines.pop().unwrap().starts_with("Checked "));
    let (further, first): (Vec<_>, Vec<_>) = lines.into_iter().partition(|l| l.starts_with(' '));
    assert!(!first.is_empty() && !further.is_empty());
    (first, further)
}

/// Every line matches and names a file that is there, with a line and a column.
fn reads_places(pattern: &Regex, lines: &[String]) {
    for line in lines {
        let groups = pattern
            .captures(line)
            .unwrap_or_else(|| panic!("{pattern} does not read {line}"));
        let file = repository().join("fixtures/hosts/clash").join(&groups[1]);
        assert!(file.exists(), "{line}");
        assert!(groups[2].parse::<u32>().unwrap() > 0, "{line}");
        assert!(groups[3].parse::<u32>().unwrap() > 0, "{line}");
    }
}

#[test]
fn vs_code_reads_findings() {
    let tasks: serde_json::Value = serde_json::from_str(&block("json")).unwrap();
    let task = &tasks["tasks"][0];
    let pattern = &task["problemMatcher"][0]["pattern"];
    let regex = Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
    let (first, further) = findings();
    reads_places(&regex, &first);
    assert!(!further.iter().any(|line| regex.is_match(line)));
    let other = &task["problemMatcher"][1]["pattern"]["regexp"];
    let other = Regex::new(other.as_str().unwrap()).unwrap();
    reads_places(&other, &further);
    assert!(!first.iter().any(|line| other.is_match(line)));
    let groups = regex.captures(&first[0]).unwrap();
    let group = |name: &str| &groups[usize::try_from(pattern[name].as_u64().unwrap()).unwrap()];
    assert!(["error", "warning", "info"].contains(&group("severity")));
    let (code, _) = run("clash", &["explain", group("code")]);
    assert_eq!(code, 0, "{} is a rule", group("code"));
    let arguments = task["args"].as_array().unwrap();
    let words = arguments.iter().map(|word| word.as_str().unwrap());
    options_exist(&words.collect::<Vec<_>>().join(" "));
}

/// A pattern of Vim's `errorformat` as a regular expression, for the items that the page uses.
fn of_errorformat(format: &str) -> Regex {
    let mut rest = format.replace("\\ ", " ");
    let mut regex = "^".to_string();
    while !rest.is_empty() {
        let items = [
            ("%f", "(.+?)"),
            ("%l", "([0-9]+)"),
            ("%c", "([0-9]+)"),
            ("%t", "."),
            ("%m", ".+"),
        ];
        if let Some((item, part)) = items.iter().find(|(item, _)| rest.starts_with(item)) {
            regex += part;
            rest = rest.replacen(item, "", 1);
        } else if let Some(set) = rest.strip_prefix("%*[") {
            let (set, after) = set.split_once(']').unwrap();
            regex += &format!("[{set}]+");
            rest = after.to_string();
        } else {
            let character = rest.remove(0);
            assert_ne!(character, '%', "{format}");
            regex += &regex::escape(&character.to_string());
        }
    }
    Regex::new(&(regex + "$")).unwrap()
}

#[test]
fn vim_reads_findings() {
    let settings = block("vim");
    let set = |start: &str| {
        let line = settings.lines().find(|line| line.starts_with(start));
        line.unwrap()[start.len()..].to_string()
    };
    let (first, further) = findings();
    reads_places(&of_errorformat(&set("set errorformat=")), &first);
    reads_places(&of_errorformat(&set("set errorformat+=")), &further);
    options_exist(&set("set makeprg=").replace("\\ ", " "));
}

#[test]
fn emacs_reads_findings() {
    let settings = block("elisp");
    let start = settings.find("\"^").unwrap() + 1;
    let end = start + settings[start..].find("\"\n").unwrap();
    let regex = settings[start..end]
        .replace("\\\\", "\\")
        .replace("\\(", "(")
        .replace("\\)", ")")
        .replace("\\|", "|");
    let regex = Regex::new(&regex).unwrap();
    let (first, further) = findings();
    reads_places(&regex, &first);
    reads_places(&regex, &further);
}

/// Every option of a command line of `check` is in its help.
fn options_exist(line: &str) {
    let (_, help) = run("clash", &["check", "--help"]);
    let known = Regex::new("--[a-z-]+").unwrap();
    let known = known.find_iter(&help).map(|m| m.as_str());
    let known = known.collect::<std::collections::BTreeSet<_>>();
    let words = line.split_whitespace().map(|word| word.trim_matches('"'));
    let mut options = words
        .take_while(|word| *word != "--")
        .filter(|word| word.starts_with("--"))
        .peekable();
    assert!(options.peek().is_some(), "{line}");
    for option in options {
        assert!(known.contains(option), "{option} in {line}");
    }
}

#[test]
fn the_hooks_find_clashes() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_sequence().unwrap();
    let languages = hooks.iter().map(|hook| hook["language"].as_str().unwrap());
    assert!(languages.eq(["python", "system", "docker_image"]));
    for hook in hooks {
        let words = hook["entry"].as_str().unwrap().split(' ');
        let words = words.collect::<Vec<_>>();
        assert!(words[0].contains("wso2-portlint"));
        assert_eq!(run("clash", &words[1..]).0, 1);
        assert_eq!(run("repaired", &words[1..]).0, 0);
        let files = Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for file in [
            "am/repository/conf/deployment.toml",
            "am/repository/conf/axis2/axis2.xml",
            "repository/conf/carbon.xml",
            "deployment.yaml",
            "am/bin/api-manager.sh",
            "am/repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml",
            "wso2-portlint.toml",
            "deploy/docker-compose.yml",
        ] {
            assert!(files.is_match(file), "{file}");
        }
        for file in [
            "README.md",
            "pom.xml",
            "am/pom.xml",
            "src/main/resources/app.properties",
        ] {
            assert!(!files.is_match(file), "{file}");
        }
    }
    let example = yaml("docs/ci/pre-commit-config.yaml");
    let named = &example["repos"][0]["hooks"][0]["id"];
    assert!(hooks.iter().any(|hook| hook["id"] == *named));
}

/// Every input of a step reaches its script through a variable, and is used there.
fn inputs_are_variables(action: &Value, step: &Value) -> Vec<String> {
    let script = step["run"].as_str().unwrap();
    assert!(!script.contains("${{"), "{script}");
    let mut inputs = Vec::new();
    for (variable, value) in step["env"].as_mapping().unwrap() {
        let variable = variable.as_str().unwrap();
        let is_used = ["$", "${"].map(|start| script.contains(&format!("{start}{variable}")));
        assert!(is_used.contains(&true), "{variable}");
        let value = value.as_str().unwrap().trim_start_matches("${{ inputs.");
        if let Some(name) = value.strip_suffix(" }}").filter(|name| !name.contains(' ')) {
            assert!(!action["inputs"][name].is_null(), "{name}");
            inputs.push(name.to_string());
        }
    }
    inputs
}

#[test]
fn the_action_runs_what_exists() {
    let action = yaml("action.yml");
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    let [install, check] = action["runs"]["steps"].as_sequence().unwrap().as_slice() else {
        panic!("two steps: install and check");
    };
    let mut inputs = inputs_are_variables(&action, install);
    inputs.extend(inputs_are_variables(&action, check));
    inputs.sort();
    let declared = action["inputs"].as_mapping().unwrap().keys();
    let mut declared = declared
        .map(|name| name.as_str().unwrap())
        .collect::<Vec<_>>();
    declared.sort_unstable();
    assert_eq!(inputs, declared);
    let script = check["run"].as_str().unwrap();
    let line = script.lines().find(|l| l.starts_with("wso2-portlint "));
    options_exist(line.unwrap());
    // macOS has bash 3.2.
    assert!(!script.contains("mapfile") && !script.contains("readarray"));
    let output = action["outputs"]["sarif"]["value"].as_str().unwrap();
    let id = check["id"].as_str().unwrap();
    assert!(output.contains(&format!("steps.{id}.outputs.sarif")));
}

#[test]
fn the_example_for_github_uses_the_action() {
    let workflow = yaml("docs/ci/github-actions.yml");
    let job = &workflow["jobs"]["wso2-portlint"];
    assert_eq!(
        job["permissions"]["security-events"].as_str(),
        Some("write")
    );
    let steps = job["steps"].as_sequence().unwrap();
    let uses = |step: &Value| step["uses"].as_str().unwrap().to_string();
    let check = steps
        .iter()
        .find(|step| uses(step).starts_with("wso2-portlint/"))
        .unwrap();
    let action = yaml("action.yml");
    for input in check["with"].as_mapping().unwrap().keys() {
        assert!(!action["inputs"][input].is_null(), "{input:?}");
    }
    let upload = steps
        .iter()
        .find(|step| uses(step).contains("/upload-sarif@"))
        .unwrap();
    assert!(upload["if"].as_str().unwrap().starts_with("always()"));
    let file = upload["with"]["sarif_file"].as_str().unwrap();
    let id = check["id"].as_str().unwrap();
    assert_eq!(file, format!("${{{{ steps.{id}.outputs.sarif }}}}"));
}

#[test]
fn the_template_for_gitlab_runs_what_exists() {
    let template = yaml("docs/ci/gitlab-ci.yml");
    let job = &template["wso2-portlint"];
    let script = job["script"].as_sequence().unwrap();
    let [check] = script.as_slice() else {
        panic!("one line of script");
    };
    let check = check.as_str().unwrap();
    assert!(check.starts_with("wso2-portlint check "));
    options_exist(check);
    let report = job["artifacts"]["reports"]["codequality"].as_str().unwrap();
    assert!(check.contains(&format!("--output gitlab={report}")));
    assert_eq!(job["artifacts"]["when"].as_str(), Some("always"));
}

#[test]
fn containers_build_with_the_stated_toolchain() {
    let manifest = read("Cargo.toml");
    let version = Regex::new("rust-version = \"([0-9.]+)\"").unwrap();
    let version = &version.captures(&manifest).unwrap()[1];
    let dockerfile = read("Dockerfile");
    assert!(dockerfile.contains(&format!("rust:{version}-")));
    assert!(dockerfile.contains("-p wso2-portlint"));
    assert!(dockerfile.contains("COPY packaging/image/entrypoint "));
}

#[test]
fn bash_accepts_its_completions() {
    let (code, script) = run("clash", &["completions", "bash"]);
    assert_eq!(code, 0);
    let checked = Command::new("bash").args(["-n", "-c", &script]).status();
    match checked {
        Ok(status) => assert!(status.success()),
        Err(error) => println!("not checked by bash itself: {error}"),
    }
}
