//! A profile that is started and is not installed. Only where the tree has the folders of other profiles.

use super::Failure;
use crate::reader::HomeReader;
use crate::resolve::toml_generation::server::Server;
use portlint_host::{Problem, ProblemKind, Process, showable};

/// Where profiles lie, each with a folder `configuration`.
const FOLDERS: [&str; 2] = ["repository/components", "wso2/components"];

/// What an installed profile has there; a start with one that is not installed leaves a folder with its log only.
const INSTALLED: [&str; 2] = [
    "config.ini",
    "org.eclipse.equinox.simpleconfigurator/bundles.info",
];

/// What the kernel makes of `-DworkerNode=true`.
const WORKER: &str = "worker";

/// The profile that the server is started with, where its folder is missing.
pub(super) fn check(reader: &HomeReader<'_>, server: &Server<'_>) -> Option<Failure> {
    let is_worker = server
        .property("workerNode")
        .is_some_and(|value| value == "true");
    let (profile, process) = match server.property("profile") {
        Some(profile) => (profile, Process::Stays),
        None if is_worker => (WORKER.to_string(), Process::Ends),
        None => return None,
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if profile.is_empty() || !profile.chars().all(is_name) {
        return None;
    }
    let is_installed = |folder: &str, name: &str| {
        let mut files = INSTALLED.iter();
        files.any(|file| reader.exists(&format!("{folder}/{name}/configuration/{file}")))
    };
    let mut folders = FOLDERS.iter();
    let folder = folders.find(|folder| {
        let names = reader.list(folder);
        names.iter().any(|name| is_installed(folder, name))
    })?;
    if is_installed(folder, &profile) {
        return None;
    }
    let message = format!(
        "no port opens: {folder} has no profile {}, with which the server is started",
        showable(&profile)
    );
    let home = reader.home().to_path_buf();
    let problem = Problem::of(ProblemKind::IncompleteHome, home, message)
        .with_route("profile")
        .with_help("start it with one of the profiles that are there");
    Some(Failure { problem, process })
}
