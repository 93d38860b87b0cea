//! Where a change takes over: the boundaries of the host's grid.

use super::{
    ChangeAt,
    bars::{Bar, ON_THE_LINE},
    transport::Motion,
};

/// The next boundary of this kind at or after the position. The host loop's end is one of every
/// kind: behind it the song begins anew.
pub(super) fn boundary(at: ChangeAt, motion: &Motion) -> f64 {
    let Motion { position, bar, .. } = *motion;
    let within = |unit: f64| {
        let units = ((position - bar.start - ON_THE_LINE) / unit).ceil();
        (bar.start + units * unit).min(bar.end())
    };
    let next_bar = |bar: Bar| {
        if position <= bar.start + ON_THE_LINE {
            bar
        } else {
            bar.next()
        }
    };
    let place = match at {
        ChangeAt::Now => position,
        ChangeAt::Sixteenth => within(0.25),
        ChangeAt::Beat => within(1.0),
        ChangeAt::Bar => next_bar(bar).start,
        ChangeAt::FourBars => {
            let next = next_bar(bar);
            next.start + (-next.number).rem_euclid(4) as f64 * next.length
        }
    };
    motion.cycle.map_or(place, |cycle| place.min(cycle.end.0))
}

#[cfg(test)]
mod tests {
    use groove::Beats;

    use super::{
        super::{Cycle, Meter},
        *,
    };

    fn motion(position: f64, cycle: Option<(f64, f64)>) -> Motion {
        let three_quarters = Meter {
            numerator: 3,
            denominator: 4,
        };
        Motion {
            position,
            beats_per_sample: 1e-4,
            cycle: cycle.map(|(start, end)| Cycle {
                start: Beats(start),
                end: Beats(end),
            }),
            bar: Bar::at(position, Some(three_quarters), None),
        }
    }

    #[test]
    fn boundaries_are_those_of_the_hosts_grid() {
        let at = |kind| boundary(kind, &motion(4.3, None));
        assert_eq!(at(ChangeAt::Now), 4.3);
        assert_eq!(at(ChangeAt::Sixteenth), 4.5);
        assert_eq!(at(ChangeAt::Beat), 5.0);
        assert_eq!(at(ChangeAt::Bar), 6.0);
        assert_eq!(at(ChangeAt::FourBars), 12.0);
        let on_it = |kind| boundary(kind, &motion(12.0, None));
        for kind in [ChangeAt::Sixteenth, ChangeAt::Beat, ChangeAt::FourBars] {
            assert_eq!(on_it(kind), 12.0, "{kind:?}");
        }
    }

    #[test]
    fn the_end_of_the_loop_is_a_boundary() {
        let at = |kind| boundary(kind, &motion(4.3, Some((3.0, 5.5))));
        assert_eq!(at(ChangeAt::Beat), 5.0);
        assert_eq!(at(ChangeAt::FourBars), 5.5);
    }
}
