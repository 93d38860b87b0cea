//! What the reference's parser stumbles over (mido 1.3, as pretty_midi uses it). Only
//! [`Rules::Reference`](crate::Rules::Reference) asks here.

use super::events::Event;

/// Longer blocks are refused.
const LONGEST_BLOCK: usize = 1_000_000;

/// The powers of two whose logarithm to the base 2 is no whole number in float64, so that it
/// takes them for no power of two.
const CROOKED_POWERS: [u8; 51] = [
    29, 31, 39, 47, 51, 55, 58, 59, 62, 78, 93, 94, 95, 101, 102, 109, 110, 116, 117, 118, 124,
    125, 141, 156, 171, 179, 186, 187, 188, 189, 190, 201, 202, 203, 204, 205, 217, 218, 219, 220,
    221, 232, 233, 234, 235, 236, 247, 248, 249, 250, 251,
];

/// Whether a meta event makes it give up.
pub(super) fn meta(kind: u8, data: &[u8]) -> Result<(), &'static str> {
    if data.len() > LONGEST_BLOCK {
        return Err("a meta event of more than a million bytes");
    }
    let sound = match (kind, data) {
        (0x00, _) => data.len() != 1,
        (0x20, _) => !data.is_empty(),
        (0x51, _) => data.len() >= 3,
        (0x54, &[hours, minutes, seconds, _, parts, ..]) => {
            hours >> 5 < 4 && minutes < 60 && seconds < 60 && parts < 100
        }
        (0x58, &[_, power, _, _, ..]) => !CROOKED_POWERS.contains(&power),
        (0x59, &[sharps, mode, ..]) => (-7..=7).contains(&sharps.cast_signed()) && mode < 2,
        (0x54 | 0x58 | 0x59, _) => false,
        _ => true,
    };
    sound.then_some(()).ok_or("a meta event without meaning")
}

/// Whether an exclusive message makes it give up.
pub(super) fn exclusive(data: &[u8]) -> Result<(), &'static str> {
    if data.len() > LONGEST_BLOCK {
        return Err("an exclusive message of more than a million bytes");
    }
    let data = data.strip_prefix(&[0xF0]).unwrap_or(data);
    let data = data.strip_suffix(&[0xF7]).unwrap_or(data);
    if data.iter().all(|byte| *byte < 0x80) {
        Ok(())
    } else {
        Err("an exclusive message with bytes above 127")
    }
}

/// Whether it forgets how long after the event before an event happens, so that all after it
/// come too early: so it does with meta events that it has no name for.
pub(super) fn loses_its_time(event: Event) -> bool {
    match event {
        Event::Meta { kind, .. } => !matches!(
            kind,
            0x00..=0x07 | 0x09 | 0x20 | 0x21 | 0x2F | 0x51 | 0x54 | 0x58 | 0x59 | 0x7F
        ),
        _ => false,
    }
}
