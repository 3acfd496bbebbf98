//! What would mend a setting of a `deployment.toml`.

use super::server::Server;
use super::settings::Setting;
use portlint_host::{Change, Remedy};
use portlint_syntax::{ScalarStyle, java_int};

/// The setting belongs at another key. Where something stands there, by whatever name, it has to go when it says the
/// same; otherwise nobody knows which of the two was meant.
pub(super) fn moved(
    server: &Server<'_>,
    setting: &Setting,
    key: &str,
    certain: bool,
) -> Option<Remedy> {
    let there = server.settings.get(key).filter(|there| there.is_users());
    if let Some(there) = there {
        return (there.text == setting.text).then(|| removed(setting))?;
    }
    // What is no number was not meant for a port.
    let fits = !looks_like_a_port(key) || java_int(&setting.text).is_some();
    let change = Change::Move {
        from: parts(&setting.written)?,
        to: parts(key)?,
    };
    fits.then_some(Remedy { change, certain })
}

fn looks_like_a_port(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.ends_with("port") || key.ends_with("offset")
}

/// Nothing reads the setting, so that the file means the same without it.
pub(super) fn removed(setting: &Setting) -> Option<Remedy> {
    Some(Remedy::certain(Change::Remove(parts(&setting.written)?)))
}

/// The product wants a number, and a number stands in the quotes.
pub(super) fn unquoted(setting: &Setting) -> Option<Remedy> {
    let number = java_int(&setting.text).filter(|_| setting.style == ScalarStyle::Quoted)?;
    Some(Remedy::certain(Change::Rewrite(number.to_string())))
}

/// The parts of a dotted key; `None` for those that are quoted or count positions.
fn parts(key: &str) -> Option<Vec<String>> {
    let plain = !key.contains(['[', '\'']);
    plain.then(|| key.split('.').map(str::to_string).collect())
}
