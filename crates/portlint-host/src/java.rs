//! CowStr of a command line of Java, as start scripts give them and as the process shows them.

/// Options whose value is the next word.
const WITH_VALUE: [&str; 13] = [
    "-cp",
    "-classpath",
    "--class-path",
    "-p",
    "--module-path",
    "--upgrade-module-path",
    "--add-modules",
    "--add-opens",
    "--add-exports",
    "--add-reads",
    "--limit-modules",
    "--patch-module",
    "--enable-native-access",
];

/// What options of the machine begin with.
const KNOWN: &[&str] = &[
    "-D",
    "-X",
    "-agentlib:",
    "-agentpath:",
    "-javaagent:",
    "-verbose:",
    "-ea:",
    "-da:",
    "-splash:",
    "-enableassertions:",
    "-disableassertions:",
    "--add-",
    "--class-path=",
    "--enable-",
    "--finalization=",
    "--help",
    "--illegal-access",
    "--limit-modules",
    "--list-modules",
    "--module",
    "--patch-module",
    "--show-",
    "--source",
    "--sun-misc-",
    "--upgrade-module-path",
    "--version",
    "--dry-run",
    "--validate-modules",
    "--disable-@files",
    "-J",
];

/// Options of the machine that are one word.
const WHOLE: &[&str] = &[
    "-cp",
    "-classpath",
    "--class-path",
    "-p",
    "-m",
    "-jar",
    "-ea",
    "-da",
    "-esa",
    "-dsa",
    "-enableassertions",
    "-disableassertions",
    "-enablesystemassertions",
    "-disablesystemassertions",
    "-verbose",
    "-version",
    "-showversion",
    "-help",
    "-h",
    "-?",
    "-server",
    "-client",
    "-d32",
    "-d64",
    "-d",
    "-fullversion",
    "-no-jre-restrict-search",
];

/// True for a word that begins like an option and that no Java machine takes: it ends at once.
pub fn is_refused(word: &str) -> bool {
    word.starts_with('-')
        && !WHOLE.contains(&word)
        && !KNOWN.iter().any(|start| word.starts_with(start))
}

/// True for an option of the Java machine whose value is the next word.
pub fn takes_a_value(option: &str) -> bool {
    WITH_VALUE.contains(&option)
}
