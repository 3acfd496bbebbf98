//! Clustering that ends the start of a server before any port is open.

use super::Reading;
use super::place::Found;
use portlint_catalog::Text;
use portlint_catalog::xml_generation::Place;
use portlint_host::{Problem, ProblemKind, Process, StartFailure, quoted};

/// What the agent of kernels up to 4.5 knows; letters count, blanks around it do not.
const SCHEMES: [&str; 3] = ["wka", "multicast", "aws"];

/// The cluster that cannot be initialised; the finding about it goes to the reader.
pub(super) fn failure(reading: &mut Reading<'_, '_, '_>) -> Option<StartFailure> {
    if text(reading, "axisconfig/clustering/@enable")? != "true" {
        return None;
    }
    let class = "axisconfig/clustering/parameter[@name='membershipSchemeClassName']";
    if text(reading, class).is_some() {
        return None;
    }
    let Found::Text(found) = reading.find(&[place(SCHEME)]) else {
        return None;
    };
    let scheme = found.text.trim();
    if SCHEMES.contains(&scheme) || scheme.contains('$') {
        return None;
    }
    let message = format!(
        "the server does not start: its cluster knows no membership scheme {}, and no port opens",
        quoted(scheme)
    );
    reading.reader.report(
        Problem::at(ProblemKind::StartFailure, found.location, message.clone())
            .with_help("write wka, multicast or aws, in small letters, or switch clustering off")
            .with_route(SCHEME),
    );
    Some(StartFailure {
        reason: message,
        location: Some(found.location),
        process: Process::Stays,
    })
}

const SCHEME: &str = "axisconfig/clustering/parameter[@name='membershipScheme']";

fn place(path: &'static str) -> Place {
    Place {
        file: Text(super::place::AXIS2),
        path: Text(path),
    }
}

fn text(reading: &mut Reading<'_, '_, '_>, path: &'static str) -> Option<String> {
    let found = reading.find_existing(&[place(path)])?;
    Some(found.text.trim().to_ascii_lowercase())
}
