use super::*;
use data_encoding::HEXLOWER;
use sha2::Sha256;

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).expect("hex")
}

fn leaves(count: usize) -> Vec<Digest> {
    (0..count)
        .map(|number| leaf_hash(format!("leaf {number}").as_bytes()))
        .collect()
}

/// The largest tree of the tests over all pairs.
const LARGEST: usize = 256;

#[test]
fn the_roots_of_the_ct_reference_tree_are_ours() {
    // The eight entries and roots of the Certificate Transparency reference implementation (RFC 6962).
    let entries = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    .map(hex);
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let hashes: Vec<Digest> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    for (size, expected) in (1..).zip(roots) {
        let found = HEXLOWER.encode(root(&hashes[..size]).as_bytes());
        assert_eq!(found, expected, "{size} leaves");
    }
    assert_eq!(
        HEXLOWER.encode(root(&[]).as_bytes()),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    // RFC 6962 section 2.1.3: the proof of d3 in seven leaves is [c, g, l].
    let node = |range: std::ops::Range<usize>| root(&hashes[range]);
    let tree: Tree = hashes.iter().copied().collect();
    assert_eq!(
        tree.prove_inclusion(3, 7),
        Some(vec![hashes[2], node(0..2), node(4..7)])
    );
    // and the proof from three to seven leaves is [c, d, g, l].
    assert_eq!(
        tree.prove_consistency(3, 7),
        Some(vec![hashes[2], hashes[3], node(0..2), node(4..7)])
    );
}

#[test]
fn a_growing_tree_has_the_roots_of_the_definition() {
    let all = leaves(LARGEST);
    let tree: Tree = all.iter().copied().collect();
    assert_eq!(tree.size(), LARGEST);
    for size in 0..=LARGEST {
        assert_eq!(tree.root(size), Some(root(&all[..size])), "{size} leaves");
    }
    assert_eq!(tree.root(LARGEST + 1), None);
    assert_eq!(Tree::default().root(0), Some(root(&[])));
}

#[test]
fn every_leaf_of_every_tree_proves_at_its_place_and_at_no_other() {
    let all = leaves(LARGEST);
    let tree: Tree = all.iter().copied().collect();
    for size in 1..=LARGEST {
        let top = tree.root(size).expect("within");
        for (index, leaf) in all[..size].iter().enumerate() {
            let proof = tree.prove_inclusion(index, size).expect("within");
            let at = |place: usize| includes(&top, size as u64, leaf, place as u64, &proof);
            assert!(at(index), "{index} of {size}");
            let beside = (index + 1) % size;
            assert!(
                beside == index || !at(beside),
                "{index} of {size} at {beside}"
            );
            // Nor under the same root in a tree that is said to be larger.
            let larger = 2 * size as u64;
            assert!(
                !includes(&top, larger, leaf, index as u64, &proof),
                "{index} of {size} in {larger}"
            );
        }
        assert_eq!(tree.prove_inclusion(size, size), None);
    }
}

#[test]
fn every_tree_extends_every_earlier_one_and_no_other() {
    let tree: Tree = leaves(LARGEST).into_iter().collect();
    let roots: Vec<Digest> = (0..=LARGEST).filter_map(|size| tree.root(size)).collect();
    let other = leaf_hash(b"other");
    for size in 0..=LARGEST {
        for earlier in 0..=size {
            let proof = tree.prove_consistency(earlier, size).expect("within");
            let (old, new) = (
                (earlier as u64, &roots[earlier]),
                (size as u64, &roots[size]),
            );
            assert!(extends(old, new, &proof), "{earlier} to {size}");
            assert!(
                !extends((old.0, &other), new, &proof),
                "{earlier} to {size}"
            );
            assert!(
                earlier == 0 || !extends(old, (new.0, &other), &proof),
                "{earlier} to {size}"
            );
        }
        assert_eq!(tree.prove_consistency(size + 1, size), None);
    }
}

#[test]
fn every_bit_of_a_proof_counts_and_every_hash_of_it() {
    let all = leaves(LARGEST);
    let tree: Tree = all.iter().copied().collect();
    let root = |size| tree.root(size).expect("within");
    for (size, index) in [(1, 0), (2, 1), (7, 3), (100, 64), (256, 255), (255, 254)] {
        let proof = tree.prove_inclusion(index, size).expect("within");
        refused(&proof, |proof| {
            includes(&root(size), size as u64, &all[index], index as u64, proof)
        });
    }
    for (size, earlier) in [(2, 1), (7, 3), (7, 4), (100, 64), (256, 255), (255, 128)] {
        let (old, new) = (root(earlier), root(size));
        let proof = tree.prove_consistency(earlier, size).expect("within");
        refused(&proof, |proof| {
            extends((earlier as u64, &old), (size as u64, &new), proof)
        });
    }
}

/// Takes the proof, and no proof with one bit turned, one hash less, one more, or two in each other's place.
fn refused(proof: &[Digest], holds: impl Fn(&[Digest]) -> bool) {
    assert!(holds(proof));
    for place in 0..proof.len() {
        for bit in 0..256 {
            let mut turned = proof.to_vec();
            let mut bytes = *turned[place].as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            turned[place] = Digest::from_bytes(bytes);
            assert!(!holds(&turned), "hash {place}, bit {bit}");
        }
        let mut shorter = proof.to_vec();
        shorter.remove(place);
        assert!(!holds(&shorter), "without hash {place}");
        if place > 0 {
            let mut swapped = proof.to_vec();
            swapped.swap(place - 1, place);
            assert!(!holds(&swapped), "hash {place} one lower");
        }
    }
    let mut longer = proof.to_vec();
    longer.push(leaf_hash(b"more"));
    assert!(!holds(&longer), "one hash more");
}

#[test]
fn another_implementation_gives_the_same_roots_and_proofs() {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    // Theirs hashes anew for each proof: all pairs up to 64, and some of the largest tree.
    let all: Tree = leaves(LARGEST).into_iter().collect();
    let mut tree = MemoryBackedTree::<Sha256, String>::new();
    for size in 1..=LARGEST {
        tree.push(format!("leaf {}", size - 1));
        let pairs = if size <= 64 { 1 } else { 61 };
        if size > 64 && size % 31 != 0 && size != LARGEST {
            continue;
        }
        let top = all.root(size).expect("within");
        assert_eq!(tree.root().as_bytes().as_slice(), top.as_bytes());
        for index in (0..size).step_by(pairs) {
            let theirs = tree.prove_inclusion(index);
            let ours = all.prove_inclusion(index, size).expect("within");
            assert_eq!(theirs.as_bytes(), bytes(&ours), "{index} of {size}");
        }
        for earlier in (1..size).step_by(pairs) {
            let theirs = tree.prove_consistency(size - earlier);
            let ours = all.prove_consistency(earlier, size).expect("within");
            assert_eq!(theirs.as_bytes(), bytes(&ours), "{earlier} to {size}");
        }
    }
}

fn bytes(proof: &[Digest]) -> Vec<u8> {
    proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
}
