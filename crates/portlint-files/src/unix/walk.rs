//! Follows a path one name at a time, so that every link on the way is seen and judged before it is followed.
//!
//! This is for writing. Two kinds of links are not followed unless the user asks for it: on the way to a home, those of
//! another user than root and the one who runs this; inside of a home, those that lead out of it.

use super::{kernel, open};
use crate::write::Links;
use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, openat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Component, Path, PathBuf};

/// As many links as Linux follows.
const MOST_LINKS: u32 = 40;

/// What a name in a directory is.
pub(crate) enum Seen {
    /// A directory, open.
    Directory(OwnedFd),
    /// A link.
    Link {
        /// What it says.
        target: PathBuf,
        /// Whose it is.
        user: u32,
    },
    /// A file, device or the like.
    Other,
}

/// The text of a link as a path.
pub(crate) fn target(text: CString) -> PathBuf {
    PathBuf::from(OsString::from_vec(text.into_bytes()))
}

/// An open directory and its path without links.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) directory: OwnedFd,
    pub(crate) path: PathBuf,
}

/// A name in an open directory that is no link. Something may be there, or nothing.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) held: Held,
    pub(crate) name: OsString,
    /// Whether a link was followed only because the user asked for that.
    pub(crate) crossed: bool,
}

impl Place {
    /// The path without links.
    pub(crate) fn path(&self) -> PathBuf {
        self.held.path.join(&self.name)
    }
}

/// Why a path was not followed to its end.
#[derive(Debug)]
pub(crate) enum WalkError {
    /// A link leads out of the home.
    Leaves {
        /// Without other links.
        link: PathBuf,
        /// What it says.
        target: PathBuf,
    },
    /// A link on the way to the home belongs to another user.
    OfAnotherUser {
        /// Without other links.
        link: PathBuf,
        /// What it says.
        target: PathBuf,
        /// Whose it is.
        user: u32,
    },
    /// The operating system refused.
    Io(io::Error),
}

impl From<Errno> for WalkError {
    fn from(error: Errno) -> WalkError {
        WalkError::Io(error.into())
    }
}

/// Where a file of a home is: the way to the home is followed by one rule, the way inside of it by the other.
pub(crate) fn inside(home: &Path, relative: &Path, links: Links) -> Result<Place, WalkError> {
    let mut walk = Walk::from_here(home, links)?;
    while let Some(name) = walk.pending.pop() {
        walk.enter(name)?;
    }
    walk.fence();
    walk.add(relative);
    walk.finish()
}

/// Where a file is that the user named.
pub(crate) fn named(path: &Path) -> Result<Place, WalkError> {
    Walk::from_here(path, Links::Stay)?.finish()
}

struct Walk {
    /// The directories from where the way began to where it has come; never empty.
    held: Vec<OwnedFd>,
    /// Where it has come, without links.
    path: PathBuf,
    /// The names still to go, the next one last.
    pending: Vec<OsString>,
    /// The directory that is not to be left.
    fence: Option<PathBuf>,
    links: Links,
    /// The path of the link that was followed last, and what it says.
    last_link: Option<(PathBuf, PathBuf)>,
    followed: u32,
    crossed: bool,
}

impl Walk {
    fn from_here(path: &Path, links: Links) -> Result<Walk, WalkError> {
        let start = Path::new(if path.is_absolute() { "/" } else { "." });
        let mut walk = Walk {
            held: vec![openat(CWD, start, open::DIRECTORY, Mode::empty())?],
            path: if path.is_absolute() {
                PathBuf::from("/")
            } else {
                std::env::current_dir().map_err(WalkError::Io)?
            },
            pending: Vec::new(),
            fence: None,
            links,
            last_link: None,
            followed: 0,
            crossed: false,
        };
        walk.add(path);
        Ok(walk)
    }

    /// From here on the directory reached is not to be left.
    fn fence(&mut self) {
        self.held.drain(..self.held.len().saturating_sub(1));
        self.fence = Some(self.path.clone());
    }

    /// Puts the names of a path before those still to go.
    fn add(&mut self, path: &Path) {
        self.pending.extend(names_of(path));
    }

    /// Goes on to the last name that is no link.
    fn finish(mut self) -> Result<Place, WalkError> {
        while let Some(name) = self.pending.pop() {
            if !self.pending.is_empty() || name == ".." {
                self.enter(name)?;
                continue;
            }
            let directory = self.held.last().ok_or(Errno::BADF)?;
            // What a link of procfs leads to, only the kernel knows.
            let is_end = kernel::is_proc(directory)
                || match open::look(directory, &name) {
                    Ok(Seen::Link { target, user }) => {
                        self.follow(&name, target, user)?;
                        false
                    }
                    Ok(Seen::Directory(_)) => return Err(Errno::ISDIR.into()),
                    Ok(Seen::Other) | Err(Errno::NOENT) => true,
                    Err(error) => return Err(error.into()),
                };
            if is_end {
                let directory = self.held.pop().ok_or(Errno::BADF)?;
                let path = self.path;
                return Ok(Place {
                    held: Held { directory, path },
                    name,
                    crossed: self.crossed,
                });
            }
        }
        Err(Errno::ISDIR.into())
    }

    /// Goes into a directory, or to where a link leads.
    fn enter(&mut self, name: OsString) -> Result<(), WalkError> {
        if name == ".." {
            return self.leave();
        }
        let directory = self.held.last().ok_or(Errno::BADF)?;
        match open::look(directory, &name)? {
            Seen::Directory(next) => {
                self.held.push(next);
                self.path.push(name);
                Ok(())
            }
            Seen::Link { target, user } => self.follow(&name, target, user),
            Seen::Other => Err(Errno::NOTDIR.into()),
        }
    }

    /// Goes to the directory above: the one that the way came through, wherever this one has been moved since.
    fn leave(&mut self) -> Result<(), WalkError> {
        if self.held.len() > 1 {
            self.held.pop();
        } else {
            if self.fence.is_some() {
                let (link, target) = self
                    .last_link
                    .clone()
                    .unwrap_or_else(|| (self.path.join(".."), PathBuf::from("..")));
                self.cross(WalkError::Leaves { link, target })?;
            }
            let here = self.held.last().ok_or(Errno::BADF)?;
            self.held = vec![openat(here, "..", open::DIRECTORY, Mode::empty())?];
        }
        self.path.pop();
        Ok(())
    }

    /// Puts what a link says before the names still to go, if it may be followed.
    fn follow(&mut self, name: &OsStr, target: PathBuf, user: u32) -> Result<(), WalkError> {
        self.followed += 1;
        if self.followed > MOST_LINKS {
            return Err(Errno::LOOP.into());
        }
        let link = self.path.join(name);
        let outside = |home: &PathBuf| target.is_absolute() && !target.starts_with(home);
        if self.fence.as_ref().is_some_and(outside) {
            let (link, target) = (link.clone(), target.clone());
            self.cross(WalkError::Leaves { link, target })?;
        } else if self.fence.is_none() && !is_trusted(user) {
            let (link, target) = (link.clone(), target.clone());
            self.cross(WalkError::OfAnotherUser { link, target, user })?;
        }
        match &self.fence {
            Some(home) if target.is_absolute() => {
                let rest = target.strip_prefix(home).unwrap_or(&target);
                self.pending.extend(names_of(rest));
                self.path.clone_from(home);
                self.held.truncate(1);
            }
            None if target.is_absolute() => {
                self.held = vec![openat(CWD, "/", open::DIRECTORY, Mode::empty())?];
                self.path = PathBuf::from("/");
                self.add(&target);
            }
            _ => self.add(&target),
        }
        self.last_link = Some((link, target));
        Ok(())
    }

    /// Goes where only the user's word leads: with it there is no fence from here on.
    fn cross(&mut self, error: WalkError) -> Result<(), WalkError> {
        match self.links {
            Links::Stay => Err(error),
            Links::Follow => {
                self.crossed = true;
                self.fence = None;
                Ok(())
            }
        }
    }
}

/// The names of a path, the last one first.
fn names_of(path: &Path) -> impl Iterator<Item = OsString> {
    path.components().rev().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_os_string()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    })
}

/// Whether a link on the way to a home may lead there: what root or this user made, no other user can turn.
pub(crate) fn is_trusted(user: u32) -> bool {
    user == 0 || user == rustix::process::geteuid().as_raw()
}
