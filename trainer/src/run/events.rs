//! The log of a run for TensorBoard: event files, as TensorFlow writes them
//! (`tensorflow/core/util/event.proto` and `tensorflow/core/framework/summary.proto`).
//!
//! Each session writes a file of its own and says at which step it begins, so that TensorBoard
//! drops what an earlier session measured beyond that.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use groove::tfrecord::Writer;
use prost::Message;

use super::log::Record;
use crate::{error::TrainError, learner::Measure};

/// `tensorflow.Event`, as far as it is written here.
#[derive(Clone, PartialEq, Message)]
struct Event {
    /// Seconds since 1970.
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(oneof = "What", tags = "3, 5, 7")]
    what: Option<What>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum What {
    #[prost(string, tag = "3")]
    FileVersion(String),
    #[prost(message, tag = "5")]
    Summary(Summary),
    #[prost(message, tag = "7")]
    Session(SessionLog),
}

/// `tensorflow.SessionLog`.
#[derive(Clone, PartialEq, Message)]
struct SessionLog {
    /// 1: begun.
    #[prost(int32, tag = "1")]
    status: i32,
}

/// `tensorflow.Summary`: plain numbers only.
#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    value: Vec<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(string, tag = "1")]
    tag: String,
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
}

/// The open event file of a session.
#[derive(Debug)]
pub struct Events {
    file: PathBuf,
    out: File,
}

impl Events {
    /// Begins a file in a folder, for a session whose log begins after a step.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn create(folder: &Path, step: u64) -> Result<Self, TrainError> {
        let mut second = now() as u64;
        let (file, out) = loop {
            // TensorBoard reads files in the order of their names.
            let file = folder.join(format!("events.out.tfevents.{second:010}.quatrain"));
            match OpenOptions::new().append(true).create_new(true).open(&file) {
                Ok(out) => break (file, out),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => second += 1,
                Err(error) => return Err(TrainError::writing(&file, 0)(error)),
            }
        };
        let mut events = Self { file, out };
        events.write(now(), 0, What::FileVersion("brain.Event:2".to_owned()))?;
        // What was measured until then stays; what comes after is measured again.
        events.write(now(), step + 1, What::Session(SessionLog { status: 1 }))?;
        Ok(events)
    }

    /// Adds what a line of the log holds.
    ///
    /// # Errors
    /// If the disk is full or gone.
    pub fn add(&mut self, record: &Record) -> Result<(), TrainError> {
        let value = values(record);
        self.write(now(), record.step, What::Summary(Summary { value }))
    }

    fn write(&mut self, wall_time: f64, step: u64, what: What) -> Result<(), TrainError> {
        let bytes = record_of(wall_time, step, what);
        let failed = TrainError::writing(&self.file, bytes.len());
        self.out.write_all(&bytes).map_err(failed)
    }
}

/// An event as it lies in the file.
fn record_of(wall_time: f64, step: u64, what: What) -> Vec<u8> {
    let event = Event {
        wall_time,
        step: i64::try_from(step).unwrap_or(i64::MAX),
        what: Some(what),
    };
    let mut record = Writer::new(Vec::new());
    // Writing to a vector always succeeds.
    let _ = record.write(&event.encode_to_vec());
    record.finish().unwrap_or_default()
}

/// Names as the reference has them where it measures the same.
fn values(record: &Record) -> Vec<Value> {
    let value = |tag: String, number: f64| Value {
        tag,
        simple_value: Some(number as f32),
    };
    let mut values = vec![
        value("learning_rate".to_owned(), record.learning_rate),
        value("losses/kl_beta".to_owned(), record.beta.into()),
        value(
            "global_norm".to_owned(),
            record.means.gradient_norm().into(),
        ),
    ];
    for Measure { name, value: loss } in record.means.losses() {
        let tag = if name == "loss" {
            "loss".to_owned()
        } else {
            format!("losses/{name}")
        };
        values.push(value(tag, loss));
    }
    if let Some(validation) = &record.validation {
        values.push(value("validation/loss".to_owned(), validation.loss.into()));
        for score in &validation.scores {
            values.push(value(format!("validation/{}", score.name), score.value));
        }
    }
    values
}

/// Seconds since 1970.
fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use groove::tfrecord::Records;

    use super::*;
    use crate::learner::{StepReport, Validation};

    #[test]
    fn an_event_is_laid_out_as_tensorflow_lays_it() {
        let value = Value {
            tag: "loss".to_owned(),
            simple_value: Some(1.5),
        };
        let what = What::Summary(Summary { value: vec![value] });
        let record = record_of(1.0, 3, what);
        // Field 1 a double, field 2 a varint, field 5 a message of 13 bytes with a message of 11.
        let mut event = vec![
            0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 3, 0x2a, 13, 0x0a, 11,
        ];
        event.extend(b"\x0a\x04loss\x15\x00\x00\xc0\x3f");
        let mut expected = Writer::new(Vec::new());
        expected.write(&event).unwrap();
        assert_eq!(record, expected.finish().unwrap());
    }

    #[test]
    fn a_session_says_where_it_begins_and_a_line_is_an_event() {
        let folder = tempfile::tempdir().unwrap();
        let losses = [("loss", 2.0), ("hits", 1.0)];
        let mut record = Record {
            step: 20,
            validation: Some(Validation {
                loss: 3.0,
                scores: vec![Measure {
                    name: "hit_f1",
                    value: 0.5,
                }],
            }),
            ..Record::default()
        };
        record.means.add(&StepReport {
            losses: losses.map(|(name, value)| Measure { name, value }).into(),
            gradient_norm: 4.0,
        });
        let mut events = Events::create(folder.path(), 10).unwrap();
        events.add(&record).unwrap();
        let bytes = std::fs::read(&events.file).unwrap();
        let read: Vec<Event> = Records::new(&bytes[..])
            .map(|record| Event::decode(&record.unwrap()[..]).unwrap())
            .collect();
        assert_eq!(read.len(), 3);
        assert_eq!(
            read[0].what,
            Some(What::FileVersion("brain.Event:2".into()))
        );
        assert_eq!(
            (read[1].step, &read[1].what),
            (11, &Some(What::Session(SessionLog { status: 1 })))
        );
        let Some(What::Summary(summary)) = &read[2].what else {
            panic!("{read:?}")
        };
        let told: Vec<_> = summary
            .value
            .iter()
            .map(|value| (value.tag.as_str(), value.simple_value.unwrap()))
            .collect();
        for expected in [
            ("loss", 2.0),
            ("losses/hits", 1.0),
            ("global_norm", 4.0),
            ("validation/loss", 3.0),
            ("validation/hit_f1", 0.5),
        ] {
            assert!(told.contains(&expected), "{told:?}");
        }
        // A session in the same second has a file of its own.
        let second = Events::create(folder.path(), 10).unwrap();
        assert!(second.file > events.file);
    }
}
