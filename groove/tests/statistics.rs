//! Every statistic of every groove is a finite number inside its range.

#![allow(clippy::unwrap_used)]

mod any_groove;

use any_groove::{any_grid, any_groove};
use groove::{
    Cell, Drum, Grid, Groove, Offset, Step, Tempo, Velocity,
    statistics::{Attribute, Statistics, syncopation::longuet_higgins_lee},
};
use proptest::prelude::*;

fn any_tempo() -> impl Strategy<Value = Tempo> {
    let (lowest, highest) = (Tempo::LOWEST.get(), Tempo::HIGHEST.get());
    prop_oneof![Just(lowest), Just(highest), 20.0..400.0, lowest..highest]
        .prop_map(|tempo| Tempo::new(tempo).unwrap())
}

fn check(groove: &Groove, tempo: Tempo) {
    for (attribute, value) in Statistics::of(groove, tempo).iter() {
        let range = attribute.range();
        assert!(
            range.contains(&value),
            "{attribute} of {groove:?} is {value}, outside {range:?}"
        );
        assert_ne!(value.to_bits(), (-0.0_f64).to_bits(), "{attribute}");
    }
}

/// Every cell struck, as hard as can be.
fn full(grid: Grid) -> Groove {
    let mut full = Groove::empty(grid);
    full.cells_mut()
        .fill(Cell::stroke(Velocity::HIGHEST, Offset::LOWEST));
    full
}

proptest! {
    #[test]
    fn any_groove_is_in_range(groove in any_groove(), tempo in any_tempo()) {
        check(&groove, tempo);
        let lhl = longuet_higgins_lee(&groove, &Drum::ALL);
        prop_assert!(lhl.is_finite() && lhl >= 0.0);
    }

    #[test]
    fn the_emptiest_and_the_fullest_are_in_range(grid in any_grid(), tempo in any_tempo()) {
        check(&Groove::empty(grid), tempo);
        check(&full(grid), tempo);
    }

    #[test]
    fn a_single_stroke_is_in_range(
        grid in any_grid(),
        step in any::<prop::sample::Index>(),
        drum in any::<prop::sample::Index>(),
        velocity in 0.0..=1.0_f32,
        offset in -0.5..=0.5_f32,
    ) {
        let mut groove = Groove::empty(grid);
        groove.set(
            Step(step.index(grid.steps())),
            Drum::ALL[drum.index(grid.drums())],
            Cell::stroke(Velocity::new(velocity), Offset::new(offset)),
        );
        check(&groove, Tempo::DEFAULT);
    }

    #[test]
    fn the_shares_of_the_drums_are_the_whole(groove in any_groove()) {
        let share = |drum| Attribute::Share(drum).of(&groove, Tempo::DEFAULT);
        let whole: f64 = Drum::ALL.into_iter().map(share).sum();
        let expected = if groove.stroke_count() > 0 { 1.0 } else { 0.0 };
        prop_assert!((whole - expected).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_struck_does_not_count(groove in any_groove()) {
        let mut bare = groove.clone();
        for cell in bare.cells_mut().iter_mut().filter(|cell| !cell.hit) {
            *cell = Cell::default();
        }
        let tempo = Tempo::DEFAULT;
        prop_assert_eq!(Statistics::of(&groove, tempo), Statistics::of(&bare, tempo));
    }
}

#[test]
fn an_empty_groove_gives_what_the_documents_say() {
    let empty = Groove::empty(Grid::FOUR_BARS);
    for (attribute, value) in Statistics::of(&empty, Tempo::DEFAULT).iter() {
        let expected = match attribute {
            Attribute::EighthSwing | Attribute::SixteenthSwing | Attribute::Repetition => 1.0,
            _ => 0.0,
        };
        assert_eq!(value, expected, "{attribute}");
    }
}

#[test]
fn the_slowest_groove_reaches_the_ends_of_its_range() {
    let grid = Grid::new(1, 4, 1, Drum::COUNT).unwrap();
    let slow = Tempo::new(1.0).unwrap();
    let lateness = Attribute::Lateness;
    assert_eq!(lateness.of(&full(grid), slow), *lateness.range().start());
}
