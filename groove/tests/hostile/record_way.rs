//! Any bytes as TFRecords, and what must hold of them. The fuzz target `tfrecord` (`fuzz/`) is
//! this file, too.

use groove::tfrecord::{RecordError, Records, Writer};

/// The largest record that is read here.
const MOST: u64 = 1 << 20;

/// Reads the records of bytes as they are, and of the same bytes with their checksums mended:
/// chance would hardly ever hit upon those.
pub fn of(bytes: &[u8]) {
    read(bytes);
    read(&mended(bytes));
}

fn read(bytes: &[u8]) {
    let mut sound = Vec::new();
    let mut errors = Vec::new();
    for record in Records::up_to(bytes, MOST) {
        assert!(
            !errors.last().is_some_and(is_last),
            "nothing follows a torn record"
        );
        match record {
            Ok(record) => sound.push(record),
            Err(error) => errors.push(error),
        }
    }
    let end = bytes.len() as u64;
    assert!(errors.is_sorted_by(|one, next| one.offset() < next.offset()));
    assert!(errors.iter().all(|error| error.offset() < end));

    let mut writer = Writer::new(Vec::new());
    let written = sound.iter().all(|record| writer.write(record).is_ok());
    let again = writer.finish().unwrap_or_default();
    assert!(written && again.len() <= bytes.len());
    if errors.is_empty() {
        assert_eq!(again, bytes, "a sound file is what its records make");
    }
    let back: Result<Vec<_>, _> = Records::up_to(&again[..], MOST).collect();
    assert_eq!(back.ok(), Some(sound));
}

fn is_last(error: &RecordError) -> bool {
    !matches!(
        error,
        RecordError::Data { .. } | RecordError::TooLarge { .. }
    )
}

/// The same bytes with right checksums at the places where the lengths say that they stand.
fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut mended = bytes.to_vec();
    let mut at = 0;
    while let Some(length) = mended.get(at..at + 8).map(<[u8]>::to_vec) {
        mend(&mut mended, at, 8);
        let length = length
            .iter()
            .rev()
            .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte));
        let Some(next) = length
            .checked_add(at + 16)
            .filter(|end| *end <= mended.len())
        else {
            break;
        };
        mend(&mut mended, at + 12, length);
        at = next;
    }
    mended
}

/// Puts the checksum of so many bytes behind them, as far as the bytes reach. The writer knows
/// it: it stands at the end of a record of these bytes.
fn mend(bytes: &mut [u8], at: usize, length: usize) {
    let mut writer = Writer::new(Vec::new());
    let written = bytes.get(at..at + length).map(|bytes| writer.write(bytes));
    let record = writer.finish().unwrap_or_default();
    let checksum = written.and_then(|_| record.last_chunk::<4>());
    if let (Some(there), Some(checksum)) = (bytes.get_mut(at + length..at + length + 4), checksum) {
        there.copy_from_slice(checksum);
    }
}
