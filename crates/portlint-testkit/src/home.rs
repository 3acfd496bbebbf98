//! A home that is built by hand, with the files that it points at.

use portlint_host::{Files, Home, SourceFile};
use portlint_syntax::{Format, Limits};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A home, and the files that it points at. It can be used as the home that it is.
#[derive(Debug)]
pub struct TestHome {
    /// The home.
    pub home: Home,
    /// Its files.
    pub files: Files,
}

impl TestHome {
    /// A further file of the home, or beside it.
    pub fn file(&mut self, path: &str, text: &str, format: Format) -> Arc<SourceFile> {
        self.files
            .parse(path, text.as_bytes(), format, &Limits::default())
    }

    /// The governing file of the first runtime.
    ///
    /// # Panics
    /// When there is none.
    pub fn governing(&self) -> &SourceFile {
        let runtime = self.home.runtimes.first().expect("a runtime");
        let start = runtime.governing.expect("a governing file");
        self.files.source(start.file).expect("its content")
    }
}

impl From<Home> for TestHome {
    fn from(home: Home) -> TestHome {
        TestHome {
            home,
            files: Files::default(),
        }
    }
}

impl Deref for TestHome {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl DerefMut for TestHome {
    fn deref_mut(&mut self) -> &mut Home {
        &mut self.home
    }
}
