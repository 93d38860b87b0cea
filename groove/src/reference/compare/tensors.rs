//! Arrays of windows.

use std::path::Path;

use super::{CompareError, Compared, Settings};
use crate::{
    drum_map::DrumMap,
    reference::{
        arrays::{Array, ArrayReader},
        cut::{Cut, Length},
        inputs::{Inputs, Variant, hits},
        tensor::Tensor,
    },
};

/// Compares every number of every array; its name is a MIDI file's.
pub(super) fn compare(
    file: &Path,
    settings: &Settings,
    data: &Path,
    compared: &mut Compared,
) -> Result<(), CompareError> {
    let Some(cut) = settings.cut() else {
        return Ok(());
    };
    let archive = ArrayReader::open(file)?;
    for name in archive.names() {
        let theirs = archive.read(name)?;
        compared.rows += 1;
        let Some(performance) = compared.read(data, name) else {
            continue;
        };
        let windows = cut.windows(&performance);
        let ours: Vec<Tensor> = windows.iter().flat_map(|cut| cut.tensors()).collect();
        numbers(
            compared,
            name,
            &theirs,
            ours.iter().flat_map(Tensor::to_f32),
        );
    }
    Ok(())
}

/// Compares inputs and controls; an array's name is `variant/inputs|controls/MIDI file`.
pub(super) fn compare_variants(
    file: &Path,
    data: &Path,
    compared: &mut Compared,
) -> Result<(), CompareError> {
    let archive = ArrayReader::open(file)?;
    for name in archive.names() {
        let theirs = archive.read(name)?;
        compared.rows += 1;
        let mut words = name.splitn(3, '/');
        let (variant, part, midi) = (words.next(), words.next(), words.next());
        let (Some(variant), Some(part), Some(midi)) = (variant, part, midi) else {
            compared.differ(name, "name", "variant/part/file", name);
            continue;
        };
        let Some(inputs) = inputs(variant) else {
            compared.differ(name, "variant", variant, "unknown");
            continue;
        };
        let rows = theirs.shape.get(1).copied().unwrap_or(0) as usize;
        let Ok(cut) = Cut::reference(DrumMap::roland(), Length::Bars(rows / 16), None) else {
            compared.differ(name, "rows", &rows.to_string(), "no such window");
            continue;
        };
        let Some(performance) = compared.read(data, midi) else {
            continue;
        };
        let Ok(windows) = cut.windows(&performance) else {
            numbers(compared, name, &theirs, std::iter::empty());
            continue;
        };
        let whole: Vec<Tensor> = windows.whole().collect();
        if part == "controls" {
            let cut = whole.iter().flat_map(|target| windows.cut(target));
            let ours: Vec<f32> = cut
                .flat_map(|window| hits(&window).map(f32::from).collect::<Vec<_>>())
                .collect();
            numbers(compared, name, &theirs, ours.into_iter());
        } else {
            let cut = whole
                .iter()
                .flat_map(|target| windows.cut(&inputs.of(target)));
            let cut: Vec<Tensor> = cut.collect();
            numbers(compared, name, &theirs, cut.iter().flat_map(Tensor::to_f32));
        }
    }
    Ok(())
}

/// How the inputs of a variant are made; one of them has a second name.
fn inputs(variant: &str) -> Option<Inputs> {
    let name = match variant {
        "fixed_velocities" => Variant::Fixed.name(),
        name => name,
    };
    let found = Variant::ALL.into_iter().find(|it| it.name() == name);
    found.map(Variant::inputs)
}

fn numbers(compared: &mut Compared, name: &str, theirs: &Array, ours: impl Iterator<Item = f32>) {
    let ours: Vec<f32> = ours.collect();
    if ours.len() != theirs.values.len() {
        let theirs = format!("{} of shape {:?}", theirs.values.len(), theirs.shape);
        compared.differ(name, "count of numbers", &theirs, &ours.len().to_string());
        return;
    }
    for (at, (theirs, ours)) in theirs.values.iter().zip(ours).enumerate() {
        let what = || format!("number {at}");
        compared.number(name, what, f64::from(*theirs), f64::from(ours));
    }
}
