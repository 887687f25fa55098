//! What a file is, by its first bytes; its name and declared type are not asked.

use image::ImageFormat;
use quick_xml::Reader;
use quick_xml::events::Event;

/// What was found.
pub(in crate::picture) enum Content {
    /// A picture made of pixels, with its name.
    Pixels(ImageFormat, &'static str),
    /// XML whose first element is `svg`.
    Svg,
    /// Something else, with its article.
    Other(&'static str),
}

/// Beginnings of files that people mistake for pictures, or that are pictures of kinds we do not take.
const OTHERS: [(&[u8], &str); 24] = [
    (b"%PDF", "a PDF"),
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\0\0\x01\0", "an icon file"),
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive, as Word and PowerPoint files are"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive; an SVGZ has to be unpacked to SVG first"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a text document"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"#!", "a script"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
];

pub(in crate::picture) fn content(file: &[u8]) -> Content {
    if file.is_empty() {
        Content::Other("an empty file")
    } else if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        Content::Pixels(ImageFormat::Png, "PNG")
    } else if file.starts_with(b"\xff\xd8\xff") {
        Content::Pixels(ImageFormat::Jpeg, "JPEG")
    } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        Content::Pixels(ImageFormat::WebP, "WebP")
    } else if let Some((_, found)) = OTHERS.iter().find(|(start, _)| file.starts_with(start)) {
        Content::Other(found)
    } else if file.get(4..8) == Some(b"ftyp") {
        Content::Other(match file.get(8..12) {
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc") => "a HEIC photograph; export it as JPEG first",
            Some(b"avif" | b"avis") => "an AVIF picture",
            _ => "a video",
        })
    } else if file.starts_with(b"RIFF") {
        Content::Other("a sound file or video")
    } else {
        text_content(file)
    }
}

fn text_content(file: &[u8]) -> Content {
    if file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") {
        return Content::Other("a text in UTF-16; an SVG has to be in UTF-8");
    }
    let Ok(text) = std::str::from_utf8(file) else { return Content::Other("a file of an unknown kind") };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('<') {
        return Content::Other(if text.trim_start().starts_with(['{', '[']) { "a JSON file" } else { "a text" });
    }
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name();
                let name: &str = name.as_ref();
                return match name {
                    "svg" => Content::Svg,
                    _ if name.eq_ignore_ascii_case("html") => Content::Other("an HTML page"),
                    _ => Content::Other("an XML or HTML file"),
                };
            }
            Ok(Event::DocType(kind)) if kind.trim_start().to_ascii_lowercase().starts_with("html") => {
                return Content::Other("an HTML page");
            }
            Ok(Event::Eof) | Err(_) => return Content::Other("a text with pointed brackets"),
            Ok(_) => {}
        }
    }
}
