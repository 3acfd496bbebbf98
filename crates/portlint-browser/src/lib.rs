//! The check of `wso2-portlint` for a page in a browser: a page is no program that opens files, so it hands over what was
//! dropped on it, and nothing leaves it.
//!
//! WebAssembly without any import: the machine of the browser gives memory and runs functions, nothing else. [`door`] has
//! the one function that the page calls.

pub mod door;
mod engine;
mod given;
