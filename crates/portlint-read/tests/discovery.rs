//! Which paths are which homes: recognition, grouping, and what must be passed over.

use portlint_files::{FileSystem, Memory};
use portlint_host::{ProblemKind, State};
use portlint_read::{Budget, HomeFacts, PathError, Request, Scan, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

const AM: &str = "[server]\nhostname = \"localhost\"\n[database.apim_db]\ntype = \"h2\"\n";
const SI: &str = "wso2.carbon:\n  id: wso2-si\n  name: WSO2 Streaming Integrator\n";
const CARBON: &str = "<Server><Name>WSO2 Enterprise Integrator</Name><ServerKey>EI</ServerKey>\
    <Version>6.5.0</Version><Ports><Offset>0</Offset></Ports></Server>";

fn scan_with(files: &dyn FileSystem, paths: &[&str], facts: HomeFacts) -> Scan {
    let paths = paths.iter().map(PathBuf::from).collect::<Vec<_>>();
    scan(
        files,
        &Request {
            paths: &paths,
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &|_: &Path, _: &Path| facts.clone(),
        },
    )
}

fn scan_paths(files: &dyn FileSystem, paths: &[&str]) -> Scan {
    scan_with(files, paths, HomeFacts::default())
}

/// `path product version runtimes`, one line per home.
fn summary(scan: &Scan) -> Vec<String> {
    scan.host
        .homes
        .iter()
        .map(|home| {
            let runtimes = home
                .runtimes
                .iter()
                .map(|r| r.id.as_ref())
                .collect::<Vec<_>>();
            format!(
                "{} {} {} {}",
                home.path.display(),
                home.product.as_deref().unwrap_or("?"),
                home.version.as_ref().map_or("?", |v| v.as_str()),
                runtimes.join("+")
            )
        })
        .collect()
}

fn kinds(scan: &Scan) -> Vec<ProblemKind> {
    scan.host
        .homes
        .iter()
        .flat_map(|h| h.problems.iter().map(|p| p.kind))
        .collect()
}

fn am(memory: Memory, home: &str) -> Memory {
    memory
        .with(format!("{home}/repository/conf/deployment.toml"), AM)
        .with(
            format!("{home}/bin/version.txt"),
            "WSO2 API Manager v4.2.0\n",
        )
        .with(format!("{home}/repository/components/plugins/a.jar"), "")
}

fn ei(memory: Memory, home: &str) -> Memory {
    memory
        .with(format!("{home}/conf/carbon.xml"), CARBON)
        .with(format!("{home}/wso2/broker/conf/carbon.xml"), CARBON)
        .with(
            format!("{home}/bin/version.txt"),
            "WSO2 Enterprise Integrator v6.5.0\n",
        )
}

#[test]
fn a_home_a_folder_of_homes_and_paths_inside_a_home() {
    let files = ei(am(Memory::new(), "/opt/am"), "/opt/ei");
    assert_eq!(
        summary(&scan_paths(&files, &["/opt/am"])),
        ["/opt/am wso2am 4.2.0 default"]
    );
    assert_eq!(
        summary(&scan_paths(&files, &["/opt"])),
        [
            "/opt/am wso2am 4.2.0 default",
            "/opt/ei wso2ei 6.5.0 integrator+broker"
        ]
    );
    for inside in [
        "/opt/am/repository/conf/deployment.toml",
        "/opt/am/repository/conf",
        "/opt/am/repository",
    ] {
        assert_eq!(
            summary(&scan_paths(&files, &[inside])),
            ["/opt/am wso2am 4.2.0 default"],
            "{inside}"
        );
    }
}

#[test]
fn a_profile_folder_is_that_runtime_of_the_home() {
    let files = ei(Memory::new(), "/opt/ei");
    for inside in ["/opt/ei/wso2/broker", "/opt/ei/wso2/broker/conf/carbon.xml"] {
        assert_eq!(
            summary(&scan_paths(&files, &[inside])),
            ["/opt/ei wso2ei 6.5.0 broker"],
            "{inside}"
        );
    }
    assert_eq!(
        summary(&scan_paths(&files, &["/opt/ei/conf/carbon.xml"])),
        ["/opt/ei wso2ei 6.5.0 integrator"]
    );
    assert_eq!(
        summary(&scan_paths(&files, &["/opt/ei/wso2/broker", "/opt/ei"])),
        ["/opt/ei wso2ei 6.5.0 integrator+broker"]
    );
}

#[test]
fn the_same_home_twice_counts_once() {
    let files = am(Memory::new(), "/opt/am");
    assert_eq!(
        summary(&scan_paths(
            &files,
            &["/opt/am", "/opt", "/opt/am/repository/conf"]
        ))
        .len(),
        1
    );
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_the_home_it_points_at() {
    let directory = tempfile::tempdir().unwrap();
    let home = directory.path().join("wso2am-4.2.0");
    std::fs::create_dir_all(home.join("repository/conf")).unwrap();
    std::fs::create_dir_all(home.join("bin")).unwrap();
    std::fs::write(home.join("repository/conf/deployment.toml"), AM).unwrap();
    std::fs::write(home.join("bin/version.txt"), "WSO2 API Manager v4.2.0").unwrap();
    let link = directory.path().join("current");
    std::os::unix::fs::symlink(&home, &link).unwrap();
    std::os::unix::fs::symlink(directory.path(), directory.path().join("loop")).unwrap();
    let scanned = scan_paths(&portlint_files::Disk, &[directory.path().to_str().unwrap()]);
    assert_eq!(scanned.host.homes.len(), 1);
    assert_eq!(scanned.host.homes[0].path, home);
    let (by_link, by_name) = (link.to_str().unwrap(), home.to_str().unwrap());
    for ways in [[by_link, by_name], [by_name, by_link]] {
        let scanned = scan_paths(&portlint_files::Disk, &ways);
        assert_eq!(scanned.host.homes.len(), 1);
        assert_eq!(scanned.host.homes[0].path, home);
    }
    let scanned = scan_paths(&portlint_files::Disk, &[by_link]);
    assert_eq!(scanned.host.homes.len(), 1);
    assert_eq!(scanned.host.homes[0].path, link);
}

#[test]
fn files_of_other_projects_are_passed_over_in_silence() {
    let files = Memory::new()
        .with(
            "/k8s/app/deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\n",
        )
        .with("/k8s/rust/deployment.toml", "[package]\nname = \"x\"\n")
        .with("/k8s/conf/server/deployment.yaml", "apiVersion: v1\n");
    let scanned = scan_paths(&files, &["/k8s"]);
    assert!(scanned.host.homes.is_empty());
    assert_eq!(scanned.errors, [PathError::NoHome("/k8s".into())]);
    assert_eq!(
        scan_paths(&files, &["/k8s/app/deployment.yaml"]).errors,
        [PathError::NoHome("/k8s/app/deployment.yaml".into())]
    );
    assert_eq!(
        scan_paths(&files, &["/nowhere"]).errors,
        [PathError::Missing("/nowhere".into())]
    );
}

#[test]
fn lone_files_are_recognised_by_their_content() {
    let files = Memory::new()
        .with("/ci/am/deployment.toml", "[apim.gateway]\nx = 1\n")
        .with("/ci/is/deployment.toml", "[oauth]\nx = 1\n")
        .with("/ci/si/deployment.yaml", SI)
        .with("/ci/ei/carbon.xml", CARBON)
        .with("/ci/wso2am-4.1.0/conf/deployment.toml", "[apim]\nx = 1\n");
    assert_eq!(
        summary(&scan_paths(&files, &["/ci"])),
        [
            "/ci/am wso2am ? default",
            "/ci/ei wso2ei 6.5.0 integrator",
            "/ci/is wso2is ? default",
            "/ci/si wso2si ? server",
            "/ci/wso2am-4.1.0 wso2am 4.1.0 default",
        ]
    );
}

#[test]
fn a_home_that_never_started_is_recognised_by_its_template_or_script() {
    let template = |conf: &str| format!("repository/resources/conf/templates/{conf}/carbon.xml.j2");
    let says = |name: &str, key: &str, version: &str| {
        format!(
            "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">\n<Name>{name}</Name>\n\
             <ServerKey>{key}</ServerKey>\n<Version>{version}</Version>\n\
             {{% if server.offset is defined %}}<Ports><Offset>{{{{server.offset}}}}</Offset></Ports>{{% endif %}}\n</Server>"
        )
    };
    let toml = "[server]\nnode_ip = \"127.0.0.1\"\n";
    for (conf, marker, text, expected) in [
        (
            "repository/conf",
            template("repository/conf"),
            says("WSO2 API Control Plane", "ACP", "4.5.0"),
            "wso2am-acp 4.5.0",
        ),
        (
            "repository/conf",
            template("repository/conf"),
            says("WSO2 Identity Server", "IS", "6.1.0"),
            "wso2is 6.1.0",
        ),
        (
            "conf",
            template("conf"),
            says("WSO2 Micro Integrator", "MI", "4.2.0"),
            "wso2mi 4.2.0",
        ),
        (
            "repository/conf",
            "bin/adaptive.sh".to_string(),
            String::new(),
            "wso2is ?",
        ),
    ] {
        let files = Memory::new()
            .with(format!("/opt/home/{conf}/deployment.toml"), toml)
            .with(format!("/opt/home/{marker}"), text.as_str());
        let scanned = scan_paths(&files, &["/opt/home"]);
        assert_eq!(
            summary(&scanned),
            [format!("/opt/home {expected} default")],
            "{marker}"
        );
        let no_problems: Vec<ProblemKind> = Vec::new();
        assert_eq!(kinds(&scanned), no_problems, "{marker}");
    }
}

#[test]
fn what_is_told_wins_and_disagreement_is_said() {
    let files = am(Memory::new(), "/opt/wso2am-4.3.0");
    let scanned = scan_paths(&files, &["/opt/wso2am-4.3.0"]);
    assert_eq!(
        summary(&scanned),
        ["/opt/wso2am-4.3.0 wso2am 4.2.0 default"]
    );
    // The name of a directory alone is no evidence.
    assert!(!kinds(&scanned).contains(&ProblemKind::IdentityConflict));
    let told = HomeFacts {
        version: Some("4.3.0".to_string()),
        ..HomeFacts::default()
    };
    let scanned = scan_with(&files, &["/opt/wso2am-4.3.0"], told);
    assert_eq!(
        summary(&scanned),
        ["/opt/wso2am-4.3.0 wso2am 4.3.0 default"]
    );
    assert!(kinds(&scanned).contains(&ProblemKind::IdentityConflict));
}

/// The files by which a kernel says what it is: what the build of a product fills in stands there unfilled.
fn kernel(version: &str, governing: &str) -> Memory {
    let home = format!("/opt/wso2carbon-core-{version}");
    let carbon = "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\"><Name>${product.name}</Name>\
        <ServerKey>${product.key}</ServerKey><Version>${product.version}</Version><Ports><Offset>0</Offset></Ports></Server>";
    Memory::new()
        .with(
            format!("{home}/bin/version.txt"),
            "${product.name} v${product.version}\n",
        )
        .with(
            format!("{home}/bin/wso2carbon-version.txt"),
            format!("WSO2 Carbon Framework v{version}\n"),
        )
        .with(format!("{home}/repository/conf/carbon.xml"), carbon)
        .with(
            format!("{home}/repository/conf/{governing}"),
            if governing == "carbon.xml" {
                carbon
            } else {
                "[server]\n"
            },
        )
}

#[test]
fn a_kernel_without_a_product_is_wso2_carbon() {
    for version in ["4.5.1", "4.6.3-m4", "4.9.1-m1", "4.10.32"] {
        let scanned = scan_paths(&kernel(version, "deployment.toml"), &["/opt"]);
        let home = format!("/opt/wso2carbon-core-{version}");
        assert_eq!(
            summary(&scanned),
            [format!("{home} wso2carbon {version} default")]
        );
        assert!(kinds(&scanned).is_empty(), "{:?}", kinds(&scanned));
        let listeners = &scanned.host.homes[0].runtimes[0].listeners;
        let mut open: Vec<_> = listeners
            .iter()
            .filter(|listener| listener.state == State::Open)
            .filter_map(|listener| listener.port)
            .collect();
        open.sort_unstable();
        assert_eq!(open, [9443, 9763, 9999, 11111], "{version}");
    }
    let scanned = scan_paths(&kernel("4.4.40", "carbon.xml"), &["/opt"]);
    assert_eq!(
        summary(&scanned),
        ["/opt/wso2carbon-core-4.4.40 wso2carbon 4.4.40 default"]
    );
}

#[test]
fn a_product_is_never_taken_for_its_kernel() {
    let named = kernel("4.10.32", "deployment.toml").with(
        "/opt/wso2carbon-core-4.10.32/bin/version.txt",
        "WSO2 Sandwich Server v1.0.0\n",
    );
    let scanned = scan_paths(&named, &["/opt"]);
    assert_eq!(scanned.host.homes[0].product.as_deref(), None);
    assert!(kinds(&scanned).contains(&ProblemKind::UnknownProduct));
}

#[test]
fn half_deleted_homes_and_strangers_are_said_not_dropped() {
    let files = Memory::new()
        .with("/opt/a/bin/version.txt", "WSO2 API Manager v4.2.0")
        .with("/opt/b/bin/version.txt", "WSO2 Sandwich Server v1.0.0")
        .with(
            "/opt/b/repository/conf/carbon.xml",
            "<Server><Ports><Offset>1</Offset></Ports></Server>",
        )
        .with("/opt/c/wso2/server/bin/carbon.sh", "#!/bin/sh")
        .with("/opt/c/bin/version.txt", "WSO2 Streaming Integrator v4.2.0");
    let scanned = scan_paths(&files, &["/opt"]);
    assert_eq!(scanned.host.homes.len(), 3);
    let kinds = kinds(&scanned);
    assert!(kinds.contains(&ProblemKind::IncompleteHome), "{kinds:?}");
    assert!(kinds.contains(&ProblemKind::UnknownProduct), "{kinds:?}");
    assert_eq!(scanned.host.homes[1].product, None);
}

#[test]
fn only_the_started_runtimes_are_read() {
    let files = ei(Memory::new(), "/opt/ei");
    let told = HomeFacts {
        runtimes: Some(vec!["broker".to_string(), "brooker".to_string()]),
        ..HomeFacts::default()
    };
    let scanned = scan_with(&files, &["/opt/ei"], told);
    assert_eq!(summary(&scanned), ["/opt/ei wso2ei 6.5.0 broker"]);
    assert!(kinds(&scanned).contains(&ProblemKind::IdentityConflict));
}

/// `path reason`, with a mark for what looks like a home.
fn not_looked_at(scan: &Scan) -> Vec<String> {
    let passed = scan.host.not_looked_at.iter();
    let passed = passed.map(|passed| {
        let mark = if passed.looks_like_home { " home?" } else { "" };
        format!("{} {}{mark}", passed.path.display(), passed.reason.as_str())
    });
    passed.collect()
}

#[test]
fn folders_are_passed_over_by_what_they_are_and_not_by_name() {
    let names = ["dev", "prod", "proc", "sys", "target", "node_modules"];
    let homes = names.map(|name| format!("/srv/{name}/wso2am-4.2.0"));
    let files = homes
        .iter()
        .fold(Memory::new(), |files, home| am(files, home));
    let scanned = scan_paths(&files, &["/srv"]);
    assert_eq!(scanned.host.homes.len(), names.len());
    assert_eq!(not_looked_at(&scanned), Vec::<String>::new());
}

#[test]
fn what_is_not_looked_at_is_listed() {
    let mut files = am(Memory::new(), "/srv/wso2am-4.2.0");
    for home in [
        "/srv/.old/wso2am-4.1.0",
        "/srv/app/.git/wso2am-4.1.0",
        "/srv/app/node_modules/wso2am-4.1.0",
        "/srv/wso2am-4.2.0/backup",
        "/srv/a/b/c/d/wso2am-4.1.0",
    ] {
        files = am(files, home);
    }
    let files = am(files, "/srv/.wso2am")
        .with("/srv/app/package.json", "{}")
        // The server's own copy of its configuration is no other home.
        .with(
            "/srv/wso2is-7.0.0/bin/version.txt",
            "WSO2 Identity Server v7.0.0",
        )
        .with("/srv/wso2is-7.0.0/repository/conf/deployment.toml", "")
        .with(
            "/srv/wso2is-7.0.0/backup/repository/conf/deployment.toml",
            "",
        );
    let scanned = scan_paths(&files, &["/srv"]);
    assert_eq!(scanned.host.homes.len(), 2);
    assert_eq!(
        not_looked_at(&scanned),
        [
            "/srv/.old hidden",
            "/srv/.wso2am hidden home?",
            "/srv/a/b/c/d/wso2am-4.1.0 depth home?",
            "/srv/wso2am-4.2.0/backup inside-home home?",
        ]
    );
    // What is given by itself was looked at.
    let scanned = scan_paths(
        &files,
        &["/srv", "/srv/wso2am-4.2.0/backup", "/srv/.wso2am"],
    );
    assert_eq!(scanned.host.homes.len(), 4);
    assert_eq!(
        not_looked_at(&scanned),
        ["/srv/.old hidden", "/srv/a/b/c/d/wso2am-4.1.0 depth home?"]
    );
}

#[test]
fn a_repository_is_walked_but_no_home_in_it() {
    let mut files = Memory::new()
        .with("/repo/.git/config", "")
        .with(
            "/repo/a/b/c/d/e/compose.yaml",
            "services:\n  mi:\n    image: wso2/wso2mi:4.3.0\n",
        )
        .with("/repo/conf/am/repository/conf/deployment.toml", "[apim]\n")
        .with(
            "/repo/conf/is/repository/conf/deployment.toml",
            "[identity]\n",
        );
    for home in ["/repo/homes/x/y/z/wso2am-4.2.0", "/repo/.old/wso2am-4.1.0"] {
        files = am(files, home).with(format!("{home}/bin/api-manager.sh"), "");
    }
    files = files.with(
        "/repo/homes/x/y/z/wso2am-4.2.0/deep/compose.yaml",
        "services:\n  a: {image: wso2/wso2mi}\n",
    );
    let scanned = scan_paths(&files, &["/repo"]);
    let homes = scanned.host.homes.iter().map(|home| {
        let namespace = home
            .namespace
            .as_ref()
            .map(|it| (it.kind.as_str(), it.name.as_str()));
        (home.path.display().to_string(), namespace)
    });
    assert_eq!(
        homes.collect::<Vec<_>>(),
        [
            (
                "/repo/a/b/c/d/e/compose.yaml#mi".to_string(),
                Some(("compose-service", "mi"))
            ),
            ("/repo/conf/am".to_string(), Some(("image", "am"))),
            ("/repo/conf/is".to_string(), Some(("image", "is"))),
            ("/repo/homes/x/y/z/wso2am-4.2.0".to_string(), None),
        ]
    );
    assert_eq!(not_looked_at(&scanned), ["/repo/.old hidden"]);
}

/// `path kind product version`, for each template.
fn templates(scan: &Scan) -> Vec<String> {
    let passed = scan.host.not_looked_at.iter();
    let templates = passed.filter_map(|passed| {
        let template = passed.template.as_ref()?;
        let product = template.product.as_deref().unwrap_or("?");
        let version = template.version.as_deref().unwrap_or("?");
        let kind = template.kind.as_str();
        Some(format!(
            "{} {kind} {product} {version}",
            passed.path.display()
        ))
    });
    templates.collect()
}

#[test]
fn templates_are_told_apart_from_configuration() {
    let toml = "[server]\noffset = {{ offset }}\n[apim.gateway]\n";
    let files = Memory::new()
        .with("/c/Chart.yaml", "name: am\nappVersion: 4.5.0\n")
        .with(
            "/c/templates/deployment.yaml",
            "image: {{ .Values.x }}/wso2/wso2am\n",
        )
        .with("/c/confs/deployment.toml", toml)
        .with("/c/other/Chart.yaml", "name: mysql\n")
        .with(
            "/a/roles/am/templates/repository/conf/deployment.toml.j2",
            toml,
        )
        .with("/a/site.yml", "")
        .with(
            "/a/roles/b/templates/wso2/analytics/conf/worker/deployment.yaml.j2",
            "wso2.carbon:\n  type: wso2-sp\n  ports:\n    offset: {{ o }}\n",
        )
        .with("/p/manifests/site.pp", "")
        .with(
            "/p/modules/is/templates/repository/conf/deployment.toml.erb",
            "[server]\noffset = \"<%= @o %>\"\n[identity]\n",
        )
        .with(
            "/p/modules/is_common/manifests/params.pp",
            "class x {\n  $version = \"5.11.0\"\n}\n",
        );
    let scanned = scan_paths(&files, &["/c", "/a", "/p"]);
    assert_eq!(summary(&scanned), Vec::<String>::new());
    assert_eq!(
        templates(&scanned),
        [
            "/a/roles/am/templates/repository/conf/deployment.toml.j2 jinja wso2am ?",
            "/a/roles/b/templates/wso2/analytics/conf/worker/deployment.yaml.j2 jinja wso2ei ?",
            "/c helm wso2am 4.5.0",
            "/p/modules/is/templates/repository/conf/deployment.toml.erb erb wso2is 5.11.0",
        ]
    );
    let only = ["/c", "/a", "/p"].map(|path| PathError::OnlyTemplates(PathBuf::from(path)));
    assert_eq!(scanned.errors, only);
    // A template that is given by itself is no configuration either.
    let scanned = scan_paths(&files, &["/c/confs/deployment.toml"]);
    assert_eq!(
        templates(&scanned),
        ["/c/confs/deployment.toml other wso2am ?"]
    );
    assert_eq!(scanned.errors.len(), 1);
}

#[test]
fn servers_of_a_chart_are_no_servers_of_one_host() {
    let files = Memory::new()
        .with("/r/.git/config", "")
        .with("/r/one/Chart.yaml", "name: one\n")
        .with("/r/one/confs/ei/conf/carbon.xml", CARBON)
        .with("/r/one/confs/ei/bin/integrator.sh", "")
        .with("/r/two/Chart.yaml", "name: two\n")
        .with("/r/two/confs/ei/conf/carbon.xml", CARBON)
        .with("/r/two/confs/ei/bin/integrator.sh", "");
    let scanned = scan_paths(&files, &["/r"]);
    let namespaces = scanned
        .host
        .homes
        .iter()
        .map(|home| home.namespace.is_some());
    assert_eq!(namespaces.collect::<Vec<_>>(), [true, true]);
}
