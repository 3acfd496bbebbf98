//! Lists and tables that live as long as the program.

use crate::text::Text;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

/// A list of the catalogue. Reading one leaks it.
#[derive(PartialEq, Eq)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct List<T: 'static>(
    /// The items.
    pub &'static [T],
);

/// Values by name, in the order of the names. Reading one leaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "bake", derive(databake::Bake), databake(path = portlint_catalog_types))]
pub struct Table<T: 'static>(
    /// Names and values.
    pub List<(Text, T)>,
);

impl<T> List<T> {
    /// The items.
    pub const fn as_slice(self) -> &'static [T] {
        self.0
    }
}

impl List<Text> {
    /// Whether a text is in the list.
    pub fn contains(&self, text: &str) -> bool {
        self.iter().any(|item| item.as_str() == text)
    }
}

impl<T> Table<T> {
    /// The value with this name.
    pub fn get(&self, name: &str) -> Option<&'static T> {
        self.iter().find(|(key, _)| *key == name).map(|(_, v)| v)
    }

    /// Names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (Text, &'static T)> + use<T> {
        self.0.into_iter().map(|(name, value)| (*name, value))
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        List(&[])
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table(List::default())
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0
    }
}

impl<T> IntoIterator for List<T> {
    type Item = &'static T;
    type IntoIter = std::slice::Iter<'static, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> IntoIterator for &List<T> {
    type Item = &'static T;
    type IntoIter = std::slice::Iter<'static, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> FromIterator<T> for List<T> {
    /// Leaks the list.
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        List(Vec::from_iter(items).leak())
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(List::from_iter)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sorted = BTreeMap::deserialize(deserializer)?;
        Ok(Table(sorted.into_iter().collect()))
    }
}
