//! The text format of the records; `records.py` beside this file writes and explains it.

use std::collections::BTreeSet;
use std::path::Path;

/// One input and what the real thing did with it.
#[derive(Debug, Default, Clone)]
pub(super) struct Record {
    /// Unique in its file.
    pub name: String,
    /// Product and version, as a home says them in `updates/product.txt`.
    pub home: String,
    /// Path in the home and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Names and values of the environment.
    pub env: Vec<(String, String)>,
    /// Options in `JAVA_OPTS`.
    pub java_opts: Vec<String>,
    /// Arguments of the start script.
    pub arguments: Vec<String>,
    /// `open` or `fails`.
    pub answer: String,
    /// What was open.
    pub open: BTreeSet<Open>,
    /// One sentence why.
    pub why: String,
    /// Ids of listeners that this oracle says nothing about.
    pub not_told: Vec<String>,
}

/// An open socket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    /// `tcp` or `udp`.
    pub protocol: String,
    pub port: u64,
    /// `?` where the files do not tell it.
    pub address: String,
}

impl Record {
    /// Whether it has everything that a replay needs.
    pub(super) fn is_whole(&self) -> bool {
        ["open", "fails"].contains(&self.answer.as_str()) && !self.why.is_empty()
    }

    /// Whether it has this file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.files.iter().any(|(path, _)| path == file)
    }

    fn tell(&mut self, key: &str, value: &str) {
        let words = || value.split_whitespace().map(str::to_string);
        match key {
            "home" => self.home = value.to_string(),
            "env" => {
                let (name, value) = value.split_once('=').unwrap();
                let value = String::from_utf8(unescape(value)).unwrap();
                self.env.push((name.to_string(), value));
            }
            "java-opt" => self.java_opts.push(value.to_string()),
            "argument" => self.arguments.push(value.to_string()),
            "answer" => self.answer = value.to_string(),
            "open" => self.open = words().map(|word| Open::parse(&word)).collect(),
            "why" => self.why = value.to_string(),
            "not-told" => self.not_told = words().collect(),
            _ => panic!("`{key}` is no key of a record"),
        }
    }
}

impl Open {
    fn parse(word: &str) -> Open {
        let (protocol, place) = word.split_once('/').unwrap_or(("tcp", word));
        let (address, port) = place.rsplit_once(':').unwrap_or(("0.0.0.0", place));
        Open {
            protocol: protocol.to_string(),
            port: port.parse().unwrap(),
            address: address.to_string(),
        }
    }
}

/// The record files of a folder, ordered by name: the name without its extension, and the records.
pub(super) fn read_folder(folder: &Path) -> Vec<(String, Vec<Record>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, parse(&std::fs::read_to_string(file).unwrap()))
        })
        .collect()
}

fn parse(text: &str) -> Vec<Record> {
    // What stands before the first input counts for all of them.
    let mut common = Record::default();
    let mut records: Vec<Record> = Vec::new();
    let mut file: Option<(String, String)> = None;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("== ") {
            close(&mut records, file.take());
            records.push(Record {
                name: name.trim_end().to_string(),
                ..common.clone()
            });
        } else if let Some(path) = line.strip_prefix("--- ") {
            close(&mut records, file.take());
            file = Some((path.trim_end().to_string(), String::new()));
        } else if let Some((_, content)) = &mut file {
            content.push_str(line);
        } else if !line.starts_with('#') {
            let (key, value) = line.split_once(':').unwrap();
            let record = records.last_mut().unwrap_or(&mut common);
            record.tell(
                key,
                value
                    .strip_prefix(' ')
                    .unwrap_or(value)
                    .trim_end_matches('\n'),
            );
        }
    }
    close(&mut records, file);
    records
}

fn close(records: &mut [Record], file: Option<(String, String)>) {
    if let Some((path, content)) = file {
        let file = match path.strip_suffix(" (escaped)") {
            Some(path) => {
                let text = content.strip_suffix('\n').unwrap_or(&content);
                (path.to_string(), unescape(text))
            }
            None => (path, content.into_bytes()),
        };
        records.last_mut().unwrap().files.push(file);
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend_from_slice(before.as_bytes());
        let (digits, after) = after.split_at_checked(2).unwrap();
        bytes.push(u8::from_str_radix(digits, 16).unwrap());
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
