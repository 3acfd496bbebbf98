//! Things of the file system that are no files, where files are read.

use crate::hostile::case::{Case, GENERATIONS, Generation};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

const UNREADABLE: &[&str] = &["error[unreadable-file]"];

const OF_THE_KERNEL: &[&str] = &["error[unreadable-file]", "a file of the kernel (procfs)"];

/// Whatever the tool reads in a home, beside what governs it.
const READ: &[&str] = &[
    ".env",
    "Dockerfile",
    "a.service",
    "bin/version.txt",
    "bin/wso2server.bat",
    "bin/wso2server.sh",
    "bin/yajsw/conf/wrapper.conf",
    "docker-compose.yml",
    "repository/conf/carbon.xml",
    "repository/conf/tomcat/catalina-server.xml",
    "repository/resources/conf/default.json",
    "repository/resources/conf/infer.json",
    "repository/resources/conf/key-mappings.json",
    "updates/product.txt",
];

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn socket(path: &Path) {
    // The path of a socket is limited to about 100 bytes: it is made in a short place and moved.
    let short = tempfile::Builder::new()
        .prefix("s")
        .tempdir_in("/tmp")
        .unwrap();
    drop(std::os::unix::net::UnixListener::bind(short.path().join("s")).unwrap());
    fs::rename(short.path().join("s"), path).unwrap();
}

type Put = (&'static str, i32, &'static [&'static str], fn(&Path));

/// What can stand where a file should.
const ODD: &[Put] = &[
    ("FIFO", 1, UNREADABLE, mkfifo),
    ("socket", 1, UNREADABLE, socket),
    ("directory", 1, UNREADABLE, |path| {
        fs::create_dir(path).unwrap();
    }),
    ("link to an endless device", 1, UNREADABLE, |path| {
        symlink("/dev/zero", path).unwrap();
    }),
    ("link to an empty device", 1, UNREADABLE, |path| {
        symlink("/dev/null", path).unwrap();
    }),
    ("link to the kernel's log", 1, OF_THE_KERNEL, |path| {
        symlink("/proc/kmsg", path).unwrap();
    }),
    ("link to a directory", 1, UNREADABLE, |path| {
        symlink("..", path).unwrap();
    }),
    ("link to a file of the system", 1, &[], |path| {
        symlink("/etc/passwd", path).unwrap();
    }),
    ("link to itself", 0, &["warning[incomplete-home]"], |path| {
        symlink(path.file_name().unwrap(), path).unwrap();
    }),
    ("file that may not be read", 1, UNREADABLE, forbidden),
];

/// Root may read everything: a file of the kernel that refuses everyone takes its place.
fn forbidden(path: &Path) {
    fs::write(path, "x").unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(path).is_ok() {
        fs::remove_file(path).unwrap();
        symlink("/proc/self/mem", path).unwrap();
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for generation in GENERATIONS {
        for (name, exit, says, put) in ODD {
            cases.push(Case::new(
                format!("{generation:?}: {name} governs"),
                *exit,
                says,
                move |host| put(&generation.home(host, "hostile")),
            ));
        }
        cases.push(Case::new(
            format!("{generation:?}: a file that is longer than it says"),
            1,
            OF_THE_KERNEL,
            // Of size 0, until it is read.
            move |host| symlink("/proc/cpuinfo", generation.home(host, "hostile")).unwrap(),
        ));
        cases.push(Case::new(
            format!("{generation:?}: the configuration is a link out of the home"),
            i32::from(generation == Generation::Yaml),
            &[],
            move |host| {
                let outside = host.parent().unwrap().join("outside");
                fs::write(&outside, generation.with_offset("7")).unwrap();
                symlink(outside, generation.home(host, "hostile")).unwrap();
            },
        ));
        cases.push(Case::new(
            format!("{generation:?}: the home links to itself"),
            i32::from(generation == Generation::Yaml),
            &[],
            move |host| {
                fs::write(
                    generation.home(host, "hostile"),
                    generation.with_offset("7"),
                )
                .unwrap();
                symlink(".", host.join("hostile/again")).unwrap();
                symlink("hostile", host.join("hostile-too")).unwrap();
                symlink("..", host.join("hostile/up")).unwrap();
            },
        ));
    }
    cases.push(
        Case::new(
            "every file links to the kernel's log",
            0,
            OF_THE_KERNEL,
            |host| {
                let home = host.join("hostile");
                Generation::Toml.home(host, "hostile");
                for file in READ {
                    let path = home.join(file);
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    let _ = fs::remove_file(&path);
                    symlink("/proc/kmsg", path).unwrap();
                }
                let trace = Path::new("/sys/kernel/tracing/trace_pipe");
                symlink(trace, home.join("repository/conf/deployment.toml")).unwrap();
            },
        )
        .exit_any(),
    );
    for (name, _, _, put) in ODD {
        for beside in [
            "bin/version.txt",
            "updates/product.txt",
            "bin/api-manager.sh",
            "Dockerfile",
            "repository/conf/jndi.properties",
            "repository/deployment/server/carbonapps/a.car",
        ] {
            cases.push(beside_governing(
                &format!("{name} as {beside}"),
                beside,
                *put,
            ));
        }
    }
    cases.extend(
        [
            ("empty", ""),
            ("line ends", "\n\n\n"),
            ("no version", "WSO2 API Manager\n"),
            ("no product", "v4.2.0\n"),
            (
                "huge version",
                "WSO2 API Manager v99999999999999999999.99999999999999999999.9\n",
            ),
            ("negative version", "WSO2 API Manager v-4.-2.-0\n"),
            (
                "escape sequences",
                "WSO2 \u{1b}]0;owned\u{7}\u{1b}[2J v4.2.0\n",
            ),
            ("a command for CI", "::error file=x::WSO2 v4.2.0\n"),
            ("bidi", "WSO2 \u{202e}reganaM IPA v4.2.0\n"),
            ("dots", "WSO2 API Manager v................\n"),
            ("a newer product", "WSO2 API Manager v4000000000.0.0\n"),
        ]
        .map(|(name, line)| version(name, line.as_bytes().to_vec())),
    );
    cases.push(version("not UTF-8", b"WSO2 \xff\xfe v4.2.0\n".to_vec()));
    cases.push(version("NULs", vec![0; 1000]));
    cases.push(version("1 MB line", vec![b'v'; 1 << 20]));
    cases.extend(archives());
    cases.extend(links_between_directories());
    cases
}

/// A home whose governing file is fine and another file is odd: it is checked, whatever is said about the other file.
fn beside_governing(name: &str, file: &'static str, put: fn(&Path)) -> Case {
    Case::new(name, 0, &[], move |host| {
        let generation = Generation::Toml;
        fs::write(
            generation.home(host, "hostile"),
            generation.with_offset("7"),
        )
        .unwrap();
        let path = host.join("hostile").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        put(&path);
    })
    .exit_any()
}

fn version(name: &str, line: Vec<u8>) -> Case {
    Case::new(format!("version.txt: {name}"), 0, &[], move |host| {
        let generation = Generation::Toml;
        fs::write(
            generation.home(host, "hostile"),
            generation.with_offset("7"),
        )
        .unwrap();
        fs::write(host.join("hostile/bin/version.txt"), &line).unwrap();
    })
    .exit_any()
}

/// Carbon applications of a Micro Integrator.
fn archives() -> Vec<Case> {
    let application = |name: &str, exit: i32, says: &[&str], archive: fn() -> Vec<u8>| {
        Case::new(format!("car: {name}"), exit, says, move |host| {
            let conf = host.join("hostile/conf");
            let applications = host.join("hostile/repository/deployment/server/carbonapps");
            for directory in [&conf, &applications, &host.join("hostile/bin")] {
                fs::create_dir_all(directory).unwrap();
            }
            fs::write(
                host.join("hostile/bin/version.txt"),
                "WSO2 Micro Integrator v4.2.0\n",
            )
            .unwrap();
            fs::write(conf.join("deployment.toml"), "[server]\n").unwrap();
            fs::write(applications.join("a.car"), archive()).unwrap();
        })
    };
    vec![
        application("nothing", 1, UNREADABLE, Vec::new),
        application("no archive", 1, UNREADABLE, || b"no archive".to_vec()),
        application("half an archive", 1, UNREADABLE, || {
            b"PK\x03\x04\x14\0\0\0\x08\0".to_vec()
        }),
        application("a bomb of 33 MB", 1, UNREADABLE, || {
            repeated("a.xml", 33 << 20)
        }),
        application("a bomb that is not read", 0, &[], || {
            repeated("a.bin", 8 << 20)
        }),
        application("a path out of the archive", 0, &[], || {
            repeated("../../../../../../tmp/x.xml", 10)
        }),
        application("a name that attacks the terminal", 0, &[], || {
            repeated("\u{1b}[2J\u{202e}\n::error::.xml", 10)
        }),
    ]
}

fn links_between_directories() -> Vec<Case> {
    let fine = |host: &Path, name: &OsStr| {
        fs::write(Generation::Toml.home(host, name), "[server]\noffset = 7\n").unwrap();
    };
    vec![
        Case::new("two directories that link to each other", 0, &[], |host| {
            symlink("b", host.join("a")).unwrap();
            symlink("a", host.join("b")).unwrap();
        })
        .homes(Some(1)),
        Case::new(
            "a directory that links to its parent",
            0,
            &[],
            move |host| {
                fine(host, OsStr::new("hostile"));
                fs::create_dir(host.join("x")).unwrap();
                symlink("..", host.join("x/up")).unwrap();
            },
        ),
        Case::new("a home reached through 100 links", 0, &[], move |host| {
            fine(host, OsStr::new("hostile"));
            for n in 0..100 {
                symlink("hostile", host.join(format!("link{n}"))).unwrap();
            }
        }),
        Case::new("a directory that links to the root", 0, &[], |host| {
            symlink("/proc", host.join("x")).unwrap();
        })
        .homes(Some(1)),
        Case::new("1,000 levels of directories", 0, &[], |host| {
            let mut path = host.to_path_buf();
            for _ in 0..1_000 {
                path.push("d");
            }
            fs::create_dir_all(path).unwrap();
        })
        .homes(Some(1)),
        Case::new("2,000 directories", 0, &[], |host| {
            for n in 0..2_000 {
                fs::create_dir(host.join(format!("d{n}"))).unwrap();
            }
        })
        .homes(Some(1)),
    ]
}

/// An archive with one entry of blanks.
fn repeated(name: &str, bytes: u64) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    io::copy(&mut io::repeat(b' ').take(bytes), &mut writer).unwrap();
    writer.finish().unwrap().into_inner()
}
