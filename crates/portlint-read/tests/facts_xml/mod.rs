//! The statements of the facts about the xml generation, one small home each: what is open with its base, offset,
//! address and line, and why the rest is not.

mod analytics;
mod api_manager;
mod broker;
mod fixtures;
mod identity;
mod kernel;
mod mediation;
mod offset;
mod outcomes;
mod profiles;
mod without_carbon;

use fixtures::*;
use portlint_files::Memory;
use portlint_host::{Files, Home, Listener, Runtime, State};
use portlint_read::{Budget, HomeFacts, Request, Scan, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

const HOME: &str = "/h/home";

/// A home of a product, its configuration files relative to `conf`, and what is told about it.
struct Case {
    conf: &'static str,
    files: Memory,
    facts: HomeFacts,
}

impl Case {
    /// A classic home with the four kernel ports and nothing else.
    fn of(product: &str, version: &str) -> Case {
        Case::bare("repository/conf", &format!("{product} v{version}"))
            .carbon("0")
            .file("tomcat/catalina-server.xml", CATALINA)
            .file("etc/jmx.xml", JMX)
            .file("axis2/axis2.xml", &axis2("", ""))
    }

    /// A home with nothing but its version file.
    fn bare(conf: &'static str, version: &str) -> Case {
        Case {
            conf,
            files: Memory::new().with(format!("{HOME}/bin/version.txt"), version),
            facts: HomeFacts::default(),
        }
    }

    fn carbon(self, offset: &str) -> Case {
        self.file("carbon.xml", &carbon(&format!("<Offset>{offset}</Offset>")))
    }

    /// A file below the configuration directory.
    fn file(self, path: &str, text: &str) -> Case {
        let path = format!("{}/{path}", self.conf);
        self.at(&path, text)
    }

    /// A file below the home.
    fn at(mut self, path: &str, text: &str) -> Case {
        self.files = self.files.with(format!("{HOME}/{path}"), text);
        self
    }

    fn arguments(mut self, arguments: &[&str]) -> Case {
        self.facts.start_arguments = Some(arguments.iter().map(ToString::to_string).collect());
        self
    }

    fn java_opts(mut self, options: &[&str]) -> Case {
        self.facts.java_opts = Some(options.iter().map(ToString::to_string).collect());
        self
    }

    fn env(mut self, name: &str, value: &str) -> Case {
        self.facts
            .env
            .get_or_insert_default()
            .insert(name.to_string(), value.to_string());
        self
    }

    fn scan(&self) -> Scan {
        scan(
            &self.files,
            &Request {
                paths: &[PathBuf::from(HOME)],
                limits: Limits::default(),
                budget: Budget::default(),
                facts: &|_: &Path, _: &Path| self.facts.clone(),
            },
        )
    }

    fn home(&self) -> Home {
        self.home_with_files().0
    }

    fn home_with_files(&self) -> (Home, Files) {
        let mut scan = self.scan();
        assert_eq!(scan.host.homes.len(), 1);
        (scan.host.homes.remove(0), scan.host.files)
    }

    fn runtime(&self, id: &str) -> Runtime {
        self.runtime_with_files(id).0
    }

    fn runtime_with_files(&self, id: &str) -> (Runtime, Files) {
        let (home, files) = self.home_with_files();
        let known = home
            .runtimes
            .iter()
            .map(|r| r.id.clone())
            .collect::<Vec<_>>();
        let runtime = home
            .runtimes
            .into_iter()
            .find(|r| r.id == id)
            .unwrap_or_else(|| panic!("no runtime {id} among {known:?}"));
        (runtime, files)
    }

    /// Every line of `wanted` is a listener: `id protocol base+offset=port address file:line` for an open one,
    /// `id closed: words of the reason` or `id conditional: words` for another; nothing else is open.
    fn expect_of(&self, runtime: &str, wanted: &[&str]) {
        let (runtime, files) = self.runtime_with_files(runtime);
        let mut wrong = Vec::new();
        let mut rows = Vec::new();
        for line in wanted {
            let id = line.split(' ').next().unwrap();
            let of_id = runtime
                .listeners
                .iter()
                .filter(|l| l.id == id)
                .collect::<Vec<_>>();
            if let Some((head, reason)) = line.split_once(": ") {
                let state = head.split(' ').nth(1).unwrap();
                let met = of_id.iter().any(|l| {
                    l.state.as_str() == state
                        && l.condition.as_deref().unwrap_or_default().contains(reason)
                        && head.split(' ').skip(2).all(|n| number(l) == n)
                });
                if !met {
                    let found = of_id.iter().map(|l| describe(l)).collect::<Vec<_>>();
                    wrong.push(format!("  wanted {line}\n  found  {found:?}"));
                }
            } else {
                rows.push(line.to_string());
            }
        }
        let mut open = runtime
            .listeners
            .iter()
            .filter(|l| l.state == State::Open)
            .map(|listener| row(listener, &files))
            .collect::<Vec<_>>();
        rows.sort();
        open.sort();
        for row in rows.iter().filter(|r| !open.contains(r)) {
            wrong.push(format!("  missing {row}"));
        }
        for row in open.iter().filter(|r| !rows.contains(r)) {
            wrong.push(format!("  extra   {row}"));
        }
        for listener in &runtime.listeners {
            if listener.state != State::Open
                && listener
                    .condition
                    .as_deref()
                    .is_none_or(|c| c.trim().is_empty())
            {
                wrong.push(format!("  no reason: {}", describe(listener)));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    fn expect(&self, wanted: &[&str]) {
        self.expect_of("default", wanted);
    }
}

fn number(listener: &Listener) -> String {
    let of = |n: Option<i64>| n.map_or("-".to_string(), |n| n.to_string());
    format!(
        "{}+{}={}",
        of(listener.base),
        listener.offset,
        of(listener.port)
    )
}

fn row(listener: &Listener, files: &Files) -> String {
    let place = listener.location.as_ref().map_or("-".to_string(), |l| {
        let name = files
            .path(l.file)
            .file_name()
            .unwrap()
            .to_string_lossy()
            .to_string();
        format!("{name}:{}", l.place.line)
    });
    format!(
        "{} {} {} {} {place}",
        listener.id,
        listener.protocol.as_str(),
        number(listener),
        listener.address
    )
}

fn describe(listener: &Listener) -> String {
    format!(
        "{} {} {}: {}",
        listener.id,
        listener.state.as_str(),
        number(listener),
        listener.condition.as_deref().unwrap_or("-")
    )
}

fn with_kernel<'a>(kernel: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    kernel
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect()
}

fn expect_kernel_and(case: &Case, offset: i64, more: &[&str]) {
    case.expect(&with_kernel(&kernel(offset), more));
}
