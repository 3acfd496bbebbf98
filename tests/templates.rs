//! Configuration that something else renders first: it is said to be that, with what renders it.

use crate::support::{all, run, write};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const TOML: &str = "[server]\nhostname = \"{{ host }}\"\noffset = {{ offset }}\n[super_admin]\nusername = \"admin\"\n";
const CHART: &str = "charts/am/Chart.yaml";
const DEPLOYMENT: &str = "kind: Deployment\nspec:\n  image: wso2/wso2am:{{ .Values.tag }}\n";

fn repository() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    write(at, ".git/", "");
    write(
        at,
        CHART,
        "apiVersion: v2\nname: am\nappVersion: \"4.4.0\"\n",
    );
    write(at, "charts/am/templates/deployment.yaml", DEPLOYMENT);
    write(
        at,
        "charts/other/Chart.yaml",
        "apiVersion: v2\nname: other\n",
    );
    write(
        at,
        "charts/other/templates/deployment.yaml",
        "kind: Deployment\n",
    );
    write(
        at,
        "roles/am/templates/carbon-home/repository/conf/deployment.toml.j2",
        TOML,
    );
    let erb = TOML.replace("{{", "<%= @").replace("}}", " %>");
    write(
        at,
        "modules/is/templates/carbon-home/repository/conf/deployment.toml.erb",
        &erb,
    );
    write(
        at,
        "modules/is/manifests/params.pp",
        "class is::params {\n  $version = '7.0.0'\n}\n",
    );
    root
}

fn check(at: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(at, arguments);
    (output.status.code(), all(&output))
}

#[test]
fn a_repository_of_templates_is_said_to_be_that() {
    let root = repository();
    let (code, said) = check(root.path(), &["--format", "concise", "."]);
    assert_eq!(code, Some(2), "{said}");
    for words in [
        "nothing but templates here, which something else has to render first",
        "./charts/am is a Helm chart",
        "`helm template ./charts/am` renders it",
        "deployment.toml.j2 is a Jinja2 template",
        "deployment.toml.erb is an ERB template",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert!(!said.contains("charts/other"), "{said}");
    assert!(!said.contains("no WSO2 home"), "{said}");
}

#[test]
fn templates_beside_a_home_are_notes() {
    let root = repository();
    let at = root.path();
    write(
        at,
        "host/wso2is-7.0.0/repository/conf/deployment.toml",
        "[server]\noffset = 1\n",
    );
    let (code, said) = check(at, &["--format", "concise", "."]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Helm chart"), "{said}");
    let output = run(at, &["check", "--format", "json", "."]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let passed = json["not_looked_at"].as_array().unwrap().iter();
    let kinds = passed.filter(|passed| passed["reason"] == "template");
    let kinds = kinds.map(|passed| passed["template"]["kind"].as_str().unwrap());
    let mut kinds = kinds.collect::<Vec<_>>();
    kinds.sort_unstable();
    assert_eq!(kinds, ["erb", "helm", "jinja"]);
}

#[test]
fn many_tags_take_no_more_than_their_length() {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    write(at, ".git/", "");
    let text = TOML.to_string() + &"# {{ a }} {\n".repeat(200_000);
    write(
        at,
        "roles/am/templates/repository/conf/deployment.toml.j2",
        &text,
    );
    let (code, said) = check(at, &["."]);
    assert_eq!(code, Some(2), "{said}");
}
