//! `unknown-product`

use crate::diagnostic::{Diagnostic, Severity};
use crate::problems;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_host::ProblemKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "unknown-product",
        severity: Severity::Warning,
        summary: "a home of a product that the catalogue does not know",
        detects: r"
A directory that looks like a WSO2 home but not like one that the catalogue knows: a custom distribution, a renamed
product, one that is newer than this program. Its bundles say what it opens: each is read with the rules of a product that
has the same bundle. The message names those that were read. Of a tree without bundles, only the rules that all Carbon
servers have in common are applied.
",
        why: r"
What the bundles open that this program does not know is not checked, nor what the product itself changed.
",
        example: r#"
`thing/bin/version.txt`:

```text
WSO2 Teapot v1.0.0
```

`thing/repository/conf/carbon.xml`:

```xml
<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
  <Ports>
    <Offset>4</Offset>
    <JMX>
      <RMIRegistryPort>9999</RMIRegistryPort>
      <RMIServerPort>11111</RMIServerPort>
    </JMX>
  </Ports>
</Server>
```

`wso2-portlint check --severity info` says:

```text
./thing:1:1: warning[unknown-product]: text of 11 characters is not in the catalogue; only the rules common to all Carbon servers were applied
```
"#,
        fix: r"
If it is a renamed WSO2 product, set `product` and `version` in a `[[home]]` entry.
",
        ignore: r"
When the product is your own and its bundles are all that opens ports.
",
    },
    check: Some(check),
};

fn check(view: &View<'_>, _: &Options, findings: &mut Vec<Diagnostic>) {
    problems::report(&RULE.doc, ProblemKind::UnknownProduct, view.host, findings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_its_own_problems_only() {
        crate::testing::reports_problems(&RULE, &[ProblemKind::UnknownProduct]);
    }
}
