//! Turns the data files into Rust constants: nothing is read when the program runs, and a malformed file fails the
//! build with its name and the reason.

mod data_files;

use data_files::{DataFiles, Outcome, TOML_FAMILIES};
use databake::Bake;
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=data");
    if let Err(error) = bake() {
        for line in error.to_string().lines() {
            println!("cargo::error={line}");
        }
    }
}

fn bake() -> Outcome<()> {
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    // One expression a file: `src/baked.rs` says of what.
    let write = |name: &str, value: &dyn Bake| {
        let expression = value.bake(&Default::default()).to_string();
        fs::write(target.join(name).with_extension("rs"), expression)
    };
    let data = DataFiles::of("data");
    write("products", &data.products()?)?;
    write("outbound", &data.outbound()?)?;
    write("documentation", &data.documentation()?)?;
    for (name, files) in TOML_FAMILIES {
        write(name, &data.toml_family(files)?)?;
    }
    write("xml-listeners", &data.xml_listeners()?)?;
    write("xml-references", &data.xml_references()?)?;
    write("yaml-listeners", &data.yaml_listeners()?)?;
    let rules = data.yaml_rules()?;
    write("yaml-switches", &rules.switch)?;
    write("yaml-features", &rules.feature)?;
    write("yaml-shipped-offsets", &rules.shipped_offset)?;
    Ok(())
}
