//! The XML entries of a carbon application (`.car`, a zip archive), in memory and within bounds.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Largest archive that is read, in bytes.
pub(super) const ARCHIVE_BYTES: u64 = 64 * 1024 * 1024;
/// Most entries of an archive.
const ENTRIES: usize = 5_000;
/// Starts every record of a zip directory, the archive's own or that of an archive stored inside it.
const DIRECTORY_RECORD: &[u8] = b"PK\x01\x02";
/// Most directory records before an archive is not even opened: the directory is held in memory as a whole.
const DIRECTORY_RECORDS: usize = 20 * ENTRIES;

/// Why an archive is refused as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ArchiveError {
    /// Its directory cannot be read.
    #[error("not a zip archive that can be read")]
    NotAnArchive,
    /// Its directory is longer than any real one.
    #[error("more than {ENTRIES} entries")]
    TooManyEntries,
    /// An XML file in it cannot be inflated.
    #[error("an entry is encrypted or damaged")]
    BadEntry,
    /// The archives of the home inflate to more than this, in bytes.
    #[error(
        "with it, the XML files in the carbon applications of this home inflate to more than {0} bytes (`[limits]` inflated-bytes)"
    )]
    OverBudget(u64),
}

/// An XML file inside an archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct XmlEntry {
    /// The name inside the archive, with its folders.
    pub name: String,
    /// The inflated content.
    pub bytes: Vec<u8>,
}

/// The entries whose names end in `.xml`, ordered by name, or why the archive is refused as a whole. They may inflate to
/// `left` bytes, which are what is left of `most`; other entries are never inflated.
pub(super) fn xml_entries(
    archive: &[u8],
    (mut left, most): (u64, u64),
) -> Result<Vec<XmlEntry>, ArchiveError> {
    if directory_records(archive) > DIRECTORY_RECORDS {
        return Err(ArchiveError::TooManyEntries);
    }
    let mut archive =
        ZipArchive::new(Cursor::new(archive)).map_err(|_| ArchiveError::NotAnArchive)?;
    if archive.len() > ENTRIES {
        return Err(ArchiveError::TooManyEntries);
    }
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|_| ArchiveError::BadEntry)?;
        if !entry.is_file() || !has_extension(entry.name(), "xml") {
            continue;
        }
        let name = entry.name().to_string();
        let bytes = inflate(entry, left)?.ok_or(ArchiveError::OverBudget(most))?;
        left = left.saturating_sub(bytes.len() as u64);
        entries.push(XmlEntry { name, bytes });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Whether a file name ends in `.extension`, in any case.
pub(super) fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}

/// The content, or `None` when it is more than `limit` bytes: the declared size of an entry is not trusted.
fn inflate(entry: impl Read, limit: u64) -> Result<Option<Vec<u8>>, ArchiveError> {
    let mut bytes = Vec::new();
    entry
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| ArchiveError::BadEntry)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn directory_records(archive: &[u8]) -> usize {
    archive
        .windows(DIRECTORY_RECORD.len())
        .filter(|window| *window == DIRECTORY_RECORD)
        .count()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    /// A zip archive of deflated entries; a name that ends in `/` is a directory.
    pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = SimpleFileOptions::default();
            if name.ends_with('/') {
                writer.add_directory(*name, options).unwrap();
            } else {
                writer.start_file(*name, options).unwrap();
                writer.write_all(bytes).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    const MOST: usize = 32 * 1024 * 1024;
    /// All of it is left.
    const BOUNDS: (u64, u64) = (MOST as u64, MOST as u64);

    fn names(entries: &[XmlEntry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn only_xml_files_are_inflated_and_ordered_by_name() {
        let archive = zip(&[
            ("z/deep/er/B.XML", b"<b/>"),
            ("dir.xml/", b""),
            ("lib/x.jar", b"PK"),
            ("artifacts.xml", b"<artifacts/>"),
        ]);
        let entries = xml_entries(&archive, BOUNDS).unwrap();
        assert_eq!(names(&entries), ["artifacts.xml", "z/deep/er/B.XML"]);
        assert_eq!(entries[1].bytes, b"<b/>");
    }

    #[test]
    fn bombs_and_nonsense_are_refused() {
        let zeros = vec![b' '; MOST / 2 + 1];
        let bomb = zip(&[("a.xml", &zeros), ("b.xml", &zeros)]);
        assert!(bomb.len() < 1024 * 1024);
        assert!(xml_entries(&bomb, BOUNDS) == Err(ArchiveError::OverBudget(BOUNDS.1)));

        let many: Vec<String> = (0..=ENTRIES).map(|n| format!("{n}.txt")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), &b""[..])).collect();
        assert!(xml_entries(&zip(&many), BOUNDS) == Err(ArchiveError::TooManyEntries));
        assert!(
            xml_entries(&DIRECTORY_RECORD.repeat(DIRECTORY_RECORDS + 1), BOUNDS)
                == Err(ArchiveError::TooManyEntries)
        );

        let whole = zip(&[("a.xml", b"<a/>")]);
        for damaged in [&whole[..whole.len() / 2], b"", b"not a zip"] {
            assert!(xml_entries(damaged, BOUNDS).is_err());
        }
    }

    #[test]
    fn a_large_entry_that_is_not_xml_costs_nothing() {
        let zeros = vec![0; MOST + 1];
        assert_eq!(
            xml_entries(&zip(&[("data.bin", &zeros)]), BOUNDS),
            Ok(Vec::new())
        );
    }

    proptest! {
        #[test]
        fn damaged_archives_never_panic(at in 0usize..200, byte in any::<u8>(), cut in 0usize..200) {
            let mut archive = zip(&[("dir/a.xml", b"<a>text</a>"), ("b.xml", b"<b/>")]);
            let length = archive.len();
            archive[at % length] = byte;
            archive.truncate(length - cut % length);
            let _ = xml_entries(&archive, BOUNDS);
        }
    }
}
