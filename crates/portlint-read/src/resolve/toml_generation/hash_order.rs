//! The order in which the vendor's mapper visits the keys of a file.
//!
//! It walks a Java hash map of all dotted keys, and of two keys that feed the same value the one visited later wins.
//! Nobody can rely on that: any other key of the file may turn the order round. But it is what happens.

/// The buckets of a Java hash map that holds the keys of one file.
#[derive(Debug, Default)]
pub(super) struct HashOrder {
    /// The buckets of the map.
    buckets: usize,
    /// Those of the set that the map was filled from.
    source: usize,
}

impl HashOrder {
    /// The order for a map that is filled with so many keys at once: room for `count / 0.75 + 1`.
    pub(super) fn of(count: usize) -> HashOrder {
        let needed = count.saturating_mul(4) / 3 + 1;
        HashOrder {
            buckets: needed.next_power_of_two().min(1 << 30),
            source: grown(16, count),
        }
    }

    /// The order after the map was emptied and filled with so many keys: it grows, but does not shrink.
    pub(super) fn refilled(&self, count: usize) -> HashOrder {
        HashOrder {
            buckets: grown(self.buckets.max(1), count),
            source: self.source,
        }
    }

    /// The position of a key. Of two keys in one bucket the one comes first that was put in first, in the order of the
    /// parser's own set, which spells quoted parts with double quotes.
    pub(super) fn position(&self, key: &str) -> (usize, usize) {
        let in_source = key.replace('\'', "\"");
        (bucket(key, self.buckets), bucket(&in_source, self.source))
    }
}

/// The buckets of a table that doubles whenever it is three quarters full.
fn grown(mut buckets: usize, count: usize) -> usize {
    while count > buckets / 4 * 3 && buckets < 1 << 30 {
        buckets *= 2;
    }
    buckets
}

fn bucket(key: &str, buckets: usize) -> usize {
    let hash = key.encode_utf16().fold(0u32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(u32::from(unit))
    });
    (hash ^ (hash >> 16)) as usize & buckets.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_java_hash_of_strings() {
        // "hello".hashCode() is 99162322 = 0x05E918D2.
        assert_eq!(bucket("hello", 16), (0x05E9_18D2 ^ 0x05E9) & 15);
        assert_eq!(HashOrder::of(2).buckets, 4);
        assert_eq!(HashOrder::of(11).buckets, 16);
        assert_eq!(HashOrder::of(12).buckets, 32);
        assert_eq!(HashOrder::of(12).source, 16);
        assert_eq!(HashOrder::of(24).buckets, 64);
        assert_eq!(HashOrder::of(11).refilled(13).buckets, 32);
    }
}
