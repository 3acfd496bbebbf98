//! A list in blocks: one that grows is never copied, so that it takes no more than what it holds.

/// Items in one block. Only the last block may be smaller.
const BLOCK: usize = 4096;

/// A list that only grows.
#[derive(Debug, Clone)]
pub(super) struct Blocks<T> {
    blocks: Vec<Vec<T>>,
}

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Blocks { blocks: Vec::new() }
    }
}

impl<T> Blocks<T> {
    /// Room for `expected` items, of which the first block takes what it can.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Blocks {
            blocks: vec![Vec::with_capacity(expected.min(BLOCK))],
        }
    }

    pub(super) fn len(&self) -> usize {
        match self.blocks.last() {
            Some(last) => (self.blocks.len() - 1) * BLOCK + last.len(),
            None => 0,
        }
    }

    pub(super) fn push(&mut self, item: T) {
        match self.blocks.last_mut() {
            Some(last) if last.len() < BLOCK => {
                if last.len() == last.capacity() {
                    last.reserve_exact(last.len().max(16).min(BLOCK - last.len()));
                }
                last.push(item);
            }
            _ => {
                let expected = if self.blocks.is_empty() { 16 } else { BLOCK };
                let mut block = Vec::with_capacity(expected);
                block.push(item);
                self.blocks.push(block);
            }
        }
    }

    pub(super) fn get(&self, index: u32) -> Option<&T> {
        let index = index as usize;
        self.blocks.get(index / BLOCK)?.get(index % BLOCK)
    }

    pub(super) fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        let index = index as usize;
        self.blocks.get_mut(index / BLOCK)?.get_mut(index % BLOCK)
    }

    /// Gives back what was taken in reserve.
    pub(super) fn shrink_to_fit(&mut self) {
        if let Some(last) = self.blocks.last_mut() {
            last.shrink_to_fit();
        }
        self.blocks.shrink_to_fit();
    }
}
