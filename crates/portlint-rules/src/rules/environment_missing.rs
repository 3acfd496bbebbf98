//! `environment-missing`

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::{showable, words};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "environment-missing",
        severity: Severity::Warning,
        summary: "the server in a container needs a variable that nothing sets",
        detects: r"
A `$env{NAME}` in the `deployment.toml` of a compose service, where neither `environment` nor `env_file` of the service, nor `ENV` of
its Dockerfile, nor the vendor's image sets NAME.

Nothing is said where not everything is known that could set it: a variable that is passed through from the shell (`- NAME`), an
`env_file` that is not at hand, an image that is not the vendor's, an entrypoint that does something else first, `--env-file` of Micro
Integrator. Variables that every container has (`HOSTNAME`, `*_SERVICE_HOST`) are never missing.
",
        why: r"
Without the variable the server ends at start: the mapper of `deployment.toml` knows no default for it.
",
        example: r#"
`docker-compose.yml`:

```yaml
services:
  is:
    image: wso2/wso2is:7.0.0
    environment:
      IS_HOST: is.example.com
    volumes:
      - ./conf:/home/wso2carbon/wso2-config-volume
```

`conf/repository/conf/deployment.toml`:

```toml
[server]
hostname = "$env{IS_HOST}"

[database.identity_db]
type = "h2"
password = "$env{DB_PASSWORD}"
```

`wso2-portlint` says:

```text
./conf/repository/conf/deployment.toml:6:12: warning[environment-missing]: is does not start: nothing sets $env{DB_PASSWORD}
```
"#,
        fix: r"
Set the variable under `environment` of the service, in its `env_file`, or as `ENV` of its Dockerfile. Where it comes from the shell
that starts the stack, say so with a line `- NAME`.
",
        ignore: r"
When something sets it that no file of the repository shows.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    let mut told = Vec::new();
    for home in view.host.homes.iter().filter(|home| home.active) {
        let Some(container) = &home.container else {
            continue;
        };
        let mut servers = view.servers().iter();
        let server = servers.find(|server| server.home.path == home.path);
        // Several services may read one file.
        let missing = container.missing.iter();
        let missing = missing.filter(|variable| !told.contains(&variable.location));
        let missing = missing.collect::<Vec<_>>();
        let (Some(server), false) = (server, missing.is_empty()) else {
            continue;
        };
        told.extend(missing.iter().map(|variable| variable.location));
        let names = missing
            .iter()
            .map(|variable| showable(&format!("$env{{{}}}", variable.name)));
        let names = names.collect::<Vec<_>>();
        let name = &server.home_name;
        let message = format!(
            "{name} does not start: nothing sets {}",
            words::list(&names)
        );
        let mut finding = Diagnostic::new(RULE.doc.id, RULE.doc.severity, message);
        for (variable, name) in missing.iter().zip(&names) {
            finding = finding.at(variable.location, format!("{name} is asked for"));
        }
        finding.path = Some(home.path.clone());
        let help = "set it under `environment` of the service, or in its `env_file`";
        let identity = [home.path.display().to_string()];
        let print = [format!("{name} {}", names.join(" "))];
        findings.push(finding.help(help).identified_by(identity).printed_by(print));
    }
}
