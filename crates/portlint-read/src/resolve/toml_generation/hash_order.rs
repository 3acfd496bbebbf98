//! The order in which the vendor's mapper visits the keys of a file.
//!
//! It walks a Java hash set of all dotted keys, and of two keys that feed the same value the one visited later wins.
//! Nobody can rely on that: any other key of the file may turn the order round. But it is what happens.

/// The buckets of a Java hash set that holds the keys of one file.
#[derive(Debug, Default)]
pub struct HashOrder {
    mask: u32,
}

impl HashOrder {
    /// The order for a set of so many keys: the table doubles whenever it is three quarters full.
    pub fn of(count: usize) -> HashOrder {
        let mut capacity: u32 = 16;
        while count > (capacity as usize / 4) * 3 && capacity < 1 << 30 {
            capacity *= 2;
        }
        HashOrder { mask: capacity - 1 }
    }

    /// The position of a key; keys at the same position are visited in an order that is not known here.
    pub fn position(&self, key: &str) -> u32 {
        // The TOML reader spells quoted parts with double quotes.
        let key = key.replace('\'', "\"");
        let hash = key.encode_utf16().fold(0u32, |hash, unit| {
            hash.wrapping_mul(31).wrapping_add(u32::from(unit))
        });
        (hash ^ (hash >> 16)) & self.mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_java_hash_of_strings() {
        // "hello".hashCode() is 99162322 = 0x05E918D2.
        assert_eq!(
            HashOrder::of(12).position("hello"),
            (0x05E9_18D2 ^ 0x05E9) & 15
        );
        assert_eq!(HashOrder::of(12).mask, 15);
        assert_eq!(HashOrder::of(13).mask, 31);
        assert_eq!(HashOrder::of(25).mask, 63);
    }
}
