//! Listener specifications of the `xml` generation.
