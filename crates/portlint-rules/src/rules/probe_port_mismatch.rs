//! `probe-port-mismatch`

use crate::containers::{self, Inside};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_catalog::{Protocol, ServedPath, built_in};
use portlint_host::{Listener, Probe, words};

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "probe-port-mismatch",
        severity: Severity::Error,
        summary: "a health check asks a port that nothing opens, or the wrong one",
        detects: r"
A health check of a compose service or a Dockerfile (`curl`, `wget`, `nc -z`, `/dev/tcp`), or a startup, liveness or readiness probe of
a pod (these and `httpGet`, `tcpSocket`), that asks the container itself at a port that
no server in it opens; or for a path that only another listener serves, as `/healthz` of Micro Integrator, which is on the internal API.

A check with several requests is only reported when none of them can succeed. Nothing is said where not everything in the container is
known, nor about a path that an API of the project has.
",
        why: r"
The container is never healthy: whoever waits for it waits forever, and orchestrators restart it again and again.
",
        example: r#"
`pom.xml`:

```xml
<project><properties><project.runtime.version>4.4.0</project.runtime.version></properties></project>
```

`src/main/wso2mi/artifacts/apis/orders.xml`:

```xml
<api xmlns="http://ws.apache.org/ns/synapse" name="orders" context="/orders"/>
```

`Dockerfile`:

```dockerfile
FROM wso2/wso2mi:4.4.0
COPY target/*.car ${WSO2_SERVER_HOME}/repository/deployment/server/carbonapps/
HEALTHCHECK --interval=30s \
  CMD curl -f http://localhost:8290/healthz || exit 1
```

`is/docker-compose.yml`:

```yaml
services:
  is:
    image: wso2/wso2is:7.1.0
    healthcheck:
      test: ["CMD", "nc", "-z", "localhost", "9444"]
```

`wso2-portlint` says:

```text
./Dockerfile:4:7: error[probe-port-mismatch]: the health check of wso2mi asks 8290/tcp for /healthz, which the HTTP pass-through transport does not serve
./is/docker-compose.yml:5:46: error[probe-port-mismatch]: the health check of is asks 9444/tcp, which nothing in it opens
```
"#,
        fix: r"
Ask the port that the message names.
",
        ignore: r"
When something that the linter does not know answers there.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    for inside in containers::known(view) {
        let probes = &inside.container.probes;
        for asked in probes.chunk_by(|a, b| a.by == b.by) {
            findings.extend(of_check(&inside, asked));
        }
    }
}

/// What is wrong with a check, when none of its requests can succeed.
fn of_check(inside: &Inside<'_>, asked: &[Probe]) -> Option<Diagnostic> {
    let wrong = asked
        .iter()
        .map(|probe| Some((probe, mistake(inside, probe)?)));
    let wrong = wrong.collect::<Option<Vec<_>>>()?;
    let (probe, (message, help)) = wrong.into_iter().next()?;
    let path = probe.path.as_deref().unwrap_or_default();
    let mut identity = vec![probe.port.to_string(), path.to_string()];
    if probe.by != "health check" {
        identity.push(probe.by.clone());
    }
    let identity = identity.iter().map(String::as_str).collect::<Vec<_>>();
    let place = (probe.location, "asked here");
    Some(
        inside
            .finding(&RULE.doc, message, place, &identity)
            .help(help),
    )
}

/// What is wrong with a request, and what would be right.
fn mistake(inside: &Inside<'_>, probe: &Probe) -> Option<(String, String)> {
    let (protocol, port) = (Protocol::Tcp, probe.port);
    let served = probe.path.as_deref().and_then(|path| served(inside, path));
    let serving = served.map(|served| serving(inside, served));
    let at = serving.as_ref().and_then(|listeners| listeners.first());
    let help = |path: &str| {
        let listener = at?;
        let sum = words::sum(listener);
        Some(format!(
            "{path} is served by the {} at {sum}",
            listener.description
        ))
    };
    let path = probe.path.as_deref().unwrap_or_default();
    let shown = words::port(protocol, i64::from(port));
    if inside.is_closed(protocol, port) {
        let message = format!(
            "the {} of {} asks {shown}, which nothing in it opens",
            probe.by,
            inside.name()
        );
        return Some((
            message,
            help(path).unwrap_or_else(|| inside.help(protocol, port)),
        ));
    }
    // Where something is deployed that is not at hand, it may serve the path.
    let is_own = inside
        .container
        .contexts
        .iter()
        .any(|context| context == path);
    let listeners = serving.as_ref()?;
    let opener = inside.openers(protocol, port).next()?;
    if is_own || inside.container.unknown_artifacts || listeners.is_empty() {
        return None;
    }
    let is_served = listeners
        .iter()
        .any(|listener| listener.port == Some(i64::from(port)));
    (!is_served).then(|| {
        let message = format!(
            "the {} of {} asks {shown} for {path}, which the {} does not serve",
            probe.by,
            inside.name(),
            opener.description
        );
        (message, help(path).unwrap_or_default())
    })
}

/// The facts about a path that only some listeners of the product serve.
fn served(inside: &Inside<'_>, path: &str) -> Option<&'static ServedPath> {
    let home = inside.home;
    let (product, version) = (home.product.as_deref()?, home.version.as_ref()?);
    let mut all = built_in().served_paths.iter();
    all.find(|served| {
        served.path == path && served.product == product && served.versions.matches(version)
    })
}

/// The open listeners that serve it.
fn serving<'a>(inside: &Inside<'a>, served: &ServedPath) -> Vec<&'a Listener> {
    let runtimes = inside.home.runtimes.iter();
    let listeners = runtimes.flat_map(|runtime| &runtime.listeners);
    let is_one = |listener: &&Listener| {
        let mut ids = served.listeners.iter();
        ids.any(|id| *id == listener.id) && listener.state != portlint_host::State::Closed
    };
    listeners.filter(is_one).collect()
}
