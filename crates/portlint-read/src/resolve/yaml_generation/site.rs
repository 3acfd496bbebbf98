//! What all listeners of a runtime have in common, and how one is put together.

use super::components::Components;
use super::placeholders::{self, Gap};
use super::value::{Node, Typed};
use crate::resolve::{Base, RuntimeContext, listener};
use portlint_catalog::yaml_generation::{ReferencePlace, YamlListener};
use portlint_catalog::{ListenerFacts, Text, Version, any_admits};
use portlint_host::{CowStr, Listener, State, quoted};
use portlint_syntax::{YamlTag, snakeyaml_int};

/// The runtime whose listeners are computed.
pub(super) struct Site<'a> {
    pub context: &'a RuntimeContext<'a>,
    pub components: &'a Components<'a>,
    /// The runtime's offset; `None` when unknown.
    pub offset: Option<i64>,
    /// Why the server does not start, or may not: all listeners share it.
    pub startup: Verdict,
    /// Why those that add the offset do not open: they take it from `wso2.carbon.ports`, which may be null.
    pub moved: Verdict,
}

/// Whether something opens, and why not.
#[derive(Debug, Clone, Default)]
pub(super) enum Verdict {
    /// Nothing speaks against it.
    #[default]
    Opens,
    /// It does not.
    Closed(CowStr),
    /// It depends on what is not known.
    Depends(CowStr),
}

/// A listener before the offset.
pub(super) struct Draft {
    pub id: String,
    pub base: Base,
    pub address: String,
    /// True when nothing is added, whatever the catalogue says of the listener.
    pub unmoved: bool,
    pub verdict: Verdict,
}

impl Verdict {
    /// This verdict, unless the other is worse.
    pub(super) fn and(self, other: &Verdict) -> Verdict {
        match (&self, other) {
            (Verdict::Closed(_), _) | (_, Verdict::Opens) => self,
            (Verdict::Depends(_), Verdict::Depends(_)) => self,
            _ => other.clone(),
        }
    }

    /// What the failure and the doubt of a block mean for what it configures.
    pub(super) fn of_block(namespace: &str, failure: Option<&Gap>, doubt: Option<&Gap>) -> Verdict {
        match (failure, doubt) {
            (Some(gap), _) => Verdict::Closed(
                format!("the block {namespace} does not load: {}", gap.reason).into(),
            ),
            (None, Some(gap)) => Verdict::Depends(
                format!(
                    "the block {namespace} loads only when {} is set",
                    gap.reason.trim_end_matches(" is not known")
                )
                .into(),
            ),
            (None, None) => Verdict::Opens,
        }
    }
}

impl Site<'_> {
    /// The facts for a listener of this runtime: its own, or those of its family.
    pub(super) fn facts(&self, id: &str) -> Option<&'static YamlListener> {
        let admitted = |wanted: &str| {
            let mut listeners = self.context.catalog.yaml_listeners.into_iter();
            listeners.find(|listener| listener.facts.id == wanted && self.has(&listener.facts))
        };
        admitted(id).or_else(|| admitted(id.split('/').next()?))
    }

    /// The version whose facts apply; the newest known where nothing tells the version.
    fn version(&self) -> Option<&Version> {
        let newest = || Some(&self.context.release()?.version);
        self.context.rules.or_else(newest)
    }

    /// Whether the catalogue gives this listener to this runtime.
    pub(super) fn has(&self, facts: &ListenerFacts) -> bool {
        let context = self.context;
        facts.admits(&context.product.id, self.version(), &context.runtime.id)
    }

    /// Whether this runtime has a feature of the catalogue.
    pub(super) fn has_feature(&self, feature: &str) -> bool {
        self.context.catalog.has_feature(
            feature,
            &self.context.product.id,
            self.version(),
            &self.context.runtime.id,
        )
    }

    /// Whether this runtime keeps an address at a place of the catalogue.
    pub(super) fn keeps(&self, place: &ReferencePlace) -> bool {
        let (product, runtime) = (&self.context.product.id, &self.context.runtime.id);
        let is_on = |switch: Text| self.components.is_on(&switch);
        let is_gated = !place.gates.is_empty();
        place.switch.is_none_or(is_on)
            && (!is_gated || any_admits(&place.gates, product, self.version(), runtime))
    }

    /// The class default of a setting, by the listener that takes it.
    pub(super) fn class_default(&self, id: &str, route: impl Into<CowStr>) -> Base {
        Base::product_default(self.default_port(id), route)
    }

    /// The number that the server takes where the file names a listener without one.
    pub(super) fn default_port(&self, id: &str) -> Option<u16> {
        let is_on = |switch: &str| self.components.is_on(switch);
        self.facts(id)?.class_default(is_on)
    }

    /// Puts a listener together; `None` when the catalogue does not give it to this runtime.
    pub(super) fn listener(&self, draft: Draft) -> Option<Listener> {
        let specification = self.facts(&draft.id)?;
        let (more, follows) = specification.added(|switch| self.components.is_on(switch));
        let follows = follows && !draft.unmoved;
        let verdict = if follows {
            draft.verdict.and(&self.moved)
        } else {
            draft.verdict
        };
        let (state, condition) = match verdict.and(&self.startup) {
            Verdict::Opens => (State::Open, None),
            Verdict::Closed(reason) => (State::Closed, Some(reason)),
            Verdict::Depends(condition) => (State::Conditional, Some(condition)),
        };
        let (added, follows) = if follows {
            let more = i64::from(more);
            (self.offset.map(|offset| offset.saturating_add(more)), true)
        } else {
            (Some(0), false)
        };
        let facts = &specification.facts;
        let mut listener = listener(facts, draft.base, added, follows, state, condition);
        listener.id = draft.id.into();
        listener.address = draft.address.into();
        listener.settle_port();
        Some(listener)
    }
}

/// The base that a value gives to an integer field.
///
/// # Errors
/// When the field takes no such value: the block fails then.
pub(super) fn integer(node: &Node, route: &str) -> Result<Base, Gap> {
    let mut base = node.base(route);
    let refused = |what: String| Gap {
        reason: format!("{route} {what}"),
        location: node.location,
    };
    let Some(scalar) = node.scalar() else {
        return Err(refused("is not a number".to_string()));
    };
    if let Some(reason) = &scalar.unknown {
        if placeholders::names_a_path(&scalar.text) {
            return Err(refused("is a path, not an integer".to_string()));
        }
        base.reason = Some(reason.clone().into());
        return Ok(base);
    }
    base.value = match (scalar.tag, scalar.typed()) {
        (_, Typed::Null) => return Err(refused("has no value".to_string())),
        (Some(YamlTag::Float), _) => None,
        _ => snakeyaml_int(&scalar.text),
    };
    match base.value {
        Some(value) if i32::try_from(value).is_ok() => Ok(base),
        _ => Err(refused(format!(
            "is not an integer: {}",
            quoted(&scalar.text)
        ))),
    }
}
