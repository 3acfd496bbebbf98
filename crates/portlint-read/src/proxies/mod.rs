//! Files of nginx and HAProxy: whom they send connections to. What a file leaves open (variables, includes, names that only
//! a running proxy knows) is kept as such.

mod address;
mod haproxy;
mod nginx;

use portlint_catalog::{Protocol, Role};
use portlint_files::FileSystem;
use portlint_host::{
    CowStr, Files, PortForm, Proxy, ProxyPort, ProxySoftware, Reference, SourceFile, Unread,
    UnreadKind,
};
use portlint_syntax::{Document, ErrorKind, Format, Limits, Statement, Word, statements};
use std::path::Path;
use std::sync::Arc;

/// The proxy that a file configures, and the table that it points at. A file of any other kind is none: only its whole text
/// tells, but for a file with the proxy's own name.
pub fn proxy(files: &dyn FileSystem, path: &Path, limits: Limits) -> Option<(Proxy, Files)> {
    let name = path.file_name()?.to_str()?;
    let own = own_name(name);
    if own.is_none() && !may_be_one(path) {
        return None;
    }
    let bytes = files.read(path, limits.bytes as u64).ok()?;
    let of = |software: ProxySoftware| {
        let format = match software {
            ProxySoftware::Nginx => Format::Nginx,
            ProxySoftware::Haproxy => Format::Haproxy,
        };
        let document = portlint_syntax::parse(&bytes, format, &limits);
        let all = statements(&document);
        let is_one = match software {
            ProxySoftware::Nginx => nginx::is_one(&all),
            ProxySoftware::Haproxy => haproxy::is_one(&all),
        };
        let is_read = !document
            .errors
            .iter()
            .any(|e| e.kind != ErrorKind::ByteOrderMark);
        (own == Some(software) || (is_one && is_read)).then_some((software, document, all))
    };
    let found = match own {
        Some(software) => of(software),
        None => of(ProxySoftware::Nginx).or_else(|| of(ProxySoftware::Haproxy)),
    };
    let (software, document, all) = found?;
    let canonical = files.canonical(path).unwrap_or_else(|| path.to_path_buf());
    let mut table = Files::default();
    let file = table.add(path, &canonical, Arc::new(document));
    let mut reading = Reading {
        proxy: Proxy::new(software, path),
        file: Arc::clone(&file),
    };
    reading.proxy.stand_in.canonical = canonical;
    match software {
        ProxySoftware::Nginx => nginx::read(&all, &mut reading),
        ProxySoftware::Haproxy => haproxy::read(&all, &mut reading),
    }
    reading.add_errors(&file.document);
    let mut proxy = reading.proxy;
    proxy.ports.sort_unstable();
    proxy.ports.dedup();
    Some((proxy, table))
}

/// The proxy whose main file is called so.
fn own_name(name: &str) -> Option<ProxySoftware> {
    match name {
        "nginx.conf" => Some(ProxySoftware::Nginx),
        "haproxy.cfg" => Some(ProxySoftware::Haproxy),
        _ => None,
    }
}

/// Whether a file's name lets it be one.
fn may_be_one(path: &Path) -> bool {
    let end = path.extension().map(|end| end.to_string_lossy());
    matches!(
        end.as_deref(),
        None | Some("conf" | "cfg" | "nginx" | "haproxy" | "vhost")
    )
}

/// A proxy while its file is read.
struct Reading {
    proxy: Proxy,
    file: Arc<SourceFile>,
}

/// An address that connections are sent to.
struct Upstream<'w> {
    route: String,
    description: CowStr,
    word: &'w Word,
    scheme: Option<&'w str>,
    host: &'w str,
    port: Option<i64>,
    protocol: Protocol,
}

impl Reading {
    fn send(&mut self, upstream: Upstream<'_>) {
        let location = self.file.at(upstream.word.span);
        let written = self.file.document.source.slice(upstream.word.span);
        self.proxy.push(Reference {
            route: upstream.route.into(),
            description: upstream.description,
            scheme: upstream.scheme.map(str::to_string),
            host: upstream.host.to_string(),
            port: upstream.port,
            written: PortForm::of(written, upstream.port),
            protocol: upstream.protocol,
            location: Some(location),
            target: None,
            // Any server may be behind a proxy.
            target_products: vec!["*".into()],
            role: Role::Connection,
        });
    }

    fn leave(&mut self, kind: UnreadKind, word: &Word) {
        let location = self.file.at(word.span);
        self.proxy.unread.push(Unread { kind, location });
    }

    fn open(&mut self, protocol: Protocol, port: u16) {
        self.proxy.ports.push(ProxyPort { protocol, port });
    }

    fn add_errors(&mut self, document: &Document) {
        let errors = document.errors.iter();
        let real = errors.filter(|error| error.kind != ErrorKind::ByteOrderMark);
        let unread = real.map(|error| Unread {
            kind: UnreadKind::Grammar,
            location: self.file.at(error.span),
        });
        self.proxy.unread.extend(unread.collect::<Vec<_>>());
        self.proxy.unread.sort_by_key(|it| it.location.span);
    }
}

/// The block or section that a statement is in.
fn parent<'s>(all: &'s [Statement], statement: &Statement) -> Option<&'s Statement> {
    all.get(statement.parent?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_files::Memory;

    fn found(name: &str, text: &str) -> Option<Proxy> {
        let path = Path::new("/etc").join(name);
        let memory = Memory::new().with(&path, text);
        proxy(&memory, &path, Limits::default()).map(|(proxy, _)| proxy)
    }

    /// Where it sends connections, what it opens, and what is not known.
    fn read(name: &str, text: &str) -> String {
        let proxy = found(name, text).unwrap();
        let mut lines = Vec::new();
        for reference in proxy.references() {
            let scheme = reference.scheme.as_ref().map(|s| format!("{s}://"));
            lines.push(format!(
                "{} {}{}:{}/{} {}",
                reference.route,
                scheme.unwrap_or_default(),
                reference.host,
                reference
                    .port
                    .map_or("?".to_string(), |port| port.to_string()),
                reference.protocol.as_str(),
                reference.description,
            ));
        }
        for port in &proxy.ports {
            lines.push(format!("opens {}/{}", port.port, port.protocol.as_str()));
        }
        for unread in &proxy.unread {
            lines.push(format!(
                "{:?} at {}",
                unread.kind, unread.location.place.line
            ));
        }
        lines.join("\n")
    }

    #[test]
    fn upstreams_of_nginx() {
        let text = "worker_processes 1;
events { }
http {
  include mime.types;
  include conf.d/*.conf;
  upstream gateways { least_conn; server gw1:8243 weight=2; server [fd00::2]:8243; server gw3; server gw4:8243 down;
    server unix:/run/gw.sock; server backup.example.com:8243 backup; }
  server {
    listen 443 ssl; listen [::]:443 ssl; listen 127.0.0.1:8080; listen unix:/run/x.sock;
    location / { proxy_pass https://gateways; }
    location /carbon { proxy_pass https://cp1.example.com:9443/carbon; }
    location /plain { proxy_pass http://cp1.example.com; }
    location /elsewhere { proxy_pass http://other_upstream/; }
    location /varies { proxy_pass https://$target:9443; }
    location /grpc { grpc_pass grpcs://gw1:9099; }
  }
}
stream {
  upstream broker { server tm1:5672; }
  upstream names { server ns1:5353; }
  server { listen 5672; proxy_pass broker; }
  server { listen 53 udp; proxy_pass names; }
  server { listen 9611; proxy_pass tm2:9611; }
}
";
        assert_eq!(
            read("nginx.conf", text),
            "upstream[gateways].server[1] gw1:8243/tcp server of upstream gateways
upstream[gateways].server[2] fd00::2:8243/tcp server of upstream gateways
upstream[gateways].server[3] gw3:80/tcp server of upstream gateways
upstream[gateways].server[6] backup.example.com:8243/tcp server of upstream gateways
server[1].location[/carbon].proxy_pass https://cp1.example.com:9443/tcp proxied server
server[1].location[/plain].proxy_pass http://cp1.example.com:80/tcp proxied server
server[1].location[/grpc].grpc_pass grpcs://gw1:9099/tcp proxied server
upstream[broker].server[1] tm1:5672/tcp server of upstream broker
upstream[names].server[1] ns1:5353/udp server of upstream names
server[4].proxy_pass tm2:9611/tcp proxied server
opens 443/tcp
opens 5672/tcp
opens 8080/tcp
opens 9611/tcp
opens 53/udp
Include at 5
Elsewhere at 13
Variable at 14"
        );
    }

    #[test]
    fn backends_of_haproxy() {
        let text = "global
  daemon
resolvers dns
  nameserver n1 10.0.0.2:53
frontend https
  bind :443,[::]:443 ssl crt /etc/x.pem
  bind *:8243-8244
  bind unix@/run/x
  default_backend am
backend am from d
  server gw1 gw1.example.com:8243 check ssl
  server gw2 ipv4@10.0.0.12:8243 check
  server gw3 [fd00::3]:8243 disabled
  server gw4 10.0.0.14
  server gw5 \"${GW5}:8243\"
  server gw6 10.0.0.16:+10
  server gw7 unix@/run/y
  server-template g 1-3 gws.example.com:8243 check resolvers dns
  .if defined(X)
  server gw8 10.0.0.18:8243
  .endif
listen broker
  mode tcp
  bind 10.0.0.1:5672
  server tm1 tm1:5672
peers p
  server lb2 lb2:10000
";
        assert_eq!(
            read("haproxy.cfg", text),
            "backend[am].server[1] gw1.example.com:8243/tcp server gw1 of backend am
backend[am].server[2] 10.0.0.12:8243/tcp server gw2 of backend am
backend[am].server[8] gws.example.com:8243/tcp servers g of backend am
listen[broker].server[1] tm1:5672/tcp server tm1 of backend broker
opens 443/tcp
opens 5672/tcp
opens 8243/tcp
opens 8244/tcp
Dynamic at 14
Variable at 15
Dynamic at 16
Condition at 20"
        );
    }

    #[test]
    fn only_the_shape_of_a_proxy_tells_where_the_name_does_not() {
        let upstream = "upstream am { server gw1:8243; }\n";
        let backend = "backend am\n  server gw1 gw1:8243\n";
        for (name, text) in [
            ("am.conf", upstream),
            ("default", upstream),
            ("lb.conf", "http { upstream am { server gw1:8243; } }"),
            ("am.cfg", backend),
            (
                "lb.conf",
                "defaults\n mode tcp\nlisten am\n bind :1\n server a b:1\n",
            ),
        ] {
            assert!(found(name, text).is_some(), "{name} {text}");
        }
        for (name, text) in [
            ("am.toml", upstream),
            ("am.yaml", backend),
            ("setup.cfg", "[metadata]\nname = x\n"),
            (
                "httpd.conf",
                "<VirtualHost *:443>\nProxyPass / http://gw1:8280/\n</VirtualHost>\n",
            ),
            ("httpd.conf", "Listen 80\nServerName a\n"),
            ("reference.conf", "upstream { server = \"gw1:8243\" }\n"),
            ("reference.conf", "upstream { server gw1:8243; }\n"),
            ("cut.conf", "upstream am { server gw1:8243;"),
            (
                "default.vcl",
                "vcl 4.0;\nbackend default { .host = \"a\"; .port = \"80\"; }\n",
            ),
            ("backend.conf", "backend default {\n  server a b:1\n}\n"),
            ("wrapper.conf", "wrapper.java.command=java\n"),
            ("spark.conf", "backend spark\nserver a\n"),
            (
                "template.conf",
                "upstream {{ name }} { server {{ host }}:8243; }\n",
            ),
            (
                "template.conf",
                "upstream am { {{ range .Hosts }} server {{ . }}; {{ end }} }\n",
            ),
            (
                "template.cfg",
                "backend am\n{% for host in hosts %}\n  server a {{ host }}:1\n{% endfor %}\n",
            ),
            (
                "dhclient.conf",
                "option rfc3442 code 121 = array of unsigned integer 8;\nsend host-name = gethostname();\n",
            ),
            (
                "named.conf",
                "options { directory \"/var\"; };\nserver 10.0.0.1 { bogus yes; };\n",
            ),
            ("upstream.conf", "upstream am { keepalive 4; }\n"),
            ("empty.conf", ""),
        ] {
            assert!(found(name, text).is_none(), "{name} {text}");
        }
    }

    #[test]
    fn a_file_with_the_name_of_a_proxy_that_cannot_be_read_says_so() {
        assert_eq!(
            read("nginx.conf", "upstream am { server gw1:8243;"),
            "upstream[am].server[1] gw1:8243/tcp server of upstream am\nGrammar at 1"
        );
        assert_eq!(read("haproxy.cfg", "server a b:1\n"), "Grammar at 1");
    }
}
