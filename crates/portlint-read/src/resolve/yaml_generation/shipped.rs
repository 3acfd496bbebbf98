//! A runtime whose governing file is not in the tree, or cannot be read: what the catalogue knows stands in.

use super::databridge;
use super::site::{Draft, Site, Verdict};
use crate::resolve::Base;
use portlint_catalog::ListenerFacts;
use portlint_host::Listener;

/// The listeners of the file as the product ships it.
pub(super) fn as_shipped(site: &Site<'_>) -> Vec<Listener> {
    listeners(site, |facts| {
        let route = facts.key.unwrap_or_default();
        (Base::product_default(facts.base, route), Verdict::Opens)
    })
}

/// The listeners of the file as shipped, with unknown ports.
pub(super) fn unknown(site: &Site<'_>, reason: &str) -> Vec<Listener> {
    listeners(site, |facts| {
        let base = Base {
            value: None,
            reason: Some(reason.to_string().into()),
            source: "unknown".into(),
            route: facts.key.unwrap_or_default().into(),
            location: None,
        };
        (base, Verdict::Depends(reason.to_string().into()))
    })
}

fn listeners(site: &Site<'_>, base: impl Fn(&ListenerFacts) -> (Base, Verdict)) -> Vec<Listener> {
    let listeners = site.context.catalog.yaml_listeners.into_iter();
    listeners
        .map(|listener| &listener.facts)
        .filter(|facts| site.has(facts))
        .filter_map(|facts| {
            let (family, _) = facts.id.split_once('/')?;
            let verdict = shipped_state(site, family)?;
            let (base, readable) = base(facts);
            site.listener(Draft {
                id: facts.id.to_string(),
                base,
                address: "0.0.0.0".to_string(),
                unmoved: false,
                verdict: verdict.and(&readable),
            })
        })
        .collect()
}

/// What the shipped file does with a family; `None` where it is off and nothing speaks of it.
fn shipped_state(site: &Site<'_>, family: &str) -> Option<Verdict> {
    match family {
        "http" | "siddhi-ref" => Some(Verdict::Opens),
        "stores" if site.has_feature("stores") => Some(Verdict::Opens),
        "thrift" | "binary" => Some(databridge::runtime_verdict(site)),
        _ => None,
    }
}
