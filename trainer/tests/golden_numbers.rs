//! The reference's own numbers of `groovae_4bar`, where the folder that holds them is beside the
//! checkout.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use groove::reference::arrays::{Array, ArrayReader};
use serde_json::Value;
use trainer::{
    DeviceChoice,
    reference::golden::{Comparison, GoldenError, compare},
};

const FILES: [&str; 3] = ["golden_model.json", "golden_model.npz", "golden_train.json"];

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let found = FILES.iter().all(|file| folder.join(file).is_file());
    if !found {
        println!("SKIPPED: no golden numbers beside the checkout");
    }
    found.then_some(folder)
}

#[test]
fn every_golden_number_is_the_references() {
    let Some(folder) = folder() else { return };
    let device = DeviceChoice::Cpu.open().unwrap();
    let comparison = compare(&folder, &device).unwrap();
    let mut differences = 0;
    for quantity in &comparison.quantities {
        println!("{quantity}");
        for difference in quantity.differences.iter().take(20) {
            println!("  {difference}");
        }
        differences += quantity.differences.len();
    }
    assert_eq!(differences, 0);
    assert!(comparison.notes.is_empty(), "{:?}", comparison.notes);
    let numbers: usize = comparison.quantities.iter().map(|one| one.numbers).sum();
    assert!(numbers > 20_000, "{numbers}: too few to be true");
}

/// A copy of the folder without the training, which takes longest.
struct Copy {
    folder: tempfile::TempDir,
    told: Value,
    arrays: Vec<(String, Array)>,
}

impl Copy {
    fn of(folder: &Path) -> Self {
        let told = fs::read_to_string(folder.join(FILES[0])).unwrap();
        let arrays = ArrayReader::open(&folder.join(FILES[1])).unwrap();
        let names: Vec<String> = arrays.names().map(str::to_owned).collect();
        Self {
            folder: tempfile::tempdir().unwrap(),
            told: serde_json::from_str(&told).unwrap(),
            arrays: names
                .into_iter()
                .map(|name| (name.clone(), arrays.read(&name).unwrap()))
                .collect(),
        }
    }

    /// Takes these windows, in this order.
    fn take(&mut self, windows: &[usize]) {
        for (_, array) in &mut self.arrays {
            let size = array.values.len() / array.shape[0] as usize;
            let chosen = windows.iter();
            array.values = chosen
                .flat_map(|at| array.values[at * size..(at + 1) * size].to_vec())
                .collect();
            array.shape[0] = windows.len() as u64;
        }
        for name in ["r_loss_given_z", "kl_nats", "mu_first5", "sigma_first5"] {
            let all = self.told[name].as_array().unwrap();
            self.told[name] = windows.iter().map(|&at| all[at].clone()).collect();
        }
        // It counts the windows from the first on.
        self.told.as_object_mut().unwrap().remove("z");
    }

    fn array(&mut self, name: &str) -> &mut Array {
        let found = self.arrays.iter_mut().find(|(own, _)| own == name);
        &mut found.unwrap().1
    }

    fn compare(&self) -> Result<Comparison, GoldenError> {
        let folder = self.folder.path();
        fs::write(folder.join(FILES[0]), self.told.to_string()).unwrap();
        fs::write(folder.join(FILES[1]), archive(&self.arrays)).unwrap();
        compare(folder, &DeviceChoice::Cpu.open().unwrap())
    }
}

/// The arrays as NumPy archives them: a zip of files that are stored as they are.
fn archive(arrays: &[(String, Array)]) -> Vec<u8> {
    let (mut files, mut directory) = (Vec::new(), Vec::new());
    for (name, array) in arrays {
        let name = format!("{name}.npy");
        let sizes = array.shape.iter().map(|size| format!("{size},"));
        let sizes: String = sizes.collect();
        let head = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}), }}");
        let head = format!("{head:<117}\n");
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((head.len() as u16).to_le_bytes());
        bytes.extend(head.as_bytes());
        bytes.extend(array.values.iter().flat_map(|value| value.to_le_bytes()));
        // What both of the file's heads say: stored, no clock, check sum, sizes, length of the name.
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let size = (bytes.len() as u32).to_le_bytes();
        about.extend([crc32(&bytes).to_le_bytes(), size, size].concat());
        about.extend([(name.len() as u16).to_le_bytes(), [0, 0]].concat());
        let start = files.len() as u32;
        files.extend([b"PK\x03\x04", &about[..], name.as_bytes(), &bytes].concat());
        directory.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 10]].concat());
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = (arrays.len() as u16).to_le_bytes();
    let (start, length) = (files.len() as u32, directory.len() as u32);
    let end = [b"PK\x05\x06\0\0\0\0", &count[..], &count].concat();
    files.extend([directory, end].concat());
    files.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    files.extend([0, 0]);
    files
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// The names of the quantities that differ.
fn differing(comparison: &Comparison) -> Vec<&str> {
    let all = comparison.quantities.iter();
    let differing = all.filter(|one| !one.differences.is_empty());
    differing.map(|one| one.name.as_str()).collect()
}

#[test]
fn other_weights_are_seen_and_other_networks_refused() {
    let Some(folder) = folder() else { return };
    let mut copy = Copy::of(&folder);
    copy.told["first_variable_number"] = 1.into();
    let comparison = copy.compare().unwrap();
    let all = comparison.quantities.len();
    // Not the latents, which are no variables; the count of hits may be the same by chance.
    assert!(differing(&comparison).len() >= all - 2, "{comparison:?}");
    assert!(!differing(&comparison).contains(&"z (by its formula)"));
    assert!(comparison.notes[0].contains("golden_train.json"));

    copy.told["variables"][0][1][0] = 540.into();
    let refused = copy.compare().unwrap_err();
    assert!(matches!(refused, GoldenError::OtherNetwork { .. }));
    assert!(refused.to_string().contains("540"), "{refused}");
}

#[test]
fn other_windows_in_another_number_and_order_are_compared_as_well() {
    let Some(folder) = folder() else { return };
    let mut copy = Copy::of(&folder);
    copy.take(&[3, 1, 2, 0]);
    let comparison = copy.compare().unwrap();
    assert_eq!(differing(&comparison), Vec::<&str>::new());

    // Of two windows all is the same but what is counted over all.
    copy.take(&[2, 0]);
    let comparison = copy.compare().unwrap();
    let differing = differing(&comparison);
    assert!(differing.contains(&"decoder gradients, squared norms"));
    assert!(differing.contains(&"greedy_hits_sum (json)"));
    assert!(differing.len() <= 3, "{differing:?}");
}

#[test]
fn a_changed_window_differs_in_what_is_computed_of_it_alone() {
    let Some(folder) = folder() else { return };
    let mut copy = Copy::of(&folder);
    // The kick of the second window's first step.
    let values = &mut copy.array("x").values;
    values[64 * 27] = 1.0 - values[64 * 27];
    let comparison = copy.compare().unwrap();
    let mut found = differing(&comparison);
    found.retain(|name| !name.contains("json"));
    let expected = [
        "mu",
        "sigma",
        "kl_nats",
        "teacher_forced_raw",
        "r_loss",
        "decoder gradients, squared norms",
    ];
    assert_eq!(found, expected);
    for quantity in &comparison.quantities[..4] {
        let places = quantity.differences.iter();
        assert!(
            places.clone().all(|one| one.place.starts_with("[1")),
            "{quantity}"
        );
    }
    copy.told["z"] = "float32(2*uniform(k=1001, index))".into();
    let comparison = copy.compare().unwrap();
    assert!(differing(&comparison).contains(&"z (by its formula)"));
}
