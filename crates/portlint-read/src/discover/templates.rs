//! Templates: configuration that something else renders first. They are told apart from configuration, with the product that
//! they are for and what renders them.

use super::Request;
use super::candidate::Candidate;
use super::identity;
use crate::containers::Descriptions;
use crate::governing::rendered_name;
use portlint_catalog::{Product, Version, product};
use portlint_files::FileSystem;
use portlint_host::{NotLookedAt, NotLookedAtReason, Template, TemplateKind};
use portlint_syntax::{ErrorKind, Format, Limits, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What manifests and values of the vendor's servers name: the user of its images, and the registries.
const MARKS: [&str; 4] = ["wso2carbon", "wso2/", "wso2.com/", "wso2micro"];
/// Most files of a chart that are looked at for these marks.
const CHART_FILES: usize = 200;

/// Takes out of the candidates what is only a template, and says of all templates what they are.
pub(super) fn set_aside(
    files: &dyn FileSystem,
    request: &Request<'_>,
    found: &mut BTreeMap<PathBuf, Candidate>,
    descriptions: &Descriptions,
) -> Vec<NotLookedAt> {
    let limits = &request.limits;
    let mut templates = Vec::new();
    found.retain(|_, candidate| {
        if candidate.is_installed(files) || renders_itself(request, candidate) {
            return true;
        }
        let own = candidate.governing(files);
        let read = own.iter().map(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            let name = candidate.lone.as_deref().or(name)?;
            unrendered(files, limits, path, name)
        });
        let read = read.collect::<Option<Vec<_>>>().unwrap_or_default();
        let is_template = !read.is_empty();
        templates.extend(own.into_iter().zip(read));
        !is_template
    });
    for path in &descriptions.templates {
        templates.extend(Some(path.clone()).zip(named(files, limits, path)));
    }
    let mut whole = charts(files, limits, descriptions);
    whole.extend(kustomizations(files, limits, descriptions));
    let mut loose = Vec::new();
    for (path, template) in templates {
        match whole.iter_mut().find(|(top, _)| path.starts_with(top)) {
            Some((_, known)) => known.learn(&template),
            None => loose.push((path, template)),
        }
    }
    let all = whole
        .into_iter()
        .map(|(path, known)| (path, known.template));
    let all = all.chain(loose).map(|(path, template)| NotLookedAt {
        template: Some(template),
        ..NotLookedAt::new(path, NotLookedAtReason::Template)
    });
    all.collect()
}

/// Carbon 5 fills in `{{NAME}}` itself where it is started with another file to merge.
fn renders_itself(request: &Request<'_>, candidate: &Candidate) -> bool {
    let told = request.told(&candidate.path, &candidate.canonical);
    let words = told.start_arguments.iter().chain(&told.java_opts).flatten();
    words.into_iter().any(|word| word.starts_with("-Dconfig="))
}

/// A directory that is rendered as a whole.
struct Whole {
    template: Template,
    products: BTreeSet<Option<String>>,
}

impl Whole {
    fn new(kind: TemplateKind, version: Option<String>) -> Whole {
        Whole {
            template: Template {
                kind,
                product: None,
                name: None,
                version,
            },
            products: BTreeSet::new(),
        }
    }

    /// Its product is the one that all templates in it are for.
    fn learn(&mut self, other: &Template) {
        self.products.insert(other.product.clone());
        let is_one = self.products.len() == 1;
        self.template.product = other.product.clone().filter(|_| is_one);
        self.template.name = other.name.clone().filter(|_| is_one);
    }
}

/// The charts that deploy something of WSO2, the outermost ones.
fn charts(
    files: &dyn FileSystem,
    limits: &Limits,
    descriptions: &Descriptions,
) -> Vec<(PathBuf, Whole)> {
    let mut charts = Vec::new();
    for directory in &descriptions.charts {
        let is_inner = charts
            .iter()
            .any(|(known, _): &(PathBuf, Whole)| directory.starts_with(known));
        if is_inner || !deploys_ours(files, limits, &directory.join("templates")) {
            continue;
        }
        let about = ["Chart.yaml", "chart.yaml"].iter().find_map(|name| {
            let path = directory.join(name);
            files.read(&path, limits.bytes as u64).ok()
        });
        let version = about.and_then(|bytes| {
            let document = parse(&bytes, Format::Yaml, limits);
            let version = document.lookup(&["appVersion"])?;
            let version = Version::parse(document.text(version)?)?;
            Some(portlint_host::showable(version.as_str()))
        });
        charts.push((directory.clone(), Whole::new(TemplateKind::Chart, version)));
    }
    charts
}

/// Whether manifests below a directory deploy something of the vendor.
fn deploys_ours(files: &dyn FileSystem, limits: &Limits, directory: &Path) -> bool {
    let mut left = CHART_FILES;
    let mut is_ours = false;
    files.walk(directory, &mut |directory| {
        let names = files.list(directory).unwrap_or_default().into_iter();
        let names = names.filter_map(|name| name.into_string().ok());
        let is_manifest = |name: &String| {
            [".yaml", ".yml", ".tpl"]
                .iter()
                .any(|end| name.ends_with(end))
        };
        for name in names.filter(is_manifest) {
            if is_ours || left == 0 {
                return false;
            }
            left -= 1;
            let bytes = files.read(&directory.join(name), limits.bytes as u64);
            let text = bytes.unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            is_ours = MARKS.iter().any(|mark| text.contains(mark));
        }
        !is_ours
    });
    is_ours
}

/// The kustomizations that deploy something of WSO2.
fn kustomizations(
    files: &dyn FileSystem,
    limits: &Limits,
    descriptions: &Descriptions,
) -> Vec<(PathBuf, Whole)> {
    let is_ours = |path: &&PathBuf| deploys_ours(files, limits, path);
    let ours = descriptions.kustomizations.iter().filter(is_ours);
    ours.map(|path| (path.clone(), Whole::new(TemplateKind::Kustomization, None)))
        .collect()
}

/// What a governing file is a template of, when it is one.
fn unrendered(
    files: &dyn FileSystem,
    limits: &Limits,
    path: &Path,
    name: &str,
) -> Option<Template> {
    let bytes = files.read(path, limits.bytes as u64).ok()?;
    let format = identity::format_of(name)?;
    let document = parse(&bytes, format, limits);
    let is_template = |error: &portlint_syntax::SyntaxError| error.kind == ErrorKind::Template;
    document.errors.iter().find(|error| is_template(error))?;
    let text = document.source.text();
    let kind = if text.contains("<%") {
        TemplateKind::Erb
    } else if text.contains("{%") {
        TemplateKind::Jinja
    } else {
        TemplateKind::Other
    };
    Some(
        template(path, name, text, kind, limits).unwrap_or(Template {
            kind,
            product: None,
            name: None,
            version: None,
        }),
    )
}

/// What a file is a template of by its name, when it is one for a WSO2 server and not one of the server's own.
fn named(files: &dyn FileSystem, limits: &Limits, path: &Path) -> Option<Template> {
    let (name, kind) = rendered_name(path.file_name()?.to_str()?)?;
    let shown = path.to_string_lossy();
    if ["resources/conf/templates/", "config-tool/templates/"]
        .iter()
        .any(|own| shown.contains(own))
    {
        return None;
    }
    let bytes = files.read(path, limits.bytes as u64).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut template = template(path, name, &text, kind, limits)?;
    if kind == TemplateKind::Erb && template.version.is_none() {
        template.version = version_of_module(files, limits, path);
    }
    Some(template)
}

/// The version that the parameters of a Puppet module name, or those of the module that it has in common with others.
fn version_of_module(files: &dyn FileSystem, limits: &Limits, path: &Path) -> Option<String> {
    let module = path
        .ancestors()
        .find(|above| above.ends_with("templates"))?
        .parent()?;
    let modules = module.parent()?;
    let names = files.list(modules).unwrap_or_default().into_iter();
    let names = names.filter_map(|name| name.into_string().ok());
    let common = names.filter(|name| name.ends_with("_common"));
    let common = common.map(|name| modules.join(name));
    let manifests = [module.to_path_buf()].into_iter().chain(common);
    manifests.into_iter().find_map(|module| {
        let bytes = files.read(&module.join("manifests/params.pp"), limits.bytes as u64);
        let text = String::from_utf8_lossy(&bytes.ok()?).into_owned();
        text.lines().find_map(version_of_line)
    })
}

/// The number of `$version = "4.3.0"`.
fn version_of_line(line: &str) -> Option<String> {
    let (name, value) = line.trim().strip_prefix('$')?.split_once('=')?;
    let value = value.trim().trim_matches(['"', '\'', ',']);
    let is_number = value.contains('.') && value.chars().all(|c| c.is_ascii_digit() || c == '.');
    let names_one = ["version", "product_version", "wso2_server_version"].contains(&name.trim());
    (names_one && is_number && value.len() < 20).then(|| value.to_string())
}

/// The product that the text of a template is for, and its version where it names one; `name` is that of the file that it
/// renders.
pub(crate) fn product_of_template(
    path: &Path,
    name: &str,
    text: &str,
    limits: &Limits,
) -> Option<(&'static Product, Option<Version>)> {
    let (id, version) = identity::of_template_text(path, name, text, limits)?;
    Some((id.and_then(product)?, version))
}

fn template(
    path: &Path,
    name: &str,
    text: &str,
    kind: TemplateKind,
    limits: &Limits,
) -> Option<Template> {
    let (id, version) = identity::of_template_text(path, name, text, limits)?;
    let name = id.and_then(product).map(|product| product.name.to_string());
    Some(Template {
        kind,
        product: id.map(str::to_string),
        name,
        version: version.map(|version| version.to_string()),
    })
}
