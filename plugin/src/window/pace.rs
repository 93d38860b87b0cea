//! When a frame is due. A window in which nothing happens costs a look now and then, and no frame.

use std::time::{Duration, Instant};

/// From one frame to the next while something moves.
pub(super) const FRAME: Duration = Duration::from_millis(16);
/// How often it is looked whether something changed by itself.
const LOOK: Duration = Duration::from_millis(100);
/// A frame comes at least this often, for whatever a look does not see.
const SURELY: Duration = Duration::from_secs(1);

/// When a frame is due, and when a look.
#[derive(Debug)]
pub(super) struct Pace {
    /// The next frame's time.
    due: Instant,
    /// The next look's time.
    look: Instant,
}

impl Pace {
    /// A frame is due at once.
    pub fn new(now: Instant) -> Self {
        Self {
            due: now,
            look: now + LOOK,
        }
    }

    /// Something came that is to be seen.
    pub fn wake(&mut self, now: Instant) {
        self.due = self.due.min(now);
    }

    /// Whether it is time to look for changes; the next time is a while after.
    pub fn looks(&mut self, now: Instant) -> bool {
        let looks = now >= self.look;
        if looks {
            self.look = now + LOOK;
        }
        looks
    }

    /// Whether a frame is due.
    pub fn is_due(&self, now: Instant) -> bool {
        now >= self.due
    }

    /// A frame began and ended; egui wants the next one after `delay`. A frame that answered
    /// somebody is followed by another: what it changed elsewhere shows in that.
    pub fn drawn(&mut self, began: Instant, ended: Instant, delay: Duration, answered: bool) {
        // Where drawing is slow, half of the time is left to others.
        let least = FRAME.max(2 * ended.saturating_duration_since(began));
        let delay = if answered { Duration::ZERO } else { delay };
        self.due = began + delay.clamp(least, SURELY.max(least));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(1);

    fn drawn(cost: Duration, delay: Duration, answered: bool) -> (Pace, Instant) {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        pace.drawn(now, now + cost, delay, answered);
        (pace, now)
    }

    #[test]
    fn a_window_at_rest_is_drawn_once_a_second() {
        let (pace, now) = drawn(SOON, Duration::MAX, false);
        assert!(!pace.is_due(now + SURELY - SOON));
        assert!(pace.is_due(now + SURELY));
    }

    #[test]
    fn a_moving_one_is_drawn_sixty_times_a_second() {
        let (pace, now) = drawn(SOON, Duration::ZERO, false);
        assert!(!pace.is_due(now + FRAME - SOON));
        assert!(pace.is_due(now + FRAME));
    }

    #[test]
    fn slow_frames_leave_time_to_others() {
        let cost = Duration::from_millis(50);
        let (pace, now) = drawn(cost, Duration::ZERO, false);
        assert!(!pace.is_due(now + cost + SOON));
        assert!(pace.is_due(now + 2 * cost));
        // Even a frame of more than a second is survived.
        let (pace, now) = drawn(3 * SURELY, Duration::MAX, false);
        assert!(pace.is_due(now + 6 * SURELY));
    }

    #[test]
    fn what_comes_is_shown_at_once_and_again() {
        let (mut pace, now) = drawn(SOON, Duration::MAX, false);
        pace.wake(now + FRAME);
        assert!(pace.is_due(now + FRAME));
        let (pace, now) = drawn(SOON, Duration::MAX, true);
        assert!(pace.is_due(now + FRAME));
    }

    #[test]
    fn looks_come_ten_times_a_second() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let looks = (0..2_000)
            .filter(|at| pace.looks(start + *at * SOON))
            .count();
        assert_eq!(looks, 19);
    }
}
