//! Listener specifications of the `yaml` generation.
