//! Prints what compose files say as the linter reads them: one JSON object, from the path of each project's main file to its
//! services. `tests/compose/compare.py` holds it against `docker-compose config`.

use portlint_files::Disk;
use portlint_read::{ComposeService, compose_services};
use serde_json::{Value, json};
use std::path::PathBuf;

#[allow(clippy::print_stdout)] // That is what it is for.
fn main() {
    let paths = std::env::args_os().skip(1).map(PathBuf::from);
    let paths = paths.collect::<Vec<_>>();
    let projects = compose_services(&Disk, portlint_syntax::Limits::default(), &paths);
    let projects = projects.into_iter().map(|(file, services)| {
        let services = services.iter().map(|it| (it.name.clone(), service(it)));
        (file.display().to_string(), services.collect::<Value>())
    });
    let all = projects.collect::<Value>();
    println!("{all}");
}

fn service(service: &ComposeService) -> Value {
    let published = service.published.iter().map(|port| {
        json!({
            "protocol": port.protocol.as_str(),
            "host_address": port.host_address,
            "host_port": port.host_port,
            "container_port": port.container_port,
        })
    });
    let mounts = service.mounts.iter().map(|mount| {
        json!({
            "target": mount.target,
            "source": mount.source.as_ref().map(|path| path.display().to_string()),
            "is_unknown": mount.is_unknown,
        })
    });
    json!({
        "image": service.image,
        "published": published.collect::<Vec<_>>(),
        "mounts": mounts.collect::<Vec<_>>(),
        "environment": service.environment,
        "environment_is_known": service.environment_is_known,
    })
}
