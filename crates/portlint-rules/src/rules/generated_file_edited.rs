//! `generated-file-edited`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "generated-file-edited",
        severity: Severity::Warning,
        summary: "an edit in a generated file that this or a later start discards",
        detects: r"
A port or offset in a generated XML file (`carbon.xml`, `catalina-server.xml`, ...) that differs from what `deployment.toml` renders. Products with a `deployment.toml` write these files anew whenever one of them, or anything they come from, has changed. The start scripts of Micro Integrator up to 4.6 give `-DavoidConfigHashRead=true`: then only a change of `deployment.toml`, or of a variable in it, counts, and an edit stays in force until then. The digests in `repository/resources/conf/.metadata` tell whether the next start is such a one; where it leaves the files alone, their numbers are taken.
",
        why: r"
The edit works at most until the next start, or until somebody changes `deployment.toml` for another reason. Then the server is back on the port of `deployment.toml`.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[server]
offset = 1
```

`wso2is-7.0.0/repository/conf/carbon.xml`:

```xml
<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
  <Ports>
    <Offset>2</Offset>
    <JMX>
      <RMIRegistryPort>9999</RMIRegistryPort>
      <RMIServerPort>11111</RMIServerPort>
    </JMX>
  </Ports>
</Server>
```

`wso2-portlint` says:

```text
./wso2is-7.0.0/repository/conf/carbon.xml:3:13: warning[generated-file-edited]: Server/Ports/Offset is 2 here, but deployment.toml renders 1: the next start writes this file anew and discards the difference
```
"#,
        fix: r"
Move the number to `deployment.toml`, with the key that the message names, and let the server write the XML.
",
        ignore: r"
When the home is started with configuration mapping switched off, or the templates of this home were changed on purpose.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(
        &RULE.doc,
        ProblemKind::GeneratedFileEdited,
        view.host,
        findings,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::GeneratedFileEdited]);
    }
}
