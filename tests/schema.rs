//! `schema`: what it prints takes the configuration that the product takes, and marks what nobody reads.

use crate::support::{all, hosts, repository, run};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn schema(of: &str) -> Value {
    let output = run(&hosts(), &["schema", of]);
    assert!(output.status.success(), "{of}: {}", all(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the schema of a release says against a `deployment.toml`, one line each.
fn complaints(of: &str, text: &str) -> Vec<String> {
    let instance = serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
    let validator = jsonschema::draft7::new(&schema(of)).unwrap();
    let errors = validator.iter_errors(&instance);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Every `deployment.toml` below a directory, with the name of its release where it is known.
fn homes(below: &Path) -> Vec<(PathBuf, String)> {
    let path = below.to_str().unwrap();
    let output = run(below, &["ports", "--format", "json", path]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let homes = found["homes"].as_array().unwrap().iter();
    // A release that the catalogue does not know has no schema.
    let known = |home: &&Value| {
        let product = home["product"].as_str().and_then(portlint_catalog::product);
        let version = home["version"].as_str();
        product.is_some_and(|known| {
            known
                .releases
                .iter()
                .any(|release| Some(release.version.as_str()) == version)
        })
    };
    homes
        .filter(known)
        .filter_map(|home| {
            let release = format!(
                "{}-{}",
                home["product"].as_str()?,
                home["version"].as_str()?
            );
            let directory = Path::new(home["path"].as_str()?);
            let files = ["repository/conf/deployment.toml", "conf/deployment.toml"];
            let file = files.iter().map(|file| directory.join(file));
            Some((file.into_iter().find(|file| file.is_file())?, release))
        })
        .collect()
}

#[test]
fn every_release_with_a_deployment_toml_has_one() {
    let mut seen = 0;
    for product in portlint_catalog::products() {
        for release in &product.releases {
            let name = format!("{}-{}", product.id, release.version);
            let output = run(&hosts(), &["schema", &name]);
            if output.status.success() {
                let schema = serde_json::from_slice::<Value>(&output.stdout).unwrap();
                jsonschema::draft7::meta::validate(&schema).unwrap();
                assert!(schema["properties"].as_object().is_some(), "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_fixtures_fit() {
    let mut seen = 0;
    for (file, release) in homes(&hosts()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let found = complaints(&release, &text);
        assert!(found.is_empty(), "{}: {found:?}", file.display());
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn the_verified_cases_fit() {
    let Some(cases) = portlint_testkit::verified_cases(|_| true) else {
        return;
    };
    let mut seen = 0;
    for directory in cases {
        for (file, release) in homes(&directory.join("homes")) {
            let text = std::fs::read_to_string(&file).unwrap();
            if toml::from_str::<toml::Table>(&text).is_err() {
                continue;
            }
            let found = complaints(&release, &text);
            assert!(found.is_empty(), "{}: {found:?}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn mistakes_are_marked() {
    let right = "[server]\noffset = 1\n[monitoring.jmx]\nrmi_registry_port = \"9999\"\n";
    assert_eq!(complaints("wso2am-4.4.0", right), [""; 0]);
    for (text, place) in [
        ("[server]\noffset = [1]\n", "/server/offset"),
        ("[server]\noffset = \"one\"\n", "/server/offset"),
        (
            "[transport.https.properties]\nport = 70000\n",
            "/transport/https/properties/port",
        ),
        ("[transport]\nhttps = 9443\n", "/transport/https"),
        (
            "[monitoring.jmx]\nrmi_registery_port = 9999\n",
            "/monitoring/jmx",
        ),
    ] {
        let found = complaints("wso2am-4.4.0", text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with(place), "{found:?}");
    }
    let right = "[mediation]\ninternal_http_api_port = 9201\nsynapse.core_threads = 5\nflow.statistics.enable = true\n";
    for release in ["wso2mi-1.2.0", "wso2mi-4.1.0", "wso2mi-4.5.0"] {
        assert_eq!(complaints(release, right), [""; 0]);
        let found = complaints(release, "[mediation]\ninternal_http_api_prot = 9201\n");
        assert_eq!(found.len(), 1, "{release}: {found:?}");
        assert!(found[0].starts_with("/mediation"), "{found:?}");
    }
    let found = complaints("wso2mi-4.5.0", "[mediation.inbound]\ncore_thread = 5\n");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn ports_say_what_they_are_and_where_they_are_by_default() {
    let schema = schema("wso2am-4.4.0");
    let port = schema
        .pointer("/properties/transport/properties/https/properties/properties/properties/port");
    let port = port.unwrap();
    assert_eq!(port["default"], 9443);
    let about = port["description"].as_str().unwrap();
    assert!(about.contains("the port offset is added"), "{about}");
}

#[test]
fn a_product_alone_stands_for_its_newest_release() {
    let title = schema("wso2is")["title"].as_str().unwrap().to_string();
    let newest = portlint_catalog::product("wso2is").unwrap().releases.last();
    assert!(title.contains(newest.unwrap().version.as_str()), "{title}");
}

#[test]
fn what_has_no_schema_is_refused_with_the_nearest_names() {
    for (of, words) in [
        ("wso2an-4.4.0", "did you mean `wso2am`?"),
        ("wso2am-4.4.9", "known are 3.0.0"),
        ("wso2si-4.2.0", "is not configured by a deployment.toml"),
        ("wso2am-2.6.0", "with a deployment.toml"),
    ] {
        let output = run(&hosts(), &["schema", of]);
        assert_eq!(output.status.code(), Some(2), "{of}");
        assert!(all(&output).contains(words), "{of}: {}", all(&output));
    }
}

#[test]
fn that_of_the_configuration_is_the_committed_one() {
    let path = repository().join("docs/wso2-portlint.schema.json");
    let committed: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(schema("config"), committed);
}
