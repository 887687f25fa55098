//! ZIP archives written byte by byte, so that a test can also write what no program would.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// One file of an archive, and what its directory says about it.
#[derive(Clone)]
pub(crate) struct Packed {
    pub(crate) name: String,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) checksum: u32,
    pub(crate) length: u32,
    pub(crate) bytes: Vec<u8>,
    /// Points the directory to the file before, as bombs do.
    pub(crate) at_the_one_before: bool,
}

/// A file as ordinary programs pack it.
pub(crate) fn deflated(name: &str, content: &[u8]) -> Packed {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(1));
    encoder.write_all(content).expect("written");
    Packed { method: 8, bytes: encoder.finish().expect("packed"), ..stored(name, content) }
}

/// A file as it is.
pub(crate) fn stored(name: &str, content: &[u8]) -> Packed {
    Packed {
        name: name.into(),
        method: 0,
        flags: 0x0800,
        checksum: crc32fast::hash(content),
        length: u32::try_from(content.len()).expect("small"),
        bytes: content.to_vec(),
        at_the_one_before: false,
    }
}

/// The archive of these files.
pub(crate) fn zip(files: &[Packed]) -> Vec<u8> {
    let (mut out, mut directory, mut before) = (Vec::new(), Vec::new(), 0);
    let two = |number: usize| u16::try_from(number).expect("small").to_le_bytes();
    let four = |number: usize| u32::try_from(number).expect("small").to_le_bytes();
    for file in files {
        let has_descriptor = file.flags & 8 != 0;
        let (checksum, packed, length) =
            (file.checksum.to_le_bytes(), four(file.bytes.len()), file.length.to_le_bytes());
        let mut fixed = Vec::new();
        fixed.extend(20_u16.to_le_bytes());
        fixed.extend(file.flags.to_le_bytes());
        fixed.extend(file.method.to_le_bytes());
        fixed.extend([0, 0, 0x21, 0x5c]);
        let at = if file.at_the_one_before { before } else { out.len() };
        if !file.at_the_one_before {
            before = out.len();
            out.extend(b"PK\x03\x04");
            out.extend(&fixed);
            if has_descriptor {
                out.extend([0; 12]);
            } else {
                out.extend(checksum.iter().chain(&packed).chain(&length));
            }
            out.extend(two(file.name.len()));
            out.extend([0, 0]);
            out.extend(file.name.as_bytes());
            out.extend(&file.bytes);
            if has_descriptor {
                out.extend(b"PK\x07\x08");
                out.extend(checksum.iter().chain(&packed).chain(&length));
            }
        }
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&fixed);
        directory.extend(checksum.iter().chain(&packed).chain(&length));
        directory.extend(two(file.name.len()));
        directory.extend([0; 12]);
        directory.extend(four(at));
        directory.extend(file.name.as_bytes());
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(two(files.len()));
    out.extend(two(files.len()));
    out.extend(four(directory.len()));
    out.extend(four(start));
    out.extend([0, 0]);
    out
}
