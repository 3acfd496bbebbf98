//! What the catalogue knows about a port number: who uses it by default, what moves it, what the documentation says.

use crate::port::PortChoice;
use portlint_catalog::{
    DefaultUse, Gate, ListenerFacts, OffsetRule, RuntimeSpec, Sharing, Verdict, built_in,
    default_uses, documentation, outbound_uses,
};
use std::fmt::Write as _;

/// The answer to "which products use this port by default?", as text for people.
pub(super) fn default_owners(choice: PortChoice) -> String {
    let mut text = String::new();
    let port = choice.first;
    let mut groups = grouped(port);
    groups.retain(|group| {
        let first = group.first();
        first.is_some_and(|first| choice.has(i64::from(port), first.facts.protocol))
    });
    for group in &groups {
        if let Some(first) = group.first() {
            describe(&mut text, port, first, group);
        }
    }
    for outbound in outbound_uses(port) {
        let _ = writeln!(
            text,
            "{port} is nobody's listener there: {} ({})",
            outbound.what,
            outbound.products.join(", ")
        );
    }
    if groups.is_empty() && outbound_uses(port).is_empty() {
        let _ = writeln!(
            text,
            "no known product opens {choice} by default; `wso2-portlint explain {choice} PATH` looks at a host"
        );
    }
    text.push_str(&misprints(port));
    text
}

/// Where the vendor's lists of default ports are not right about the port. That a number is outbound only is told before.
fn misprints(port: u16) -> String {
    let rows = documentation()
        .judged()
        .filter(|j| j.row.port == Some(port) && j.finding.verdict != Verdict::Outbound);
    let mut remarks: Vec<(&str, String, Vec<String>)> = Vec::new();
    for judged in rows {
        let (section, finding) = (judged.section, judged.finding);
        let place = format!(
            "page {}, \"{}\": {}",
            section.page, section.title, judged.row.purpose
        );
        let verdict = shortcoming(finding.verdict);
        match remarks
            .iter_mut()
            .find(|(_, text, _)| *text == *finding.text)
        {
            Some((_, _, places)) if !places.contains(&place) => places.push(place),
            Some(_) => {}
            None => remarks.push((verdict, finding.text.to_string(), vec![place])),
        }
    }
    if remarks.is_empty() {
        return String::new();
    }
    let mut text =
        "In the vendor's documentation of default ports (docs/documentation-errors.md has all remarks):\n"
            .to_string();
    for (verdict, remark, places) in remarks {
        let _ = writeln!(text, "    {verdict}: {remark}");
        for place in places {
            let _ = writeln!(text, "        {place}");
        }
    }
    text
}

/// What is wrong with a row of the documentation.
fn shortcoming(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Imprecise => "not the whole story",
        Verdict::Misnamed => "called by a wrong name",
        Verdict::NotOpened => "no product of that list opens it by default",
        Verdict::Outbound => "a port that the product connects to, not one that it opens",
        Verdict::Unverified => "neither proved nor refuted",
    }
}

/// The uses of a port, those of one purpose together.
fn grouped(port: u16) -> Vec<Vec<DefaultUse>> {
    let mut groups: Vec<Vec<DefaultUse>> = Vec::new();
    for found in default_uses(port) {
        let same = |group: &Vec<DefaultUse>| {
            group.first().is_some_and(|first| {
                (first.base, first.added) == (found.base, found.added)
                    && first.facts.protocol == found.facts.protocol
                    && (&first.facts.id, &first.facts.key) == (&found.facts.id, &found.facts.key)
            })
        };
        match groups
            .iter()
            .position(same)
            .and_then(|at| groups.get_mut(at))
        {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    groups
}

fn describe(text: &mut String, port: u16, first: &DefaultUse, group: &[DefaultUse]) {
    let facts = first.facts;
    let arithmetic = match first.added {
        0 => String::new(),
        added => format!(" = {} + {added}", first.base),
    };
    let _ = writeln!(
        text,
        "{port}/{}{arithmetic}: {} [{}]",
        facts.protocol.as_str(),
        facts.description,
        facts.id
    );
    let mut owners = group.iter().map(owner).collect::<Vec<_>>();
    owners.dedup();
    let _ = writeln!(text, "    in        {}", owners.join(", "));
    let _ = writeln!(text, "    moved by  {}", movers(facts));
    let mut opened = group
        .iter()
        .map(|u| u.facts.opened_when.as_str())
        .collect::<Vec<_>>();
    opened.sort_unstable();
    opened.dedup();
    for words in opened {
        let _ = writeln!(text, "    opened    {words}");
    }
    for words in if_taken(facts, group) {
        let _ = writeln!(text, "    if taken  {words}");
    }
    // Where the lists have the number, their rows say it all.
    let listed = !misprints(port).is_empty();
    let mut remarks = group
        .iter()
        .filter(|_| !listed)
        .filter_map(|u| u.facts.remark.as_deref())
        .collect::<Vec<_>>();
    remarks.dedup();
    for remark in remarks {
        let _ = writeln!(text, "    docs      {remark}");
    }
    text.push('\n');
}

/// What becomes of a server that finds the port taken, and of which products that is known.
fn if_taken(facts: &ListenerFacts, group: &[DefaultUse]) -> Vec<String> {
    let mut known: Vec<(&str, Vec<String>)> = Vec::new();
    for found in group {
        let id = &found.product.id;
        for taken in built_in().taken.iter().filter(|t| t.names(&facts.id)) {
            let of_runtime = |gate: &&Gate| {
                let runtime = gate.runtime.as_deref();
                gate.product == *id && runtime.is_none_or(|own| found.runtime.id == *own)
            };
            for gate in taken.gates.iter().filter(of_runtime) {
                let gate = gate.to_string();
                let then = taken.then.as_str();
                match known.iter_mut().find(|(known, _)| *known == then) {
                    Some((_, gates)) if gates.contains(&gate) => {}
                    Some((_, gates)) => gates.push(gate),
                    None => known.push((then, vec![gate])),
                }
            }
        }
    }
    if known.is_empty() && facts.sharing == Sharing::MovesOn {
        return vec!["the next free port".to_string()];
    }
    let told = known.into_iter().map(|(then, gates)| {
        format!(
            "the server that starts second {then} ({})",
            gates.join(", ")
        )
    });
    told.collect()
}

/// `wso2ei >=6.4 (broker)`.
fn owner(found: &DefaultUse) -> String {
    let runtime = &found.runtime.id;
    let mut words = found.product.id.to_string();
    let mut ranges = found
        .facts
        .gates
        .iter()
        .filter(|g| g.product == found.product.id && !g.versions.is_any())
        .filter(|g| g.runtime.as_ref().is_none_or(|r| r == runtime))
        .map(|g| g.versions.to_string())
        .collect::<Vec<_>>();
    if ranges.is_empty() && !found.runtime.versions.is_any() {
        ranges.push(found.runtime.versions.to_string());
    }
    if !ranges.is_empty() {
        let _ = write!(words, " {}", ranges.join(" or "));
    }
    if runtime != "default" {
        let _ = write!(words, " ({runtime})");
    }
    // A product whose releases come with one file or the other has a runtime for each.
    let same =
        |other: &&RuntimeSpec| other.id == *runtime && other.versions == found.runtime.versions;
    if found.product.runtimes.iter().filter(same).count() > 1 {
        let _ = write!(words, " with {}", found.runtime.governs);
    }
    words
}

fn movers(facts: &ListenerFacts) -> String {
    let offset = match facts.offset {
        OffsetRule::Added => "the port offset",
        OffsetRule::DefaultOnly => "the port offset, while no number is written",
        OffsetRule::Depends => "the port offset, depending on another setting or the version",
        OffsetRule::Never => "no port offset",
    };
    let offset = match &facts.offset_note {
        Some(note) => format!("{offset} ({note})"),
        None => offset.to_string(),
    };
    match (&facts.key, &facts.file) {
        (Some(key), Some(file)) => format!("{offset}; {key} in {file}"),
        (Some(key), None) => format!("{offset}; {key}"),
        (None, _) => format!("{offset}; no key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(port: &str) -> String {
        default_owners(PortChoice::parse(port).unwrap())
    }

    #[test]
    fn a_default_port_names_products_movers_and_documentation() {
        let text = owners("8290/tcp");
        assert!(text.contains("8290/tcp = 8280 + 10"), "{text}");
        assert!(text.contains("wso2mi with deployment.toml"), "{text}");
        assert!(text.contains("wso2mi with carbon.xml"), "{text}");
        let text = owners("9999");
        assert!(owners("8290/udp").contains("no known product"));
        assert!(
            text.contains("RMI registry") || text.contains("RMI"),
            "{text}"
        );
    }

    #[test]
    fn outbound_and_unknown_numbers_are_told_as_such() {
        assert!(owners("5223").contains("nobody's listener"));
        assert!(owners("1").contains("no known product"));
        let misprint = owners("8833");
        assert!(misprint.contains("no known product"), "{misprint}");
        assert!(misprint.contains("MQTT over TLS is 8883"), "{misprint}");
    }
}
