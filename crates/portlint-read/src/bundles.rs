//! The bundles that lie in a home: what is installed there, whatever its files call themselves.

use crate::reader::HomeReader;

/// Where a Carbon server keeps its bundles, relative to the home.
const PLUGINS: &str = "repository/components/plugins";

/// The same in products that put the server below `wso2/`.
const PLUGINS_BELOW_WSO2: &str = "wso2/components/plugins";

/// One of these lies in every complete folder of bundles.
const KERNELS: [&str; 2] = ["org.wso2.carbon.core", "org.wso2.micro.integrator.core"];

/// Where a profile lists the bundles that it starts, relative to its configuration.
const LIST: &str = "org.eclipse.equinox.simpleconfigurator/bundles.info";

/// The names of the bundles of a home, sorted.
pub(crate) struct Bundles(Vec<String>);

impl Bundles {
    /// Those of a home; `None` where the tree does not have the folder, or only some of it.
    pub(crate) fn of_home(reader: &HomeReader<'_>) -> Option<Bundles> {
        [PLUGINS, PLUGINS_BELOW_WSO2]
            .into_iter()
            .find_map(|folder| Bundles::of_folder(reader, folder))
    }

    fn of_folder(reader: &HomeReader<'_>, folder: &str) -> Option<Bundles> {
        let mut names = reader.list(folder);
        if let Some(components) = folder.strip_suffix("plugins") {
            // What users add is installed at the next start.
            names.extend(reader.list(&format!("{components}dropins")));
        }
        names.retain(|name| name.ends_with(".jar"));
        names.sort();
        let bundles = Bundles(names);
        KERNELS
            .iter()
            .any(|kernel| bundles.have(kernel))
            .then_some(bundles)
    }

    /// Those that a profile of the server starts, where the home says it; `None` for a name that is no profile's.
    pub(crate) fn of_profile(reader: &mut HomeReader<'_>, profile: &str) -> Option<Bundles> {
        let in_names = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if profile.is_empty() || !profile.chars().all(in_names) {
            return None;
        }
        let list = format!("repository/components/{profile}/configuration/{LIST}");
        if !reader.exists(&list) {
            return None;
        }
        let bytes = reader.bytes(&list)?;
        let text = String::from_utf8_lossy(&bytes);
        let bundle = |line: &str| {
            let (name, rest) = line.split_once(',')?;
            let (version, _) = rest.split_once(',')?;
            Some(format!("{name}_{version}.jar"))
        };
        let mut names: Vec<String> = text.lines().filter_map(bundle).collect();
        names.sort();
        (!names.is_empty()).then_some(Bundles(names))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a bundle of this name lies there, in any version.
    pub(crate) fn have(&self, name: &str) -> bool {
        self.version(name).is_some()
    }

    /// The version of a bundle as its file spells it, for example `2.1.7.wso2v65`; of several the last.
    pub(crate) fn version(&self, name: &str) -> Option<&str> {
        let version = |file: &'_ String| {
            let rest = file.strip_prefix(name)?.strip_suffix(".jar")?;
            let version = rest.strip_prefix(['_', '-'])?;
            version
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(())
        };
        let file = self.0.iter().rev().find(|file| version(file).is_some())?;
        file.get(name.len() + 1..file.len().checked_sub(4)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_files::Memory;
    use portlint_syntax::Limits;

    #[test]
    fn versions_are_those_of_the_file_names() {
        let files = Memory::new()
            .with(
                "/h/repository/components/plugins/synapse-nhttp-transport_2.1.7.wso2v65.jar",
                "",
            )
            .with(
                "/h/repository/components/plugins/org.wso2.carbon.core_4.4.14.jar",
                "",
            )
            .with(
                "/h/repository/components/plugins/org.wso2.carbon.core.services_4.4.14.jar",
                "",
            );
        let reader = HomeReader::new(&files, "/h", Limits::default());
        let bundles = Bundles::of_home(&reader).unwrap();
        assert_eq!(
            bundles.version("synapse-nhttp-transport"),
            Some("2.1.7.wso2v65")
        );
        assert_eq!(bundles.version("org.wso2.carbon.core"), Some("4.4.14"));
        assert!(!bundles.have("org.wso2.carbon"));
        assert!(Bundles::of_home(&HomeReader::new(&files, "/other", Limits::default())).is_none());
    }
}
