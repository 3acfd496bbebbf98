//! `mount-misses-home`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::home_names;
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "mount-misses-home",
        severity: Severity::Warning,
        summary: "configuration is mounted or copied where the server does not read it",
        detects: r"
A mount of a compose file or a pod, or a `COPY` of a Dockerfile, with a target that is not in the home of the vendor's image: the directory of
another version, a folder that the entrypoint of the image does not copy, or a `deployment.toml` beside the home.
",
        why: r"
The server starts with the configuration of the image, and nothing says so.
",
        example: r#"
`docker-compose.yml`:

```yaml
services:
  am:
    image: wso2/wso2am:4.3.0
    volumes:
      - ./deployment.toml:/home/wso2carbon/wso2am-4.2.0/repository/conf/deployment.toml
  mi:
    image: wso2/wso2mi:4.3.0
    volumes:
      - ./conf:/home/wso2carbon/wso2-artifact-volume
  is:
    image: wso2/wso2is:7.1.0
    volumes:
      - ./deployment.toml:/opt/wso2is/repository/conf/deployment.toml
```

`deployment.toml`:

```toml
[server]
hostname = "localhost"
```

`conf/conf/deployment.toml`:

```toml
[server]
hostname = "localhost"
```

`wso2-portlint` says:

```text
./docker-compose.yml:5:9: warning[mount-misses-home]: nothing reads what goes here: the home in the image is wso2am-4.3.0, this path names wso2am-4.2.0
./docker-compose.yml:9:9: warning[mount-misses-home]: nothing reads what goes here: the entrypoint of the image does not read this folder
./docker-compose.yml:13:9: warning[mount-misses-home]: nothing reads what goes here: the home in the image is /home/wso2carbon/wso2is-7.1.0
```
"#,
        fix: r"
Write the directory of the version that the image has; or use `/home/wso2carbon/wso2-config-volume`, which has no version in its name.
",
        ignore: r"
When a script of your own reads it there.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let mut told = Vec::new();
    let names = home_names(view.host)
        .into_iter()
        .collect::<BTreeMap<_, _>>();
    for home in &view.host.homes {
        for missed in home.container.iter().flat_map(|it| &it.missed) {
            // Several services may build one Dockerfile.
            if told.contains(&missed.location) {
                continue;
            }
            told.push(missed.location);
            let message = format!("nothing reads what goes here: {}", missed.reason);
            let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message)
                .at(missed.location, "goes there");
            finding.help.clone_from(&missed.help);
            finding.path = Some(home.path.clone());
            let name = home.canonical.file_name().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            let print = names.get(home.path.as_path()).unwrap_or(&name);
            let print = format!("{print} {}", missed.target);
            findings.push(
                finding
                    .identified_by([name, missed.target.clone()])
                    .printed_by([print]),
            );
        }
    }
}
