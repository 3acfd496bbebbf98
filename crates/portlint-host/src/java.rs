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

/// True for an option of the Java machine whose value is the next word.
pub fn takes_a_value(option: &str) -> bool {
    WITH_VALUE.contains(&option)
}
