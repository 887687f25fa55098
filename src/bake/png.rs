//! Takes the credential out of a PNG and puts it in.
//!
//! Open Badges 3.0, `#png-baking`: one uncompressed `iTXt` chunk, keyword `openbadgecredential`. The chunks are walked
//! here (W3C PNG, `#5DataRep`): lengths and checksums are verified, nothing is inflated, no pixel is decoded.

use super::{BakeError, Baked, Flavour, ImageKind, TEXT_LIMIT_BYTES, check_sizes, form_of};

/// The first eight bytes of every PNG.
pub const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

const KEYWORD: &[u8] = b"openbadgecredential";
const CHUNKS_LIMIT: usize = 20_000;

/// Puts `credential` into `png`, replacing one that is there. Pixel data is copied byte for byte.
///
/// # Errors
/// [`BakeError::DamagedPng`] when the file breaks the format, [`BakeError::TooLarge`], [`BakeError::NotACredential`].
pub fn bake(png: &[u8], credential: &str) -> Result<Vec<u8>, BakeError> {
    check_sizes(png, Some(credential))?;
    form_of(credential)?;
    let mut out = Vec::with_capacity(png.len() + credential.len() + 64);
    out.extend_from_slice(&SIGNATURE);
    let mut kept_from = SIGNATURE.len();
    let mut chunks = Chunks::of(png)?;
    while let Some(chunk) = chunks.next()? {
        // The old badge goes, in whichever text chunk it stands. The standard lets a baker refuse instead
        // (docs/divergences.md, 35).
        if chunk.keyword() == Some(KEYWORD) {
            out.extend_from_slice(&png[kept_from..chunk.start]);
            kept_from = chunk.end;
        }
        if chunk.kind == *b"IHDR" {
            out.extend_from_slice(&png[kept_from..chunk.end]);
            kept_from = chunk.end;
            push_badge(&mut out, credential);
        }
    }
    out.extend_from_slice(&png[kept_from..]);
    Ok(out)
}

/// Takes the credential out of `png`; badges of older standards only when there is none of Open Badges 3.0.
///
/// # Errors
/// [`BakeError::NoCredential`] when there is none, [`BakeError::SecondCredential`] for two, and what is wrong with the
/// file or the chunk otherwise.
pub fn unbake(png: &[u8]) -> Result<Baked, BakeError> {
    check_sizes(png, None)?;
    let mut found: [Option<Chunk<'_>>; 3] = [None, None, None];
    let mut chunks = Chunks::of(png)?;
    while let Some(chunk) = chunks.next()? {
        let place = match chunk.keyword() {
            Some(KEYWORD) => 0,
            Some(b"clrcredential") => 1,
            Some(b"openbadges") => 2,
            _ => continue,
        };
        if found[place].replace(chunk).is_some() {
            return Err(BakeError::SecondCredential);
        }
    }
    let flavours = [Flavour::OpenBadges3, Flavour::Clr, Flavour::OpenBadges2];
    let (chunk, flavour) = found
        .iter()
        .zip(flavours)
        .find_map(|(chunk, flavour)| chunk.as_ref().map(|chunk| (chunk, flavour)))
        .ok_or(BakeError::NoCredential)?;
    Ok(Baked { text: chunk.text(flavour)?.to_owned(), image: ImageKind::Png, flavour })
}

fn push_badge(out: &mut Vec<u8>, credential: &str) {
    let start = out.len();
    // Keyword, NUL, no compression, method 0, empty language, NUL, empty translated keyword, NUL, text.
    let length = KEYWORD.len() + 5 + credential.len();
    out.extend_from_slice(&(length as u32).to_be_bytes());
    out.extend_from_slice(b"iTXt");
    out.extend_from_slice(KEYWORD);
    out.extend_from_slice(&[0; 5]);
    out.extend_from_slice(credential.as_bytes());
    let checksum = crc32fast::hash(&out[start + 4..]);
    out.extend_from_slice(&checksum.to_be_bytes());
}

struct Chunk<'p> {
    kind: [u8; 4],
    data: &'p [u8],
    start: usize,
    end: usize,
}

impl<'p> Chunk<'p> {
    /// The keyword of a text chunk of any kind.
    fn keyword(&self) -> Option<&'p [u8]> {
        if !matches!(&self.kind, b"iTXt" | b"tEXt" | b"zTXt") {
            return None;
        }
        self.data.iter().take(80).position(|byte| *byte == 0).map(|end| &self.data[..end])
    }

    fn text(&self, flavour: Flavour) -> Result<&'p str, BakeError> {
        let keyword_len = self.keyword().map_or(0, <[u8]>::len);
        let rest = &self.data[(keyword_len + 1).min(self.data.len())..];
        let damaged = |why| BakeError::DamagedPng { offset_bytes: self.start, why };
        let text = match (&self.kind, rest) {
            (b"zTXt", _) | (b"iTXt", [1, ..]) => return Err(BakeError::Compressed),
            // The oldest badges carry an address in a plain text chunk.
            (b"tEXt", text) if flavour == Flavour::OpenBadges2 => text,
            (b"tEXt", _) => return Err(damaged("the badge stands in a `tEXt` chunk instead of `iTXt`")),
            (_, [0, 0, rest @ ..]) => {
                let mut parts = rest.splitn(3, |byte| *byte == 0);
                match (parts.next(), parts.next(), parts.next()) {
                    (Some(_language), Some(_translated), Some(text)) => text,
                    _ => return Err(damaged("the badge's text chunk ends before its text")),
                }
            }
            _ => return Err(damaged("the badge's text chunk has an unknown compression flag or method")),
        };
        if text.len() > TEXT_LIMIT_BYTES {
            let (size_bytes, limit_bytes) = (text.len(), TEXT_LIMIT_BYTES);
            return Err(BakeError::TooLarge { what: "badge text", size_bytes, limit_bytes });
        }
        if text.is_empty() {
            return Err(BakeError::NoCredential);
        }
        std::str::from_utf8(text).map_err(|error| BakeError::NotText { offset_bytes: error.valid_up_to() })
    }
}

/// Walks the chunks in order; every checksum is verified on the way.
struct Chunks<'p> {
    png: &'p [u8],
    at: usize,
    count: usize,
    is_over: bool,
}

impl<'p> Chunks<'p> {
    fn of(png: &'p [u8]) -> Result<Self, BakeError> {
        if !png.starts_with(&SIGNATURE) {
            return Err(BakeError::NotAnImage);
        }
        Ok(Self { png, at: SIGNATURE.len(), count: 0, is_over: false })
    }

    fn next(&mut self) -> Result<Option<Chunk<'p>>, BakeError> {
        let damaged = |offset_bytes, why| Err(BakeError::DamagedPng { offset_bytes, why });
        let start = self.at;
        let rest = &self.png[start..];
        if self.is_over {
            return if rest.is_empty() { Ok(None) } else { damaged(start, "there are bytes after its end") };
        }
        let Some((length, tail)) = rest.split_first_chunk::<4>() else {
            return damaged(start, "it ends in the middle");
        };
        let length = u32::from_be_bytes(*length) as usize;
        // Kind, data and checksum.
        if length > i32::MAX as usize || tail.len() < length + 8 {
            return damaged(start, "a chunk is longer than the file");
        }
        let (body, checksum) = tail[..length + 8].split_at(length + 4);
        let mut kind = [0; 4];
        kind.copy_from_slice(&body[..4]);
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return damaged(start, "a chunk's kind is not four letters");
        }
        if crc32fast::hash(body).to_be_bytes() != checksum {
            return damaged(start, "a checksum does not fit, so something was changed");
        }
        if (self.count == 0) != (kind == *b"IHDR") {
            return damaged(start, "`IHDR` must be the first chunk and no other");
        }
        self.count += 1;
        if self.count > CHUNKS_LIMIT {
            return damaged(start, "it has more than 20,000 chunks");
        }
        self.is_over = kind == *b"IEND";
        self.at = start + length + 12;
        Ok(Some(Chunk { kind, data: &body[4..], start, end: self.at }))
    }
}
