//! Listener specifications of the `toml` generation.
