//! Merkle trees over a list: roots, inclusion and consistency proofs.
//!
//! RFC 6962 section 2.1, the same in RFC 9162 section 2.1: a leaf is hashed behind a zero byte, a node behind a one,
//! and a tree of n leaves is split at the largest power of two below n. Proofs are lists of hashes, lowest first.

use crate::digest::Digest;

/// The hash of a leaf: SHA-256 over `0x00` and the entry (RFC 6962 section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Digest {
    Digest::of(&[&[0], entry])
}

/// The hash of a node: SHA-256 over `0x01` and its two sides (RFC 6962 section 2.1).
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    Digest::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Where a tree of this many leaves is split: the largest power of two below it.
const fn split(size: usize) -> usize {
    debug_assert!(size > 1);
    1 << (usize::BITS - 1 - (size - 1).leading_zeros())
}

/// The root over these leaf hashes, by its definition; that of no leaf is the hash of nothing.
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(&[]),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// A growing tree that keeps the hashes of its full subtrees, so that roots and proofs of any size that it had take
/// some dozens of hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The hashes of the full subtrees of 1, 2, 4, 8 … leaves, from the left.
    levels: Vec<Vec<Digest>>,
}

impl FromIterator<Digest> for Tree {
    fn from_iter<I: IntoIterator<Item = Digest>>(leaves: I) -> Self {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }
}

impl Tree {
    /// Adds a leaf's hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for level in &mut self.levels {
            level.push(hash);
            let [.., left, right] = level.as_slice() else {
                return;
            };
            if level.len() % 2 == 1 {
                return;
            }
            hash = node_hash(left, right);
        }
        self.levels.push(vec![hash]);
    }

    /// How many leaves it has.
    pub fn size(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    /// The root over all leaves.
    pub fn whole(&self) -> Digest {
        self.over(0, self.size())
    }

    /// The root that the tree had with its first `size` leaves; `None` where it has fewer.
    pub fn root(&self, size: usize) -> Option<Digest> {
        (size <= self.size()).then(|| self.over(0, size))
    }

    /// The root over the leaves from `start` on, before `end`, for such a part as a tree is split into.
    fn over(&self, start: usize, end: usize) -> Digest {
        let size = end - start;
        if size == 0 {
            return root(&[]);
        }
        if size.is_power_of_two() {
            let held = self.levels.get(size.trailing_zeros() as usize);
            if let Some(hash) = held.and_then(|level| level.get(start / size)) {
                return *hash;
            }
        }
        let middle = start + split(size);
        node_hash(&self.over(start, middle), &self.over(middle, end))
    }

    /// The proof that a leaf is in the tree of the first `size` leaves (RFC 6962 section 2.1.1); `None` beyond its end.
    pub fn prove_inclusion(&self, index: usize, size: usize) -> Option<Vec<Digest>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut start, mut end, mut proof) = (0, size, Vec::new());
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                proof.push(self.over(middle, end));
                end = middle;
            } else {
                proof.push(self.over(start, middle));
                start = middle;
            }
        }
        proof.reverse();
        Some(proof)
    }

    /// The proof that the tree of the first `earlier` leaves is the start of that of the first `size` (RFC 6962
    /// section 2.1.2). Nothing is to be proven of an empty or equal tree; `None` where the tree never had that size.
    pub fn prove_consistency(&self, earlier: usize, size: usize) -> Option<Vec<Digest>> {
        if earlier > size || size > self.size() {
            return None;
        }
        let (mut start, mut end, mut proof) = (0, size, Vec::new());
        if earlier == 0 {
            return Some(proof);
        }
        while end != earlier {
            let middle = start + split(end - start);
            if earlier <= middle {
                proof.push(self.over(middle, end));
                end = middle;
            } else {
                proof.push(self.over(start, middle));
                start = middle;
            }
        }
        // Where the earlier tree is one full subtree, whoever checks knows its hash.
        if start > 0 {
            proof.push(self.over(start, end));
        }
        proof.reverse();
        Some(proof)
    }
}

/// The root that a leaf hash and its proof give (RFC 9162 section 2.1.3.2); `None` where the proof does not fit the
/// place.
fn climbed(leaf: &Digest, index: u64, size: u64, proof: &[Digest]) -> Option<Digest> {
    if index >= size {
        return None;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(step, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        place >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Whether the proof shows that this leaf hash stands at `index` in the tree of `size` leaves with this root
/// (RFC 9162 section 2.1.3.2).
pub fn includes(root: &Digest, size: u64, leaf: &Digest, index: u64, proof: &[Digest]) -> bool {
    climbed(leaf, index, size, proof).is_some_and(|found| found == *root)
}

/// Whether the proof shows that the earlier tree is the start of the later one (RFC 9162 section 2.1.4.2).
///
/// A tree is the start of itself, and the empty tree of every tree, by an empty proof.
pub fn extends(
    (earlier_size, earlier_root): (u64, &Digest),
    (size, root): (u64, &Digest),
    proof: &[Digest],
) -> bool {
    if earlier_size == 0 {
        let empty = *earlier_root == self::root(&[]);
        return empty && proof.is_empty() && (size > 0 || root == earlier_root);
    }
    if earlier_size >= size {
        return earlier_size == size && proof.is_empty() && earlier_root == root;
    }
    // The first hash is that of the largest full subtree at the end of the earlier tree; it is left out where that is
    // the whole of it.
    let mut steps = proof.iter();
    let start = if earlier_size.is_power_of_two() {
        Some(earlier_root)
    } else {
        steps.next()
    };
    let Some(start) = start else { return false };
    let (mut place, mut last) = (earlier_size - 1, size - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (*start, *start);
    for step in steps {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            before = node_hash(step, &before);
            after = node_hash(step, &after);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            after = node_hash(&after, step);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && before == *earlier_root && after == *root
}

#[cfg(test)]
mod tests;
