//! A system property as a start gives it to the server.

use portlint_host::Location;

/// The way by which a system property reaches the server; it decides which one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// An argument of the start script or of the server's main class.
    StartArgument,
    /// Written on the command line of the JVM behind `JAVA_OPTS`: the JVM takes the last of several.
    LateJvmOption,
    /// In `JAVA_OPTS`.
    JavaOpts,
    /// Written on the command line of the JVM itself.
    ScriptJvmOption,
}

/// `-Dname=value` in a file that starts a server.
#[derive(Debug, Clone)]
pub struct LaunchProperty {
    /// For example `portOffset`.
    pub name: String,
    /// The text of the value.
    pub value: String,
    /// False when the value depends on a variable or a command: it is then the text of that.
    pub resolved: bool,
    /// How it reaches the server.
    pub channel: Channel,
    /// The value; `None` where the user told it.
    pub location: Option<Location>,
    /// Who says it: a file, for example `bin/wso2server.sh`, or what the user told, for example `JAVA_OPTS`.
    pub source: String,
}
