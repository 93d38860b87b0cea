//! What must become of a file, and how it is held against what becomes of it.

/// What must become of a file.
pub enum Expected {
    /// It is refused, and the message holds this.
    Refused(&'static str),
    /// It is read: so many strokes, or records. The messages of the faults hold these words, in
    /// order.
    Read(usize, &'static [&'static str]),
}

/// Compares; a difference is a line that tells what became of the file.
pub fn difference(
    name: &str,
    expected: &Expected,
    read: &Result<(usize, Vec<String>), String>,
) -> String {
    let as_expected = match (read, expected) {
        (Err(message), Expected::Refused(words)) => message.contains(words),
        (Ok((count, faults)), Expected::Read(expected, words)) => {
            let mut pairs = faults.iter().zip(*words);
            count == expected
                && faults.len() == words.len()
                && pairs.all(|(fault, words)| fault.contains(words))
        }
        _ => false,
    };
    if as_expected {
        String::new()
    } else {
        format!("{name}: {read:?}\n")
    }
}
