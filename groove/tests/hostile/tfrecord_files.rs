//! Hostile TFRecord files. A record is its length (64 bits, the lowest first), a checksum of the
//! length, the data, and a checksum of the data.

use super::{
    bytes::{joined, masked_crc},
    expected::Expected::{self, Read},
};

fn record_claiming(length: u64, data: &[u8]) -> Vec<u8> {
    let length = length.to_le_bytes();
    let sums = [masked_crc(&length), masked_crc(data)].map(u32::to_le_bytes);
    joined(&[&length, &sums[0], data, &sums[1]])
}

fn record(data: &[u8]) -> Vec<u8> {
    record_claiming(data.len() as u64, data)
}

/// All of them, by name.
pub fn all() -> Vec<(&'static str, Vec<u8>, Expected)> {
    let good = record(b"a good record");
    let torn = |bytes: usize| joined(&[&good, &good[..bytes]]);
    let claiming = |length: u64| joined(&[&good, &record_claiming(length, b"little")]);
    let spoilt = |at: usize| {
        let mut bytes = joined(&[&good, &good, &good]);
        bytes[good.len() + at] ^= 0x10;
        bytes
    };
    vec![
        ("empty", Vec::new(), Read(0, &[])),
        ("records-without-data", record(&[]).repeat(3), Read(3, &[])),
        (
            "torn-in-length",
            torn(3),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 32"],
            ),
        ),
        (
            "torn-in-checksum-of-length",
            torn(10),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 39"],
            ),
        ),
        (
            "torn-before-data",
            torn(12),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 41"],
            ),
        ),
        (
            "torn-in-data",
            torn(20),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 49"],
            ),
        ),
        (
            "torn-in-checksum-of-data",
            torn(good.len() - 1),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 57"],
            ),
        ),
        (
            "wrong-length",
            spoilt(0),
            Read(
                1,
                &["the length of the record at byte 29 has a wrong checksum"],
            ),
        ),
        (
            "wrong-checksum-of-length",
            spoilt(8),
            Read(
                1,
                &["the length of the record at byte 29 has a wrong checksum"],
            ),
        ),
        (
            "wrong-data",
            spoilt(15),
            Read(
                2,
                &["the 13 bytes of the record at byte 29 have a wrong checksum"],
            ),
        ),
        (
            "wrong-checksum-of-data",
            spoilt(good.len() - 1),
            Read(
                2,
                &["the 13 bytes of the record at byte 29 have a wrong checksum"],
            ),
        ),
        (
            "claims-2-to-63",
            claiming(1 << 63),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 51"],
            ),
        ),
        (
            "claims-2-to-64-less-1",
            claiming(u64::MAX),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 51"],
            ),
        ),
        (
            "claims-2-to-64-less-16",
            claiming(u64::MAX - 15),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 51"],
            ),
        ),
        (
            "claims-a-gigabyte",
            claiming(1 << 30),
            Read(
                1,
                &["the record at byte 29 is torn: the file ends at byte 51"],
            ),
        ),
        (
            "zeros-at-the-end",
            joined(&[&good, &[0; 64]]),
            Read(
                1,
                &["the length of the record at byte 29 has a wrong checksum"],
            ),
        ),
        (
            "text",
            b"Dear drummer, this is no TFRecord file.\n".to_vec(),
            Read(
                0,
                &["the length of the record at byte 0 has a wrong checksum"],
            ),
        ),
        (
            "compressed",
            joined(&[&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], &[0x55; 20]]),
            Read(0, &["damaged there, or compressed"]),
        ),
    ]
}
