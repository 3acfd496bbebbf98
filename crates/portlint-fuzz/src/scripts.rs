//! Files that are not parsed into a tree: start scripts in every dialect, properties, Siddhi applications, archives.

use portlint_files::Memory;
use portlint_read::{HomeFacts, HomeReader, inbound_endpoints, launch_properties, siddhi_sources};
use portlint_syntax::{Format, Limits};

/// The same bytes under every name that makes a difference.
pub fn text(data: &[u8]) {
    const SCRIPTS: [&str; 3] = ["bin/a.sh", "bin/a.bat", "conf/wrapper.conf"];
    const STARTERS: [&str; 4] = ["a.service", "a.env", "Dockerfile", "docker-compose.yml"];
    let mut files = Memory::new()
        .with("h/siddhi/a.siddhi", data)
        .with("h/b.service", "EnvironmentFile=a.env")
        .with("h/server/carbonapps/a.car", data);
    for name in SCRIPTS.iter().chain(&STARTERS) {
        files = files.with(format!("h/{name}"), data);
    }
    let mut reader = HomeReader::new(&files, "h", Limits::default());
    let told = HomeFacts::default();
    let locations = launch_properties(&mut reader, &SCRIPTS.map(String::from), &told, true, "")
        .into_iter()
        .filter_map(|property| property.location)
        .chain(
            siddhi_sources(&mut reader, &["siddhi".to_string()])
                .into_iter()
                .map(|source| source.location),
        );
    for location in locations {
        crate::places::assert_inside(&reader.table(), &location);
    }
    let _ = inbound_endpoints(&mut reader, "server");
    crate::tree::check(data, Format::Properties);
}
