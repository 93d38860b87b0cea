//! How files are put together, byte by byte, by nobody's library: a library would not write
//! what is wrong.

/// Bytes one after the other.
pub fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// A chunk of a MIDI file that claims `length` bytes, whatever it holds.
pub fn claiming(name: &[u8; 4], length: u32, body: &[u8]) -> Vec<u8> {
    joined(&[name, &length.to_be_bytes(), body])
}

/// A chunk of a MIDI file.
pub fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    claiming(name, u32::try_from(body.len()).unwrap(), body)
}

/// A number as protobuf writes it: seven bits a byte, the lowest first.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7F) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// The checksum of a TFRecord: CRC-32C, turned and shifted.
pub fn masked_crc(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            let carry = if crc & 1 == 1 { 0x82F6_3B78 } else { 0 };
            (crc >> 1) ^ carry
        })
    });
    (!crc).rotate_right(15).wrapping_add(0xA282_EAD8)
}

#[test]
fn the_checksum_is_castagnolis() {
    // RFC 3720, B.4: 32 bytes of zeros have the CRC-32C 0x8A9136AA.
    let masked = masked_crc(&[0; 32]);
    let crc = masked.wrapping_sub(0xA282_EAD8).rotate_left(15);
    assert_eq!(crc, 0x8A91_36AA);
}
