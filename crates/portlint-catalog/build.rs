//! Turns the data files into one Rust constant: nothing is read when the program runs, and a malformed file fails the
//! build with its name, the place and the reason.

#![allow(clippy::disallowed_methods, reason = "a build script")]

use databake::Bake;
use portlint_catalog_types::data::DataFiles;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=data");
    if let Err(error) = bake() {
        for line in error.to_string().lines() {
            println!("cargo::error={line}");
        }
    }
}

fn bake() -> Result<(), Box<dyn Error>> {
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    let catalog = DataFiles::read(Path::new("data"))?.catalog();
    let expression = catalog.bake(&Default::default()).to_string();
    fs::write(target.join("catalog.rs"), expression)?;
    Ok(())
}
