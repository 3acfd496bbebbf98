//! From diagnostics and port tables to each output format: one format, one module, one line in its registry.
//!
//! Nothing here reads a file, asks a terminal or decides a severity. Text of a user's file passes through
//! [`redact::display_line`] and nothing else.

mod check;
mod ports;
pub mod redact;
mod registry;
mod style;
mod summary;
mod text;

#[cfg(test)]
mod testing;

pub use check::{CheckFormat, CheckReport, render_check};
pub use ports::{PortsFormat, PortsOptions, render_ports};
pub use style::Style;
pub use summary::Summary;
#[cfg(test)]
mod look { use crate::testing::*; 
#[test] fn look() { let (h,f)=collision(); for n in crate::CheckFormat::names() { println!("=== {n}\n{}", check(n,&h,&f,&unicode())); }
 println!("{}", check("full",&h,&f,&crate::Style{colour:true,unicode:true,links:true,width:Some(40),root:Some("/opt".into())}).replace('\u{1b}',"^"));
 for n in crate::PortsFormat::names() { println!("=== {n}\n{}", ports(n,&h,false,&unicode())); } 
 let (h,f)=(portlint_model::Host::default(), vec![]); println!("{}", check("full",&h,&f,&unicode())); } }
