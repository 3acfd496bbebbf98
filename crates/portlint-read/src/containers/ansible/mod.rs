//! Repositories of Ansible: the templates of roles, rendered with what the repository says about each host. Comes in: where the
//! templates lie. Goes out: a home for each role of a host, whose files are what the templates render to. What only Ansible
//! knows when it runs is not known here either; where it decides what is rendered, the template is not rendered.

mod engine;
mod inventory;
mod render;
mod roles;
mod tags;
mod unused;
mod variables;

pub(crate) use render::UNKNOWN_NAME;

use super::ContainerHome;
use super::files::ContainerFiles;
use super::layout::{EmbeddedFile, Layer};
use crate::discover::{product_of_name, product_of_template};
use crate::facts::HomeFacts;
use inventory::Inventory;
use portlint_catalog::{Product, Version};
use portlint_host::{Container, Problem};
use portlint_syntax::{Format, Limits};
use render::{Output, Style, render};
use roles::Role;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use variables::Variables;

/// Homes that are rendered from one repository.
const MOST_HOMES: usize = 200;
/// Directories with inventories and variables of one repository.
const MOST_ENVIRONMENTS: usize = 20;
/// The folder of the vendor's roles that stands for the home.
const HOME: &str = "carbon-home/";

/// What came of the templates.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// The homes.
    pub(super) homes: Vec<ContainerHome>,
    /// The templates that were rendered for some host.
    pub(super) templates: BTreeSet<PathBuf>,
}

/// Renders what can be rendered.
pub(super) fn read(
    files: &ContainerFiles<'_>,
    templates: &BTreeSet<PathBuf>,
    limits: &Limits,
) -> Rendered {
    let jinja = templates.iter().filter(|path| is_jinja(path));
    let jinja = jinja.cloned().collect::<BTreeSet<_>>();
    let mut rendered = Rendered::default();
    for (root, roles) in roles::roles(files, &jinja) {
        let repository = Repository {
            files,
            limits,
            plays: roles::plays(files, &root),
            root,
            roles,
            rendered: RefCell::default(),
        };
        repository.read(&mut rendered);
    }
    rendered
}

fn is_jinja(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str());
    matches!(end, Some("j2" | "jinja2" | "jinja"))
}

/// A directory with roles.
struct Repository<'a> {
    files: &'a ContainerFiles<'a>,
    limits: &'a Limits,
    root: PathBuf,
    roles: Vec<Role>,
    plays: Vec<(Vec<String>, Vec<String>)>,
    /// What templates render to, with the values of all names in them: one rendering for hosts that differ in nothing else.
    rendered: RefCell<BTreeMap<(PathBuf, String), Option<Output>>>,
}

/// The hosts of one environment.
struct Environment {
    directory: PathBuf,
    inventory: Inventory,
    /// The file that describes each host.
    hosts: BTreeMap<String, PathBuf>,
    /// Whether the repository has others: hosts of one name may be different ones.
    is_one_of_several: bool,
}

/// Files of a role: the place in the home, the template, and what it renders to.
type RenderedFiles = Vec<(String, PathBuf, Output)>;

/// What a role renders to for a host.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    role: usize,
    /// The place in the home, the template, and the text.
    texts: Vec<(String, PathBuf, String)>,
}

impl Repository<'_> {
    fn read(&self, rendered: &mut Rendered) {
        let environments = self.environments();
        for environment in &environments {
            // Hosts with the same roles and the same texts stand for each other.
            let mut seen = Vec::new();
            for host in environment.hosts.keys() {
                if rendered.homes.len() >= MOST_HOMES {
                    return;
                }
                let (homes, texts, used) = self.host(environment, host);
                rendered.templates.extend(used);
                if !texts.is_empty() && !seen.contains(&texts) {
                    seen.push(texts);
                    rendered.homes.extend(homes);
                }
            }
        }
    }

    /// The directories that have inventories or variables of hosts.
    fn environments(&self) -> Vec<Environment> {
        let mut directories = vec![self.root.clone()];
        let mut at = 0;
        while let Some(directory) = directories.get(at).cloned() {
            at += 1;
            let depth = directory
                .strip_prefix(&self.root)
                .map_or(0, |below| below.components().count());
            if depth >= 3 || directories.len() > 200 {
                continue;
            }
            let passed_over = [
                "roles",
                "group_vars",
                "host_vars",
                "files",
                "templates",
                "tasks",
                "docs",
            ];
            for name in self.files.names(&directory) {
                let path = directory.join(&name);
                let is_directory =
                    self.files.kind(&path) == Some(portlint_files::FileKind::Directory);
                if is_directory && !name.starts_with('.') && !passed_over.contains(&name.as_str()) {
                    directories.push(path);
                }
            }
        }
        let environments = directories.into_iter().filter_map(|directory| {
            let mut inventory = Inventory::default();
            let mut hosts = BTreeMap::new();
            for path in inventory::files_in(self.files, &directory) {
                let before = inventory.hosts.keys().cloned().collect::<BTreeSet<_>>();
                inventory.read(self.files, &path);
                let new = inventory
                    .hosts
                    .keys()
                    .filter(|host| !before.contains(*host));
                hosts.extend(new.map(|host| (host.clone(), path.clone())));
            }
            for name in self.files.names(&directory.join("host_vars")) {
                let path = directory.join("host_vars").join(&name);
                let host = [".yml", ".yaml"]
                    .iter()
                    .find_map(|end| name.strip_suffix(end));
                hosts
                    .entry(host.unwrap_or(&name).to_string())
                    .or_insert(path);
            }
            (!hosts.is_empty()).then_some(Environment {
                directory,
                inventory,
                hosts,
                is_one_of_several: false,
            })
        });
        let mut environments = environments.take(MOST_ENVIRONMENTS).collect::<Vec<_>>();
        let are_several = environments.len() > 1;
        for environment in &mut environments {
            environment.is_one_of_several = are_several;
        }
        environments
    }

    /// The homes of a host, what identifies them, and the templates that were used.
    fn host(
        &self,
        environment: &Environment,
        host: &str,
    ) -> (Vec<ContainerHome>, Vec<Files>, Vec<PathBuf>) {
        let named = environment.hosts.keys().cloned().collect::<BTreeSet<_>>();
        let roles = self.roles.iter().enumerate().filter(|(_, role)| {
            roles::hosts_of(role, &self.plays, &environment.inventory, &named).contains(host)
        });
        let roles = roles.map(|(at, _)| at).collect::<Vec<_>>();
        let (mut homes, mut texts, mut used) = (Vec::new(), Vec::new(), Vec::new());
        for at in roles.iter().copied() {
            let Some(role) = self.roles.get(at) else {
                continue;
            };
            let variables = self.variables(environment, host, role);
            let Some((product, version)) = self.product(role, &variables) else {
                continue;
            };
            let Some(outputs) = self.render(role, &variables, (product, version.as_ref())) else {
                continue;
            };
            let identical = outputs
                .iter()
                .map(|(at, path, output)| (at.clone(), path.clone(), output.text.clone()));
            texts.push(Files {
                role: at,
                texts: identical.collect(),
            });
            used.extend(outputs.iter().map(|(_, path, _)| path.clone()));
            let all = roles
                .iter()
                .filter_map(|at| self.roles.get(*at))
                .collect::<Vec<_>>();
            homes.push(self.home(
                environment,
                host,
                (role, &all),
                &variables,
                (product, version),
                outputs,
            ));
        }
        (homes, texts, used)
    }

    /// What the files say about a host, the weaker files first.
    fn variables(&self, environment: &Environment, host: &str, role: &Role) -> Variables {
        let mut variables = Variables::default();
        let mut add = |directory: PathBuf| self.add_all(&mut variables, &directory);
        add(role.directory.join("defaults/main"));
        let Environment {
            inventory,
            directory,
            ..
        } = environment;
        let mut groups = inventory.groups_of(host);
        let in_inventory = inventory.hosts.contains_key(host);
        if !in_inventory {
            groups.extend(self.group_called_like(environment, host));
        }
        let places = [directory.as_path(), self.root.as_path()];
        let places = if directory == &self.root {
            &places[..1]
        } else {
            &places[..]
        };
        let all = ["all".to_string()];
        for group in all.iter().chain(&groups) {
            for (name, value) in inventory.variables.get(group).into_iter().flatten() {
                variables.set(name, value);
            }
            for (_, file, node) in inventory
                .of_groups
                .iter()
                .filter(|(name, ..)| name == group)
            {
                variables.add(file, *node);
            }
            for place in places {
                self.add_all(&mut variables, &place.join("group_vars").join(group));
            }
        }
        for (name, value) in inventory.hosts.get(host).into_iter().flatten() {
            variables.set(name, value);
        }
        for (_, file, node) in inventory.of_hosts.iter().filter(|(name, ..)| name == host) {
            variables.add(file, *node);
        }
        for place in places {
            self.add_all(&mut variables, &place.join("host_vars").join(host));
        }
        self.add_all(&mut variables, &role.directory.join("vars/main"));
        if inventory.address_of(host).is_none() {
            variables.hide("ansible_host");
        }
        variables.set("inventory_hostname", host);
        variables.resolve();
        variables
    }

    /// The file of variables of this name, and those in the directory of the name.
    fn add_all(&self, variables: &mut Variables, path: &Path) {
        for end in ["", ".yml", ".yaml"] {
            let mut name = path.as_os_str().to_os_string();
            name.push(end);
            let file = PathBuf::from(name);
            match self.files.kind(&file) {
                Some(portlint_files::FileKind::File(_)) => variables.add_file(self.files, &file),
                Some(portlint_files::FileKind::Directory) => {
                    for inner in self
                        .files
                        .names(&file)
                        .iter()
                        .filter(|name| !name.starts_with('.'))
                    {
                        variables.add_file(self.files, &file.join(inner));
                    }
                }
                _ => {}
            }
        }
    }

    /// The group of a host that no inventory names: the one whose name its own begins with, as in the vendor's repositories.
    fn group_called_like(&self, environment: &Environment, host: &str) -> Option<String> {
        let names = self
            .files
            .names(&environment.directory.join("group_vars"))
            .into_iter();
        let names = names.map(|name| {
            name.trim_end_matches(".yml")
                .trim_end_matches(".yaml")
                .to_string()
        });
        let plain = |text: &str| text.replace('_', "-");
        let mut like = names
            .filter(|name| {
                let rest = plain(host);
                let rest = rest.strip_prefix(plain(name).as_str());
                rest.is_some_and(|rest| {
                    rest.is_empty()
                        || rest.starts_with('-')
                        || rest.starts_with(|c: char| c.is_ascii_digit())
                })
            })
            .collect::<Vec<_>>();
        like.sort_by_key(String::len);
        like.pop()
    }

    /// The product of a role, as its variables or its templates name it.
    fn product(
        &self,
        role: &Role,
        variables: &Variables,
    ) -> Option<(&'static Product, Option<Version>)> {
        let version = variables.text("product_version");
        let of_names = || {
            let name = variables.text("product_name")?;
            product_of_name(&format!("{name}-{}", version.as_deref()?))
        };
        let of_texts = || {
            let mut texts = variables
                .texts()
                .filter_map(|text| text.trim_end_matches(".zip").rsplit('/').next());
            texts.find_map(|text| product_of_name(text).filter(|(_, version)| version.is_some()))
        };
        let of_templates = || {
            let mut templates = role.templates.values();
            templates.find_map(|path| {
                let name = path.file_name()?.to_str()?.rsplit_once('.')?.0.to_string();
                let text = self.files.text(path)?;
                let (product, own) = product_of_template(path, &name, &text, self.limits)?;
                Some((product, own.or(version.as_deref().and_then(Version::parse))))
            })
        };
        of_names().or_else(of_templates).or_else(of_texts)
    }

    /// The configuration files of a role; `None` where the file that governs the server cannot be rendered.
    fn render(
        &self,
        role: &Role,
        variables: &Variables,
        (product, version): (&'static Product, Option<&Version>),
    ) -> Option<RenderedFiles> {
        let mut outputs = Vec::new();
        let mut has_governing = false;
        for (relative, path) in &role.templates {
            let Some(rendered) = relative
                .rsplit_once('.')
                .filter(|_| is_jinja(path))
                .map(|(name, _)| name)
            else {
                continue;
            };
            let Some(at) = place_in_home(rendered, product) else {
                continue;
            };
            let is_governing = governs(product, version, &at);
            let style = match rendered.rsplit('.').next() {
                Some("toml") => Style::Toml,
                Some("yaml" | "yml") => Style::Yaml,
                Some("xml" | "properties") => Style::Other,
                _ => continue,
            };
            if at.split('/').any(|part| part == "bin") {
                continue;
            }
            match self.rendered(path, variables, style) {
                Some(output) => {
                    has_governing |= is_governing;
                    outputs.push((at, path.clone(), output));
                }
                None if is_governing => return None,
                None => {}
            }
        }
        has_governing.then_some(outputs)
    }

    /// What a template renders to with these values.
    fn rendered(&self, path: &Path, variables: &Variables, style: Style) -> Option<Output> {
        let text = self.files.text(path)?;
        let values = variables.of(&text);
        let mut all = self.rendered.borrow_mut();
        let known = all.entry((path.to_path_buf(), values));
        known
            .or_insert_with(|| render(&text, variables, style).ok())
            .clone()
    }

    /// The home of a role on a host.
    fn home(
        &self,
        environment: &Environment,
        host: &str,
        (role, roles): (&Role, &[&Role]),
        variables: &Variables,
        (product, version): (&'static Product, Option<Version>),
        outputs: RenderedFiles,
    ) -> ContainerHome {
        let describing = environment
            .hosts
            .get(host)
            .map_or(environment.directory.as_path(), PathBuf::as_path);
        let path = PathBuf::from(format!("{}#{host}/{}", describing.display(), role.name));
        let canonical = self.files.canonical(describing);
        let canonical = PathBuf::from(format!("{}#{host}/{}", canonical.display(), role.name));
        let of = format!("its template for host {host}");
        let mut problems = Vec::<Problem>::new();
        let mut layers = Vec::new();
        for (at, template, output) in outputs {
            let document = self.files.undivided(&template, Format::Properties);
            let Some(document) = document else {
                continue;
            };
            let is_governing = governs(product, version.as_ref(), &at);
            if is_governing {
                problems.extend(unused::problems(
                    self.files, &self.root, roles, variables, &document,
                ));
            }
            let text =
                portlint_syntax::rendered(&document.document, &output.text, &output.pieces, &of);
            let canonical = self.files.canonical(&template);
            layers.push(Layer {
                at,
                source: path.join(template.file_name().unwrap_or_default()),
                canonical: canonical.clone(),
                embedded: Some(Arc::new(EmbeddedFile {
                    manifest: template,
                    canonical,
                    text,
                })),
            });
        }
        let governed = product
            .runtimes
            .iter()
            .filter(|runtime| layers.iter().any(|layer| layer.at == runtime.governing()));
        let runtimes = governed
            .map(|runtime| runtime.id.to_string())
            .collect::<BTreeSet<_>>();
        let address = environment.inventory.address_of(host).unwrap_or(host);
        let host = if environment.is_one_of_several {
            let folder = environment
                .directory
                .strip_prefix(&self.root)
                .unwrap_or(&environment.directory);
            format!("{}/{address}", folder.display())
        } else {
            address.to_string()
        };
        let mut facts = HomeFacts {
            host: Some(host),
            ..HomeFacts::default()
        };
        if product.runtimes.len() > 1 {
            facts.runtimes = Some(runtimes.into_iter().collect());
        }
        self.profile(role, &mut facts);
        ContainerHome {
            path,
            canonical,
            namespace: None,
            published: Vec::new(),
            container: Container::default(),
            is_rendered: true,
            problems,
            product,
            version,
            update: None,
            clue: "variables and templates of Ansible".to_string(),
            facts,
            layers,
        }
    }

    /// What the tasks of a role and its unit say about the profile.
    fn profile(&self, role: &Role, facts: &mut HomeFacts) {
        let of_line = |line: &str| {
            let (_, rest) = line.split_once("-Dprofile=")?;
            let name = rest
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .next()?;
            (!name.is_empty() && !line.trim_start().starts_with('#')).then(|| name.to_string())
        };
        let tasks = role.directory.join("tasks");
        for name in self.files.names(&tasks) {
            let text = self.files.text(&tasks.join(name)).unwrap_or_default();
            let mut lines = text.lines().filter(|line| line.contains("profileSetup"));
            if let Some(profile) = lines.find_map(of_line) {
                facts.profile = Some(profile);
            }
        }
        let units = role
            .templates
            .iter()
            .filter(|(name, _)| name.contains(".service"));
        for (_, path) in units {
            let text = self.files.text(path).unwrap_or_default();
            if let Some(profile) = text
                .lines()
                .filter(|line| line.contains("ExecStart"))
                .find_map(of_line)
            {
                facts.start_arguments = Some(vec![format!("-Dprofile={profile}")]);
            }
        }
    }
}

/// Whether a file governs a runtime of a product, in this version where it is known.
fn governs(product: &Product, version: Option<&Version>, at: &str) -> bool {
    let of_version = product
        .runtimes
        .iter()
        .filter(|runtime| version.is_none_or(|version| runtime.versions.matches(version)));
    let mut governing = of_version.map(|runtime| runtime.governing());
    governing.any(|governing| governing == at)
}

/// Where in the home a template of this name goes: where the folder `carbon-home` has it, else where the product reads a
/// file of its name.
fn place_in_home(relative: &str, product: &Product) -> Option<String> {
    if let Some((_, inside)) = relative.split_once(HOME) {
        return Some(inside.to_string());
    }
    let mut governing = product
        .runtimes
        .iter()
        .map(|runtime| runtime.governing())
        .collect::<BTreeSet<_>>();
    governing.retain(|governing| {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        governing.ends_with(&format!("/{relative}")) || governing.rsplit('/').next() == Some(name)
    });
    if governing.len() == 1 {
        governing.pop_first()
    } else {
        None
    }
}
