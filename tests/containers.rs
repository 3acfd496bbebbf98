//! Repositories with containers, through the built binary: each with mistakes and without, against the expected output.
//!
//! `UPDATE_EXPECTED=1 cargo test --test main containers` writes the expectations anew; look at the difference before committing.

use crate::support::run;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn repositories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/repositories")
}

const FORMATS: [(&str, &[&str]); 5] = [
    ("check.txt", &["check", "--severity", "info", "."]),
    ("check.json", &["check", "--format", "json", "."]),
    ("check.sarif", &["check", "--format", "sarif", "."]),
    ("ports.txt", &["ports", "."]),
    ("plan.txt", &["plan", "."]),
];

#[test]
fn repositories_say_what_is_expected() {
    let mut differences = Vec::new();
    for name in [
        "three-services",
        "mi-project",
        "two-stacks",
        "ansible-roles",
    ] {
        for kind in ["mistakes", "clean"] {
            let directory = repositories().join(name).join(kind);
            for (suffix, arguments) in FORMATS {
                let output = run(&directory, arguments);
                let mut out = String::from_utf8(output.stdout).unwrap();
                if suffix == "check.sarif" {
                    out = results(&out);
                }
                let seen = format!(
                    "exit {}\n{out}{}",
                    output.status.code().unwrap(),
                    String::from_utf8(output.stderr).unwrap()
                );
                let file = repositories().join("expected");
                let file = file.join(format!("{name}.{kind}.{suffix}"));
                if std::env::var_os("UPDATE_EXPECTED").is_some() {
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    fs::write(&file, &seen).unwrap();
                }
                if fs::read_to_string(&file).unwrap_or_default() != seen {
                    differences.push(format!("{} differs:\n{seen}", file.display()));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// The results alone: the rules, and so their numbers, are the same for everybody.
fn results(sarif: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(sarif).unwrap();
    let mut results = report["runs"][0]["results"].clone();
    for result in results.as_array_mut().unwrap() {
        result.as_object_mut().unwrap().remove("ruleIndex");
    }
    format!("{}\n", serde_json::to_string_pretty(&results).unwrap())
}

/// Rules of the findings at warning or above.
fn rules(directory: &Path) -> Vec<String> {
    let output = run(directory, &["check", "--format", "json", "."]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["diagnostics"].as_array().unwrap().iter();
    let findings = findings.filter(|finding| finding["severity"] != "info");
    findings
        .map(|finding| finding["rule"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn a_repository_without_mistakes_has_no_findings() {
    for name in [
        "three-services",
        "mi-project",
        "two-stacks",
        "ansible-roles",
    ] {
        let found = rules(&repositories().join(name).join("clean"));
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

fn write(directory: &Path, name: &str, text: &str) {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_plan_writes_published_ports_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let compose = "services:\n  # two of them\n  am:\n    image: wso2/wso2am:4.2.0\n    ports:\n      - \"9443:9443\" # console\n  is:\n    image: wso2/wso2is:7.0.0\n    ports:\n      - 0.0.0.0:9443:9443/tcp\n      - target: 9763\n        published: \"9444\"\n  range:\n    image: nginx\n    ports: [\"9440-9445:9440-9445\"]\n";
    write(directory.path(), "docker-compose.yml", compose);
    let before = rules(directory.path());
    assert!(before.contains(&"published-port-collision".to_string()));
    let plan = run(directory.path(), &["plan", "--format", "json", "."]);
    let plan: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
    let of_range = plan["published"].as_array().unwrap().iter();
    let by_hand = of_range.filter(|change| change["by_hand"].is_string());
    assert!(by_hand.count() > 0, "{plan}");
    let written = run(directory.path(), &["plan", "--write", "."]);
    let text = fs::read_to_string(directory.path().join("docker-compose.yml")).unwrap();
    let changed = text.lines().zip(compose.lines()).filter(|(a, b)| a != b);
    let changed = changed.map(|(after, _)| after.trim()).collect::<Vec<_>>();
    assert_eq!(changed, ["- 0.0.0.0:9446:9443/tcp"], "{written:?}");
}

/// The tool on a folder with one compose file; it has to end by itself, soon, and without a panic.
fn ends(text: &str, others: &[(&str, &str)]) -> String {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "docker-compose.yml", text);
    for (name, text) in others {
        write(directory.path(), name, text);
    }
    let start = Instant::now();
    let output = run(directory.path(), &["check", "--format", "concise", "."]);
    assert!(start.elapsed() < Duration::from_mins(1), "{text:.200}");
    assert!(matches!(output.status.code(), Some(0..=2)), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn hostile_compose_files_are_bounded() {
    let mut many = "services:\n".to_string();
    for n in 0..10_000 {
        many.push_str(&format!(
            "  s{n}:\n    image: nginx\n    ports: [\"{}:80\"]\n",
            1 + n % 65_000
        ));
    }
    many.push_str("  am:\n    image: wso2/wso2am:4.2.0\n    ports: [\"9443:9444\"]\n");
    ends(&many, &[]);
    // Variables that hold each other, in files and in defaults.
    let loops = "services:\n  am:\n    image: wso2/wso2am:${A}\n    ports: [\"${A:-${B:-${A:-${B}}}}:9443\"]\n    env_file: [.env, .env]\n";
    ends(loops, &[(".env", "A=${B}${B}\nB=${A}${A}\n")]);
    let doubled = (1..64).map(|n| format!("A{n}=${{A{}}}${{A{}}}\n", n - 1, n - 1));
    let doubled = format!("A0=xxxxxxxx\n{}", doubled.collect::<String>());
    ends(
        "services:\n  am:\n    image: wso2/wso2am:${A63}\n",
        &[(".env", &doubled)],
    );
    // Services that extend each other, files that include each other.
    ends(
        "services:\n  a:\n    extends: b\n    image: wso2/wso2am:4.2.0\n  b:\n    extends: a\n",
        &[],
    );
    ends(
        "include: [docker-compose.yml, other.yml]\nservices:\n  a:\n    image: wso2/wso2am:4.2.0\n",
        &[(
            "other.yml",
            "include: [docker-compose.yml, other.yml]\nservices: {}\n",
        )],
    );
    // Aliases of aliases, and a merge with itself.
    let mut aliases = "x-0: &a0 {image: nginx}\n".to_string();
    for n in 1..40 {
        aliases.push_str(&format!(
            "x-{n}: &a{n} [*a{}, *a{}, *a{}]\n",
            n - 1,
            n - 1,
            n - 1
        ));
    }
    ends(
        &format!(
            "{aliases}services:\n  am:\n    <<: *a39\n    image: wso2/wso2am:4.2.0\n    ports: *a39\n"
        ),
        &[],
    );
    ends(
        "services: &s\n  <<: *s\n  am: &am\n    <<: *am\n    image: wso2/wso2am:4.2.0\n",
        &[],
    );
    ends(
        "services:\n  am:\n    image: wso2/wso2am:4.2.0\n    ports: [\"1-65535:1-65535\"]\n    expose: [\"1-65535\"]\n",
        &[],
    );
    let deep = format!(
        "services:\n  am:\n    image: wso2/wso2am:4.2.0\n    ports: {}\n",
        "[".repeat(20_000)
    );
    ends(&deep, &[]);
    let copies = "COPY . /home/wso2carbon/\n".repeat(20_000);
    ends(
        "services: {am: {build: .}}\n",
        &[("Dockerfile", &format!("FROM wso2/wso2am:4.2.0\n{copies}"))],
    );
}

#[test]
fn containers_that_are_not_known_are_counted_and_named() {
    let directory = tempfile::tempdir().unwrap();
    let compose = "services:\n  am:\n    image: acme/wso2am:4.2.0\n    ports: [\"1:1\"]\n  is:\n    image: wso2/wso2is:7.0.0\n";
    write(directory.path(), "docker-compose.yml", compose);
    let output = run(directory.path(), &["check", "."]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.contains("; not known: 1 container\nNo problems found in what is known."),
        "{out}"
    );
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(
        notes.contains("docker-compose.yml#am: the image is not the vendor's"),
        "{notes}"
    );
    let json = run(directory.path(), &["check", "--format", "json", "."]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["summary"]["unknown_containers"], 1);
}

#[test]
fn update_levels_come_from_tags_and_from_the_update_tool() {
    let directory = tempfile::tempdir().unwrap();
    let compose = "services:\n  am:\n    image: registry.wso2.com/wso2-apim/am:4.7.0.3\n";
    write(directory.path(), "stack/docker-compose.yml", compose);
    for (home, level) in [("updated", "13"), ("fresh", "-1")] {
        let home = format!("{home}/wso2is-7.0.0");
        write(
            directory.path(),
            &format!("{home}/bin/version.txt"),
            "WSO2 Identity Server v7.0.0\n",
        );
        write(
            directory.path(),
            &format!("{home}/repository/conf/deployment.toml"),
            "[server]\n",
        );
        let config =
            format!("{{\n  \"product-name\": \"wso2is\",\n  \"update-level\": \"{level}\"\n}}\n");
        write(
            directory.path(),
            &format!("{home}/updates/config.json"),
            &config,
        );
    }
    let output = run(directory.path(), &["ports", "--format", "json", "."]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let homes = report["homes"].as_array().unwrap().iter();
    let levels = homes.map(|home| home["update"].as_str().unwrap_or("null").to_string());
    assert_eq!(levels.collect::<Vec<_>>(), ["null", "4.7.0.3", "7.0.0.13"]);
}
