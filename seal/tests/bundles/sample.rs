//! A small sealed unit in a log of nine entries, with keys and salts that anybody can know.

use seal::bundle::{Bundle, Proof};
use seal::checkpoint::{Checkpoint, follows};
use seal::key::{KeyKind, PublicKey, SecretKey};
use seal::leaf::{Leaf, Salt};
use seal::merkle::{Tree, leaf_hash};
use seal::note::SignedNote;
use seal::unit::{self, Entry};
use serde_json::{Value, json};

pub const ORIGIN: &str = "log.example/provdalen";

pub fn log_key(seed: u8) -> SecretKey {
    SecretKey::from_randomness(ORIGIN, KeyKind::Note, &[seed; 32]).expect("a name")
}

pub fn witness_key() -> SecretKey {
    SecretKey::from_randomness("witness.example", KeyKind::Cosignature, &[3; 32]).expect("a name")
}

/// Different salts, the same every time.
pub fn salts() -> impl FnMut(&str) -> Salt {
    let mut next = 0_u128;
    move |_| {
        next += 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;
        Salt::from_randomness(next.to_be_bytes())
    }
}

pub struct Sample {
    pub header: Value,
    pub paragraphs: Vec<Value>,
    pub log: Tree,
    pub checkpoint: SignedNote,
    earlier: SignedNote,
    keys: (PublicKey, [PublicKey; 1]),
}

impl Sample {
    pub fn new() -> Self {
        let header = json!({
            "format": "paragraf/minutes@1",
            "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Provdalen"},
            "meeting": {"date": "2025-05-22", "startsAt": "09:00"},
            "series": {"mark": "SECTION"},
            "attendance": [{"name": "Anna Berg", "capacity": "MEMBER"}, {"name": "Bo Ek", "capacity": "UNION"}],
        });
        let paragraphs = vec![
            json!({"number": 1, "title": "Val av justerare", "text": "Bo Ek valdes till justerare.",
                   "decisions": [{"text": "Bo Ek valdes till justerare.", "kind": "ELECT"}]}),
            json!({"number": 2, "title": "Sekretessärende", "text": "…"}),
            json!({"number": 3, "title": "Budget", "amounts": [{"text": "1 000 kr", "ore": 100_000}]}),
        ];
        let mut sample = Self {
            header,
            paragraphs,
            log: Tree::default(),
            checkpoint: SignedNote::sign("-\n", &log_key(1)).expect("signed"),
            earlier: SignedNote::sign("-\n", &log_key(1)).expect("signed"),
            keys: (log_key(1).public(), [witness_key().public()]),
        };
        let entry = Entry::of(&sample.leaves()).hash().expect("exact");
        let others = (0..9_u8).map(|number| leaf_hash(&[number]));
        sample.log = others
            .enumerate()
            .map(|(index, other)| if index == 3 { entry } else { other })
            .collect();
        let first = Checkpoint {
            origin: ORIGIN.to_owned(),
            size: 4,
            root: sample.log.root(4).expect("within"),
        };
        let next = Checkpoint::over(ORIGIN, &sample.log);
        let proof = sample.log.prove_consistency(4, 9).expect("within");
        let following = follows(&first, next, &proof).expect("it grew");
        sample.earlier = first.first().sign(&log_key(1)).expect("signed");
        sample.checkpoint = following.sign(&log_key(1)).expect("signed");
        let witness = sample
            .checkpoint
            .add_cosignature(&witness_key(), 1_700_000_000);
        witness.expect("cosigned");
        sample
    }

    pub fn leaves(&self) -> Vec<Leaf> {
        unit::seal(&self.header, &self.paragraphs, &mut salts()).expect("sealed")
    }

    pub fn proof(&self) -> Proof<'_> {
        let (key, cosigners) = &self.keys;
        let consistency = self.log.prove_consistency(4, 9).expect("within");
        Proof {
            index: 3,
            inclusion: self.log.prove_inclusion(3, 9).expect("within"),
            checkpoint: &self.checkpoint,
            key,
            cosigners,
            earlier: Some((&self.earlier, consistency)),
        }
    }

    pub fn bundle(&self) -> Bundle {
        Bundle::new(self.leaves(), self.proof())
    }
}
