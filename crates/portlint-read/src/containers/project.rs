//! Projects of Micro Integrator: `pom.xml`, the server's configuration in `deployment/`, and the sources of what is deployed.

use super::files::ContainerFiles;
use super::image;
use super::layout::Layer;
use portlint_catalog::Version;
use portlint_host::Location;
use portlint_syntax::Format;
use std::path::{Path, PathBuf};

/// Where the sources of inbound endpoints and APIs lie.
const ARTIFACTS: &str = "src/main/wso2mi/artifacts";
/// Where the server looks for inbound endpoints.
const ENDPOINTS: &str = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
/// Most APIs whose contexts are read.
const APIS: usize = 500;

/// What the `pom.xml` of a project says.
#[derive(Debug, Clone)]
pub(super) struct Project {
    /// The directory of the project.
    pub directory: PathBuf,
    /// The version of the server that it is made for.
    pub version: Option<Version>,
    /// The image that its own image is made from.
    pub base_image: Option<String>,
    /// Where the version stands.
    pub location: Location,
}

/// The project of a `pom.xml`; `None` when it is of something else.
pub(super) fn read(files: &ContainerFiles<'_>, pom: &Path) -> Option<Project> {
    let file = files.document(pom, Format::Xml)?;
    let document = &file.document;
    let properties = document.select_first("project/properties")?;
    let property = |name: &str| {
        let node = document.child(properties, name)?;
        Some((document.element_text(node).text.trim().to_string(), node))
    };
    let (runtime, node) = property("project.runtime.version")?;
    let base_image = property("dockerfile.base.image")
        .map(|(image, _)| image.replace("${project.runtime.version}", &runtime))
        .filter(|image| !image.contains("${"));
    let named = base_image.as_deref().and_then(image::recognise);
    Some(Project {
        directory: pom.parent()?.to_path_buf(),
        version: image::version(&runtime).or_else(|| named.and_then(|named| named.version)),
        base_image,
        location: file.at(document.span(node)),
    })
}

/// The inbound endpoints of a project, as the server will see them.
pub(super) fn endpoints(files: &ContainerFiles<'_>, directory: &Path) -> Option<Layer> {
    files.kind(&directory.join(ARTIFACTS))?;
    let source = directory.join(ARTIFACTS).join("inbound-endpoints");
    Some(Layer {
        at: ENDPOINTS.to_string(),
        canonical: files.canonical(&source),
        embedded: None,
        source,
    })
}

/// The contexts of its APIs.
pub(super) fn contexts(files: &ContainerFiles<'_>, directory: &Path) -> Vec<String> {
    let apis = directory.join(ARTIFACTS).join("apis");
    let names = files.names(&apis).into_iter().take(APIS);
    let read = names
        .filter(|name| name.ends_with(".xml"))
        .filter_map(|name| {
            let bytes = files.text(&apis.join(name))?;
            let document =
                portlint_syntax::parse(bytes.as_bytes(), Format::Xml, &Default::default());
            let context = document.attribute_text(document.root?, "context")?;
            Some(context.text)
        });
    read.collect()
}
