//! Hostile TFRecord files. A record is its length (64 bits, the lowest first), a checksum of the
//! length, the data, and a checksum of the data.

use super::bytes::{joined, masked_crc};

fn record_claiming(length: u64, data: &[u8]) -> Vec<u8> {
    let length = length.to_le_bytes();
    let sums = [masked_crc(&length), masked_crc(data)].map(u32::to_le_bytes);
    joined(&[&length, &sums[0], data, &sums[1]])
}

fn record(data: &[u8]) -> Vec<u8> {
    record_claiming(data.len() as u64, data)
}

/// All of them, by name.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let good = record(b"a good record");
    let torn = |bytes: usize| joined(&[&good, &good[..bytes]]);
    let claiming = |length: u64| joined(&[&good, &record_claiming(length, b"little")]);
    let spoilt = |at: usize| {
        let mut bytes = joined(&[&good, &good, &good]);
        bytes[good.len() + at] ^= 0x10;
        bytes
    };
    vec![
        ("empty", Vec::new()),
        ("records-without-data", record(&[]).repeat(3)),
        ("torn-in-length", torn(3)),
        ("torn-in-checksum-of-length", torn(10)),
        ("torn-before-data", torn(12)),
        ("torn-in-data", torn(20)),
        ("torn-in-checksum-of-data", torn(good.len() - 1)),
        ("wrong-length", spoilt(0)),
        ("wrong-checksum-of-length", spoilt(8)),
        ("wrong-data", spoilt(15)),
        ("wrong-checksum-of-data", spoilt(good.len() - 1)),
        ("claims-2-to-63", claiming(1 << 63)),
        ("claims-2-to-64-less-1", claiming(u64::MAX)),
        ("claims-2-to-64-less-16", claiming(u64::MAX - 15)),
        ("claims-a-gigabyte", claiming(1 << 30)),
        ("zeros-at-the-end", joined(&[&good, &[0; 64]])),
        (
            "text",
            b"Dear drummer, this is no TFRecord file.\n".to_vec(),
        ),
        (
            "compressed",
            joined(&[&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], &[0x55; 20]]),
        ),
    ]
}
