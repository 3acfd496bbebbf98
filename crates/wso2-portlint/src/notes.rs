//! What the user may take for heard, and what nothing came of: said on standard error, once.

use crate::homes::absolute;
use crate::suggest::{did_you_mean, quoted};
use crate::terminal;
use portlint_catalog::Generation;
use portlint_catalog::toml_generation::{PROFILES, knows_profiles};
use portlint_model::{Home, Host};
use std::path::Path;

/// Says so when `--root` is no directory above anything that is shown.
pub fn about_root(root: &Path, host: &Host) {
    let above = absolute(root);
    let is_above = |path: &Path| absolute(path).starts_with(&above);
    let shown = host.homes.iter().any(|home| is_above(&home.path))
        || host.files().any(|file| is_above(&file.path));
    if !host.homes.is_empty() && !shown {
        let root = root.display();
        terminal::note(format_args!(
            "nothing that was looked at is below --root {root}, so paths are shown as they were given"
        ));
    }
}

/// Names the profiles that are not known, or of which it is not known what they close.
pub fn about_profiles(host: &Host) {
    for note in host.homes.iter().filter_map(profile) {
        terminal::note(note);
    }
}

fn profile(home: &Home) -> Option<String> {
    let mut profiles = (home.runtimes.iter())
        .filter_map(|runtime| Some((runtime.generation, runtime.profile.as_deref()?)));
    let (generation, profile) = profiles.find(|(_, profile)| *profile != "default")?;
    let path = home.path.display();
    let name = quoted(profile);
    if !PROFILES.contains(&profile) {
        let hint = did_you_mean(profile, PROFILES);
        return Some(format!(
            "{path}: the profile {name} is not known, so its ports are those of the whole server{hint}"
        ));
    }
    let product = home.product.as_deref()?;
    let what = home.name.as_deref().unwrap_or(product);
    let version = home.version.as_ref();
    let known = generation == Generation::Toml && knows_profiles(product, version);
    (!known).then(|| {
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        format!(
            "{path}: what the profile {name} closes in {what}{version} is not known, so its ports are those of the whole \
             server"
        )
    })
}
