//! Random hosts of small servers whose ports are close together, so that they meet in many ways.

use crate::{Build, TestHome, conditional, fixed, follower, host, server};
use portlint_host::Host;
use proptest::prelude::*;

/// A host of small servers whose ports are close together, so that they meet in many ways.
#[derive(Debug, Clone)]
pub struct Plan(pub Vec<PlannedHome>);

/// A home of such a host.
#[derive(Debug, Clone)]
pub struct PlannedHome {
    /// The port offset.
    pub offset: i64,
    /// The listeners.
    pub listeners: Vec<PlannedListener>,
}

/// A listener of such a home.
#[derive(Debug, Clone, Copy)]
pub struct PlannedListener {
    /// The base port.
    pub base: i64,
    /// Whether the offset moves it.
    pub follows: bool,
    /// Whether it opens for sure.
    pub certain: bool,
}

impl Plan {
    /// Its homes, all offsets moved by `distance`.
    pub fn homes(&self, distance: i64) -> Vec<TestHome> {
        let homes = self.0.iter().enumerate();
        homes
            .map(|(n, planned)| {
                let offset = planned.offset + distance;
                let mut home = server(&format!("/opt/home{n}"), offset);
                for (i, planned) in planned.listeners.iter().enumerate() {
                    let id = format!("listener{i}");
                    let listener = if planned.follows {
                        follower(&id, planned.base, offset)
                    } else {
                        fixed(&id, planned.base)
                    };
                    home = home.with(if planned.certain {
                        listener
                    } else {
                        conditional(listener, "perhaps")
                    });
                }
                home
            })
            .collect()
    }

    /// The host, all offsets moved by `distance`.
    pub fn host(&self, distance: i64) -> Host {
        host(self.homes(distance))
    }
}

/// Any such host.
pub fn plans() -> impl Strategy<Value = Plan> {
    let listener = (
        9000..9006_i64,
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.8),
    );
    let listener = listener.prop_map(|(base, follows, certain)| PlannedListener {
        base,
        follows,
        certain,
    });
    let home = (0..4_i64, prop::collection::vec(listener, 0..5));
    let home = home.prop_map(|(offset, listeners)| PlannedHome { offset, listeners });
    prop::collection::vec(home, 0..6).prop_map(Plan)
}
