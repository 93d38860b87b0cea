//! The lines of an `info.csv`.

use std::io::{Read, Take};

use csv::{ErrorKind, StringRecord};

use super::INFO;
use crate::{
    corpus::{About, BeatType, Split},
    performance::Meter,
    units::Tempo,
};

/// The largest `info.csv`, in bytes: a million lines.
const LARGEST_INFO: u64 = 256 << 20;

/// A line as far as it could be understood.
pub struct Line {
    /// Counted from 1, the head included.
    pub number: u64,
    /// What it names; `info.csv` where it can't be told.
    pub name: String,
    /// The split, if it is one.
    pub split: Option<Split>,
    /// What it says of the piece.
    pub about: About,
    /// What is wrong with it, and what to do.
    pub wrong: Option<String>,
}

/// Reads line by line.
pub struct Lines<R> {
    reader: csv::Reader<Take<R>>,
    columns: Columns,
    ended: bool,
}

/// Where the columns are.
struct Columns {
    name: usize,
    split: usize,
    drummer: Option<usize>,
    id: Option<usize>,
    style: Option<usize>,
    bpm: Option<usize>,
    beat_type: Option<usize>,
    meter: Option<usize>,
}

impl<R: Read> Lines<R> {
    /// Reads the head; what is wrong with it is said in words.
    pub fn new(reader: R) -> Result<Self, String> {
        let mut reader = csv::Reader::from_reader(reader.take(LARGEST_INFO));
        let head = reader.headers().map_err(|error| error.to_string())?;
        let columns = Columns::new(head)?;
        Ok(Self {
            reader,
            columns,
            ended: false,
        })
    }

    /// The end, said once.
    fn end(&mut self, wrong: String) -> Option<Line> {
        self.ended = true;
        Some(no_line(self.reader.position().line(), wrong))
    }
}

/// A line that can't be taken apart.
fn no_line(number: u64, wrong: String) -> Line {
    Line {
        number,
        name: INFO.to_owned(),
        split: None,
        about: About::default(),
        wrong: Some(wrong),
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.ended {
            return None;
        }
        let mut record = StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(true) => {
                let number = record.position().map_or(0, csv::Position::line);
                Some(self.columns.line(&record, number))
            }
            Ok(false) if self.reader.get_ref().limit() == 0 => {
                let most = LARGEST_INFO >> 20;
                self.end(format!("the file is larger than {most} MB; cut it in two"))
            }
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                let wrong = match error.kind() {
                    ErrorKind::UnequalLengths {
                        expected_len, len, ..
                    } => format!("{len} fields where the head has {expected_len}; mend its commas"),
                    ErrorKind::Utf8 { .. } => "no UTF-8; save info.csv in UTF-8".to_owned(),
                    _ => return self.end(error.to_string()),
                };
                let number = error.position().map_or(0, csv::Position::line);
                Some(no_line(number, wrong))
            }
        }
    }
}

impl Columns {
    fn new(head: &StringRecord) -> Result<Self, String> {
        let column = |name: &str| head.iter().position(|field| field.trim() == name);
        let needed = |name: &str| {
            column(name).ok_or_else(|| {
                let found: Vec<&str> = head.iter().take(20).collect();
                format!(
                    "no column {name} (it has {}); it needs the columns midi_filename and split",
                    found.join(", ")
                )
            })
        };
        Ok(Self {
            name: needed("midi_filename")?,
            split: needed("split")?,
            drummer: column("drummer"),
            id: column("id"),
            style: column("style"),
            bpm: column("bpm"),
            beat_type: column("beat_type"),
            meter: column("time_signature"),
        })
    }

    fn line(&self, record: &StringRecord, number: u64) -> Line {
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let text = |at: Option<usize>| at.map_or("", field);
        let mut wrong = None;
        let split = field(self.split).parse().map_err(|error| {
            wrong = Some(format!("{error}"));
        });
        let mut about = About {
            drummer: text(self.drummer).to_owned(),
            id: text(self.id).to_owned(),
            style: text(self.style).to_owned(),
            ..About::default()
        };
        let (bpm, meter, beat_type) = (text(self.bpm), text(self.meter), text(self.beat_type));
        about.bpm = bpm.parse().ok().and_then(Tempo::new);
        if about.bpm.is_none() && !bpm.is_empty() {
            wrong = Some(format!("bpm is `{bpm}`; give a number above 0, or nothing"));
        }
        about.meter = parse_meter(meter);
        if about.meter.is_none() && !meter.is_empty() {
            wrong = Some(format!(
                "time_signature is `{meter}`; give one like 4-4, or nothing"
            ));
        }
        about.beat_type = match beat_type {
            "beat" => Some(BeatType::Beat),
            "fill" => Some(BeatType::Fill),
            _ => None,
        };
        if about.beat_type.is_none() && !beat_type.is_empty() {
            wrong = Some(format!(
                "beat_type is `{beat_type}`; give beat, fill or nothing"
            ));
        }
        let name = field(self.name).to_owned();
        if name.is_empty() {
            wrong = Some("midi_filename is empty; name a file, or take out the line".to_owned());
        }
        Line {
            number,
            name: if name.is_empty() {
                INFO.to_owned()
            } else {
                name
            },
            split: split.ok(),
            about,
            wrong,
        }
    }
}

/// `4-4` as the dataset writes it, or `4/4`.
fn parse_meter(text: &str) -> Option<Meter> {
    let (numerator, denominator) = text.split_once(['-', '/'])?;
    let meter = Meter {
        numerator: numerator.parse().ok()?,
        denominator: denominator.parse().ok()?,
    };
    (meter.numerator > 0 && meter.denominator.is_power_of_two()).then_some(meter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        Lines::new(text.as_bytes()).unwrap().collect()
    }

    #[test]
    fn columns_come_in_any_order_and_may_be_missing() {
        let found = lines(
            "\u{feff}split,bpm,midi_filename,time_signature,beat_type,style\n\
             test,97.5,a.mid,6-8,fill,\"jazz, slow\"\n\
             train,,b.mid,,,\n",
        );
        assert_eq!(found.len(), 2);
        let (first, second) = (&found[0], &found[1]);
        assert_eq!(
            (first.name.as_str(), first.split),
            ("a.mid", Some(Split::Test))
        );
        assert_eq!(first.number, 2);
        assert_eq!(
            first.about,
            About {
                style: "jazz, slow".to_owned(),
                bpm: Tempo::new(97.5),
                meter: Some(Meter {
                    numerator: 6,
                    denominator: 8
                }),
                beat_type: Some(BeatType::Fill),
                ..About::default()
            }
        );
        assert_eq!(
            (second.split, &second.about),
            (Some(Split::Train), &About::default())
        );
        assert!(found.iter().all(|line| line.wrong.is_none()));
    }

    #[test]
    fn each_wrong_field_is_named_and_the_other_lines_are_read() {
        let found = lines(
            "midi_filename,split,bpm,time_signature,beat_type\n\
             a.mid,Train,,,\n\
             b.mid,train,fast,,\n\
             c.mid,train,-3,,\n\
             d.mid,train,,4-3,\n\
             e.mid,train,,,pause\n\
             ,train,,,\n\
             f.mid,train\n\
             g.mid,train,120,4/4,beat\n",
        );
        let wrong: Vec<&str> = found
            .iter()
            .map(|line| line.wrong.as_deref().unwrap_or(""))
            .collect();
        for (wrong, part) in wrong.iter().zip([
            "`Train`",
            "`fast`",
            "`-3`",
            "`4-3`",
            "`pause`",
            "midi_filename is empty",
            "2 fields where the head has 5",
        ]) {
            assert!(wrong.contains(part), "{wrong} lacks {part}");
        }
        assert_eq!((wrong.len(), wrong[7]), (8, ""));
        assert_eq!(found[6].number, 8);
    }

    #[test]
    fn a_head_without_the_columns_says_what_it_has() {
        let error = Lines::new("a;b;split\n".as_bytes()).err().unwrap();
        assert!(
            error.contains("a;b;split") && error.contains("midi_filename"),
            "{error}"
        );
        assert!(Lines::new(&b""[..]).is_err());
        assert!(Lines::new(&b"midi_filename,split\n"[..]).is_ok());
    }

    #[test]
    fn bytes_that_are_no_text_end_nothing() {
        let text = b"midi_filename,split\n\xff.mid,train\nb.mid,train\n";
        let found: Vec<Line> = Lines::new(&text[..]).unwrap().collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].wrong.is_some() && found[1].wrong.is_none());
    }
}
