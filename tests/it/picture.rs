//! Pictures: artwork, share cards, QR codes, charts, and what people upload.

use std::collections::HashSet;
use std::io::Cursor;

use accolade::language::Language;
use accolade::picture::artwork::{Colour, Design, Icon, Shape};
use accolade::picture::card::{self, Artwork, Card, Pointer};
use accolade::picture::chart::{Chart, Point, Style};
use accolade::picture::upload::{self, Upload, UploadKind};
use accolade::picture::{PictureError, qr, render, scan};
use image::{ImageFormat, Rgba, RgbaImage};
use quick_xml::Reader;
use quick_xml::events::Event;

const NS: &str = "xmlns='http://www.w3.org/2000/svg'";

fn design(text: &str) -> Design {
    Design { shape: Shape::Shield, colour: Colour::Teal, icon: Icon::Book, text: text.into() }
}

/// The names of all elements; fails when the text is not sound XML.
fn elements(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect(svg) {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.expect(svg);
                }
                names.push(tag.name().0.to_owned());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

fn decoded(file: &[u8]) -> RgbaImage {
    image::load_from_memory_with_format(file, ImageFormat::Png).expect("a PNG").into_rgba8()
}

fn in_format(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = image::DynamicImage::from(image.clone());
    let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
    image.write_to(&mut file, format).expect("a file");
    file.into_inner()
}

/// Left half red, right half see-through green.
fn two_halves(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| if x < width / 2 { Rgba([200, 0, 0, 255]) } else { Rgba([0, 200, 0, 0]) })
}

/// The kinds of the chunks of a PNG.
fn chunks(file: &[u8]) -> Vec<String> {
    let mut rest = &file[8..];
    let mut kinds = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        kinds.push(String::from_utf8_lossy(&after[..4]).into_owned());
        rest = &after[4 + u32::from_be_bytes(*length) as usize + 4..];
    }
    kinds
}

/// A PNG whose header claims a size, with no pixels to back it.
fn claimed(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]).expect("a chunk");
    drop(writer);
    file
}

fn refusal(file: &[u8], what: &str) -> PictureError {
    upload::accept(file).map(|upload| upload.kind).expect_err(what)
}

fn accepted_svg(svg: &str) -> Result<String, PictureError> {
    let upload = upload::accept(svg.as_bytes())?;
    assert_eq!(upload.kind, UploadKind::Svg);
    Ok(String::from_utf8(upload.bytes).expect("text"))
}

/// The contrast of two colours, by WCAG 2.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) + 0.05
    };
    let (one, other) = (luminance(one), luminance(other));
    one.max(other) / one.min(other)
}

#[test]
fn every_shape_colour_and_icon_can_be_drawn_together() {
    for (index, shape) in Shape::ALL.into_iter().enumerate() {
        for colour in Colour::ALL {
            for icon in Icon::ALL {
                let design = Design { shape, colour, icon, text: String::new() };
                let svg = design.svg();
                assert!(elements(&svg).iter().all(|name| ["svg", "title", "g", "path"].contains(&name.as_str())));
                let pixels = 16 + index as u32;
                let png = decoded(&render::png(&svg, pixels).expect("a picture"));
                assert_eq!(png.dimensions(), (pixels, pixels), "{design:?}");
                assert!(png.pixels().any(|pixel| pixel.0[3] == 255), "{design:?}");
            }
        }
    }
}

#[test]
fn badges_can_be_read_in_every_colour() {
    for colour in Colour::ALL {
        let palette = colour.palette();
        assert!(contrast(palette.ink, palette.field) >= 7.0, "{colour:?}: ink");
        assert!(contrast(palette.accent, palette.field) >= 3.0, "{colour:?}: accent");
        assert!(contrast(palette.rim, "#ffffff") >= 3.0, "{colour:?}: rim on white");
        assert!(contrast(palette.rim, "#111111") >= 3.0, "{colour:?}: rim on black");
    }
}

#[test]
fn pickers_have_a_label_of_its_own_for_every_choice() {
    for language in Language::OFFERED {
        let label = |kind: &str, choice: serde_json::Value| {
            let name = format!("drawn-{kind}-{}", choice.as_str().expect("a word"));
            assert!(language.words().has(&name), "{name}");
            language.words().say(&name)
        };
        let shapes: HashSet<_> = Shape::ALL.iter().map(|one| label("shape", serde_json::json!(one))).collect();
        let colours: HashSet<_> = Colour::ALL.iter().map(|one| label("colour", serde_json::json!(one))).collect();
        let icons: HashSet<_> = Icon::ALL.iter().map(|one| label("icon", serde_json::json!(one))).collect();
        assert_eq!((shapes.len(), colours.len(), icons.len()), (Shape::ALL.len(), Colour::ALL.len(), Icon::ALL.len()));
    }
    assert!(Shape::ALL.len() >= 5 && Colour::ALL.len() >= 10 && Icon::ALL.len() >= 24);
}

#[test]
fn a_design_is_kept_as_four_plain_words() {
    let json = r#"{"shape":"shield","colour":"teal","icon":"book","text":"Reading coach"}"#;

    let read: Design = serde_json::from_str(json).expect("a design");

    assert_eq!(read, design("Reading coach"));
    assert_eq!(serde_json::to_string(&read).expect("text"), json);
    assert!(serde_json::from_str::<Design>(&json.replace("shield", "dragon")).is_err());
    let wordless = serde_json::from_str::<Design>(r#"{"shape":"tile","colour":"paper","icon":"star"}"#);
    assert_eq!(wordless.expect("a design").text, "");
}

#[test]
fn a_badge_says_in_words_what_it_shows() {
    let words = "A shield-shaped badge in teal with an open book and the words “Reading coach”";
    assert_eq!(design("Reading coach").alternative_text(), words);
    let plain = Design { shape: Shape::Octagon, colour: Colour::Ocean, icon: Icon::People, text: String::new() };
    assert_eq!(plain.alternative_text(), "An octagonal badge in ocean blue with three people");

    let svg = design("Reading coach").svg();
    assert!(
        svg.contains("role=\"img\"") && svg.contains(&format!("aria-label=\"{words}\"")) && svg.contains("<title>")
    );
}

#[test]
fn whatever_is_written_on_a_badge_stays_words() {
    for text in [
        "<script>alert(1)</script>",
        "\"/><a href='x'>",
        "Tom & Jerry's \"best\"",
        "]]><!-- --><?x ?>",
        "&lt;&#60;&amp;",
        "\u{0}\u{1}\u{b}\u{1b}[31m red",
        "\u{202e}drawkcab\u{2066}\u{200b}\u{feff}",
        "\u{fffe}\u{ffff}",
        "👩‍🏫🎓🏽✅ Teacher 1️⃣",
        "日本語の先生",
        "שלום עולם",
        "مرحبا بالعالم",
        "Z̴̛̗̯a̵͇͗l̷̞͝g̵̺̑o̶̢͌",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "WWWWWWWWWWWW WWWWWWWWWWWWWWWWWWWWWWW",
        "a b c d e f g h i j k l m n o p q r s",
        " \t\n  ",
    ] {
        let design = design(text);
        let svg = design.svg_with_code(text);
        let known = ["svg", "title", "g", "path", "text", "rect"];
        assert!(elements(&svg).iter().all(|name| known.contains(&name.as_str())), "{text:?}: {svg}");
        assert!(!svg.contains("id=\"") && !svg.contains("style=\""), "{text:?}");
        assert_eq!(decoded(&design.png(48).expect(text)).dimensions(), (48, 48));
    }
}

#[test]
fn words_become_outlines_and_stay_inside_the_badge() {
    for text in ["Reading coach", "Überprüfung", "Γλώσσα", "Учитель года", "Donaudampfschifffahrt", "WWWWWWWWWWWWWWWW"]
    {
        for shape in Shape::ALL {
            let svg = Design { shape, colour: Colour::Teal, icon: Icon::Tick, text: text.into() }.svg();
            assert!(!svg.contains("<text"), "{text}: outlines need no font");

            // The ink of the words reaches neither edge: it is light, the rim beside it is not.
            let png = decoded(&render::png(&svg, 400).expect("a picture"));
            let inked = |x: u32| (0..400).any(|y| png.get_pixel(x, y).0 == [255, 253, 247, 255]);
            assert!(!(0..34).chain(366..400).any(inked), "{text} in {shape:?}");
        }
    }
    let foreign = design("日本語の先生");
    assert!(foreign.svg().contains("<text") && !foreign.has_all_letters());
    assert!(design("Reading coach").has_all_letters() && design("").has_all_letters());
}

#[test]
fn a_code_at_the_lower_edge_survives_a_screenshot_and_holds_nothing_else() {
    let plain = design("Reading coach").svg();
    let coded = design("Reading coach").svg_with_code("K7QF-2MXD<script>");

    assert!(coded.contains(", code K7QF-2MXDscript") && !coded.contains("<script"));
    assert_eq!(design("Reading coach").svg_with_code("<>&"), plain, "nothing is left to print");
    let slip = decoded(&render::png(&coded, 400).expect("a picture"));
    assert_eq!(slip.get_pixel(200, 367).0, [255, 253, 247, 255], "on paper");
    assert!((366..396).any(|y| (120..280).any(|x| slip.get_pixel(x, y).0 == [29, 43, 42, 255])), "in ink");
}

#[test]
fn the_same_design_gives_the_same_bytes_twice() {
    assert_eq!(design("Reading coach").svg(), design("Reading coach").svg());
    assert_eq!(design("Reading coach").png(200), design("Reading coach").png(200));
}

#[test]
fn sizes_nobody_needs_are_refused() {
    for pixels in [0, 15, 2049, u32::MAX] {
        let error = design("").png(pixels).expect_err("refused");
        assert_eq!(error, PictureError::SizeOutOfRange { pixels, smallest: 16, largest: 2048 });
    }
}

#[test]
fn our_own_artwork_passes_the_gate_for_uploads() {
    for text in ["Reading coach", "日本語の先生", "Tom & Jerry's \"best\""] {
        let kept = accepted_svg(&design(text).svg_with_code("K7QF-2MXD")).expect(text);
        let (ours, kept) = (render::png(&design(text).svg_with_code("K7QF-2MXD"), 64), render::png(&kept, 64));
        assert_eq!(ours, kept, "{text}");
    }
}

#[test]
fn a_share_card_is_1200_by_627_with_badge_and_name_in_the_safe_middle() {
    let svg = design("Reading coach").svg();
    let badge = design("").png(512).expect("a picture");
    let long = "Facilitating formative assessment with multilingual learners in grades three to five ".repeat(4);
    let address = format!("https://badges.{}northside.example/b/k7qf29mxd4", "district.".repeat(3));
    for (achievement, issuer, line, artwork) in [
        ("Reading coach", "Northside District", "Awarded 3 May 2026", Artwork::Svg(&svg)),
        (&long, &long, &long, Artwork::Png(&badge)),
        ("", "", "", Artwork::Svg(&svg)),
        ("<b>&\"'</b> 🎓 日本語", "]]>", "\u{0}\u{202e}", Artwork::Png(&badge)),
        (&"W".repeat(200), &"W".repeat(200), &"W".repeat(200), Artwork::Svg(&svg)),
    ] {
        for pointer in [None, Some(Pointer { address: &address, code: "K7QF2-9MXD4" })] {
            let card = Card { achievement, issuer, line, artwork, pointer }.png().expect("a card");

            let pixels = decoded(&card);
            assert_eq!(pixels.dimensions(), (card::WIDTH, card::HEIGHT));
            assert!(card.len() < 300_000);
            let paper = *pixels.get_pixel(0, 0);
            let is_blank = |x: u32, y: u32| *pixels.get_pixel(x, y) == paper;
            let edges = (0..100).chain(1092..1200).all(|x| (0..600).all(|y| is_blank(x, y)));
            assert!(edges && (0..1200).all(|x| (0..60).all(|y| is_blank(x, y))), "{achievement}");
            assert!(!is_blank(320, 300), "the badge");
            let found = scan::address_in(&card);
            assert_eq!(found.as_deref(), pointer.map(|pointer| pointer.address), "{achievement}");
        }
    }
}

#[test]
fn a_card_with_a_damaged_badge_is_refused() {
    let badge = design("").png(64).expect("a picture");
    let card =
        |artwork| Card { achievement: "A", issuer: "B", line: "C", artwork, pointer: None }.png().expect_err("refused");
    assert_eq!(card(Artwork::Png(&badge[..badge.len() / 2])), PictureError::Damaged { kind: "PNG" });
    assert_eq!(card(Artwork::Png(b"GIF89a")), PictureError::Damaged { kind: "PNG" });
    assert!(matches!(card(Artwork::Svg("<svg")), PictureError::BadSvg(_)));
}

#[test]
fn a_badge_made_of_pixels_of_any_form_fits_the_card() {
    for (width, height) in [(1, 1), (4096, 2), (2, 4096), (400, 400), (900, 300)] {
        let badge = in_format(&two_halves(width, height), ImageFormat::Png);
        let card =
            Card { achievement: "A", issuer: "B", line: "C", artwork: Artwork::Png(&badge), pointer: None }.png();
        assert_eq!(decoded(&card.expect("a card")).dimensions(), (1200, 627), "{width} x {height}");
    }
}

#[test]
fn a_qr_code_is_the_same_as_drawing_and_as_pixels() {
    let url = "https://badges.northside.example/a/K7QF-2MXD-9TRA?lang=de&x=<y>";
    let svg = qr::svg(url).expect("a code");
    assert!(svg.contains("&lt;y&gt;") && elements(&svg) == ["svg", "title", "rect", "path"]);

    let side: u32 =
        svg.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
    let drawn = decoded(&render::png(&svg, side).expect("a picture"));
    let pixels = decoded(&qr::png(url, side).expect("a picture"));
    assert_eq!(drawn, pixels);

    // The three corner marks: a dark frame of seven modules, white inside, dark in the middle.
    let dark = |x: u32, y: u32| pixels.get_pixel(x, y).0 == [0, 0, 0, 255];
    for (x, y) in [(4, 4), (side - 11, 4), (4, side - 11)] {
        assert!((0..7).all(|at| dark(x + at, y) && dark(x, y + at) && dark(x + at, y + 6)));
        assert!(!dark(x + 1, y + 1) && dark(x + 3, y + 3));
    }
    assert!((0..side).all(|at| (0..4).all(|edge| !dark(at, edge) && !dark(edge, at))), "a quiet edge");
}

#[test]
fn qr_codes_that_cannot_be_scanned_are_refused() {
    let long = format!("https://a.example/{}", "x".repeat(500));
    let refusal = PictureError::TooLongForQr { size_bytes: long.len(), limit_bytes: 512 };
    assert_eq!(qr::svg(&long), Err(refusal.clone()));
    assert_eq!(qr::png(&long, 400), Err(refusal));
    let url = "https://a.example/";
    assert!(matches!(qr::png(url, 20), Err(PictureError::SizeOutOfRange { pixels: 20, .. })));
    assert!(matches!(qr::png(url, 4000), Err(PictureError::SizeOutOfRange { .. })));
    assert_eq!(decoded(&qr::png(url, 301).expect("a picture")).dimensions(), (301, 301));
}

#[test]
fn a_chart_is_told_in_words_and_rows_too() {
    let points: Vec<Point> = [("Jan", 3.0), ("Feb", 12.5), ("Mar <&>", 0.0)]
        .map(|(label, value)| Point { label: label.into(), value })
        .to_vec();
    let chart = Chart { title: "Badges per month", points: &points };

    assert_eq!(chart.summary(), "Badges per month: from 3 in Jan to 0 in Mar <&>, highest 12.5 in Feb");
    assert_eq!(chart.rows()[1], ("Feb".to_owned(), "12.5".to_owned()));
    let bars = chart.svg(Style::Bars);
    assert_eq!(elements(&bars).iter().filter(|name| *name == "rect").count(), 3);
    assert!(bars.contains("role=\"img\"") && bars.contains("Mar &lt;&amp;&gt;") && !bars.contains("style="));
    assert_eq!(elements(&chart.svg(Style::Line)).iter().filter(|name| *name == "circle").count(), 3);
}

#[test]
fn charts_of_odd_values_stay_sound() {
    for values in [vec![], vec![0.0], vec![f64::NAN, f64::INFINITY, -4.0], vec![1e12; 400], vec![0.001, 0.002]] {
        let points: Vec<Point> = values.into_iter().map(|value| Point { label: "May 2026".into(), value }).collect();
        for style in [Style::Bars, Style::Line] {
            let svg = Chart { title: "T", points: &points }.svg(style);
            elements(&svg);
            let (_, coordinates) = svg.split_once('>').expect("an opened picture");
            assert!(!coordinates.contains("NaN") && !coordinates.contains("inf"), "{svg}");
            assert!(render::png(&svg, 320).is_ok());
        }
    }
}

#[test]
fn pictures_are_known_by_their_content_and_kept_as_png() {
    let image = two_halves(64, 32);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let upload = upload::accept(&in_format(&image, format)).expect("accepted");

        assert_eq!((upload.kind, upload.width, upload.height), (UploadKind::Png, 64, 32), "{format:?}");
        assert_eq!(chunks(&upload.bytes), ["IHDR", "IDAT", "IEND"], "{format:?}");
        let red = decoded(&upload.bytes).get_pixel(5, 5).0;
        assert!(red[0] > 190 && red[1] < 12 && red[3] == 255, "{format:?}: {red:?}");
    }
}

#[test]
fn what_else_was_in_the_file_is_gone() {
    let secret = b"51.5007N 0.1246W";
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.add_text_chunk("Author".into(), String::from_utf8_lossy(secret).into_owned()).expect("a text");
    let mut writer = encoder.write_header().expect("a header");
    writer.write_chunk(png::chunk::eXIf, &[b"II*\0", secret.as_slice()].concat()).expect("a chunk");
    writer.write_image_data(&[1, 2, 3, 4]).expect("pixels");
    writer.finish().expect("an end");
    let png = [file, b"<script>alert(1)</script>PK\x03\x04".to_vec(), secret.to_vec()].concat();

    let jpeg = in_format(&two_halves(16, 16), ImageFormat::Jpeg);
    let segment = [b"Exif\0\0".as_slice(), secret].concat();
    let length = u16::try_from(segment.len() + 2).expect("short").to_be_bytes();
    let jpeg = [&jpeg[..2], &[0xff, 0xe1], &length, &segment, &jpeg[2..], b"%PDF-1.7", secret].concat();

    for file in [png, jpeg] {
        assert!(file.windows(secret.len()).any(|part| part == secret));
        let kept = upload::accept(&file).expect("accepted");
        assert_eq!(chunks(&kept.bytes), ["IHDR", "IDAT", "IEND"]);
        assert!(!kept.bytes.windows(secret.len()).any(|part| part == secret));
        assert!(!kept.bytes.windows(7).any(|part| part == b"<script"));
    }
}

#[test]
fn a_photograph_taken_sideways_is_kept_upright() {
    let jpeg = in_format(&two_halves(64, 32), ImageFormat::Jpeg);
    // One entry: orientation 6, to be turned a quarter clockwise.
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let segment = [b"Exif\0\0".as_slice(), tiff].concat();
    let length = u16::try_from(segment.len() + 2).expect("short").to_be_bytes();
    let sideways = [&jpeg[..2], &[0xff, 0xe1], &length, &segment, &jpeg[2..]].concat();

    let upload = upload::accept(&sideways).expect("accepted");

    assert_eq!((upload.width, upload.height), (32, 64));
    assert!(decoded(&upload.bytes).get_pixel(16, 5).0[0] > 190, "red is on top");
}

#[test]
fn large_pictures_are_made_smaller_without_a_fringe() {
    let upload = upload::accept(&in_format(&two_halves(2048, 512), ImageFormat::Png)).expect("accepted");

    assert_eq!((upload.width, upload.height), (1024, 256));
    for pixel in decoded(&upload.bytes).pixels() {
        let [red, green, _, alpha] = pixel.0;
        assert!(alpha < 16 || (red > 185 && green < 16), "{pixel:?}: the colour of the invisible half bleeds in");
    }
}

#[test]
fn pictures_of_the_largest_size_are_taken_and_no_larger() {
    let largest = image::GrayImage::from_pixel(4096, 4096, image::Luma([9]));
    let mut file = Cursor::new(Vec::new());
    largest.write_to(&mut file, ImageFormat::Png).expect("a file");
    let upload = upload::accept(&file.into_inner()).expect("accepted");
    assert_eq!((upload.width, upload.height), (1024, 1024));

    for (width, height) in [(4097, 1), (1, 4097), (65_535, 65_535), (i32::MAX as u32, 1)] {
        let error = refusal(&claimed(width, height), "too large");
        let is_right = error == PictureError::TooManyPixels { width, height, limit: 4096 }
            || error == PictureError::Damaged { kind: "PNG" };
        assert!(is_right, "{width} x {height}: {error}");
    }
    let error = refusal(&vec![0; 5_000_001], "too long");
    assert_eq!(error, PictureError::TooLarge { size_bytes: 5_000_001, limit_bytes: 5_000_000 });
}

#[test]
fn pictures_cut_short_or_damaged_are_refused_at_every_length() {
    for (format, kind) in [(ImageFormat::Png, "PNG"), (ImageFormat::WebP, "WebP")] {
        let file = in_format(&two_halves(24, 24), format);
        for length in 16..file.len() - 12 {
            let error = refusal(&file[..length], kind);
            assert_eq!(error, PictureError::Damaged { kind }, "{kind} of {length} bytes");
        }
    }
    let jpeg = in_format(&two_halves(24, 24), ImageFormat::Jpeg);
    for length in 3..jpeg.len() / 2 {
        let result = upload::accept(&jpeg[..length]);
        assert!(matches!(result, Err(PictureError::Damaged { kind: "JPEG" })), "{length} bytes");
    }
    assert_eq!(upload::accept(&claimed(64, 64)), Err(PictureError::Damaged { kind: "PNG" }));
}

#[test]
fn pictures_with_any_byte_changed_never_crash() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let file = in_format(&two_halves(20, 20), format);
        for at in 0..file.len() {
            for change in [1, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= change;
                if let Ok(Upload { width, height, .. }) = upload::accept(&damaged) {
                    assert!(width <= 1024 && height <= 1024);
                }
            }
        }
    }
}

#[test]
fn other_files_are_called_by_their_name() {
    for (file, name) in [
        (b"".as_slice(), "an empty file"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"GIF89a\x01\0\x01\0", "a GIF"),
        (b"GIF89a/*<svg xmlns='http://www.w3.org/2000/svg'/>*/=1;", "a GIF"),
        (b"BM\x36\0", "a BMP picture"),
        (b"II*\0\x08", "a TIFF picture"),
        (b"PK\x03\x04\x14\0", "a ZIP archive, as Word and PowerPoint files are"),
        (b"\x1f\x8b\x08\0", "a gzip archive; an SVGZ has to be unpacked to SVG first"),
        (b"\0\0\0\x18ftypheic\0\0", "a HEIC photograph; export it as JPEG first"),
        (b"\0\0\0\x18ftypavif\0\0", "an AVIF picture"),
        (b"\0\0\0\x18ftypmp42\0\0", "a video"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "a sound file or video"),
        (b"MZ\x90\0", "a Windows program"),
        (b"\x7fELF\x02", "a Linux program"),
        (b"#!/bin/sh\n", "a script"),
        (b"{\"@context\": []}", "a JSON file"),
        (b"Dear all,", "a text"),
        (b"<!doctype html><svg xmlns='http://www.w3.org/2000/svg'/>", "an HTML page"),
        (b"\n<HTML><body><svg/></body></HTML>", "an HTML page"),
        (b"<rss version='2.0'/>", "an XML or HTML file"),
        (b"<script>alert(1)</script>", "an XML or HTML file"),
        (b"\xff\xfe<\0s\0v\0g\0", "a text in UTF-16; an SVG has to be in UTF-8"),
        (b"\xde\xad\xbe\xef", "a file of an unknown kind"),
    ] {
        let error = refusal(file, name);
        assert_eq!(error, PictureError::NotAPicture { found: name });
        assert!(error.to_string().starts_with(&format!("this is {name}")));
    }
}

#[test]
fn drawings_as_design_programs_write_them_are_accepted() {
    let shadow = "<filter id='s'><feGaussianBlur in='SourceAlpha' stdDeviation='3'/><feOffset dy='2'/>\
                  <feComponentTransfer><feFuncA type='linear' slope='.4'/></feComponentTransfer>\
                  <feMerge><feMergeNode/><feMergeNode in='SourceGraphic'/></feMerge></filter>";
    for (what, svg) in [
        ("plain", format!("<svg {NS} viewBox='0 0 9 9'><circle cx='4' cy='4' r='4'/></svg>")),
        (
            "a prologue with a document type",
            format!(
                "\u{feff}<?xml version='1.0' encoding='UTF-8'?><!-- made by hand --><!DOCTYPE svg PUBLIC \
                 '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>\
                 <svg {NS} width='90' height='90'><rect width='9' height='9'/></svg>"
            ),
        ),
        (
            "an editor's own elements and attributes",
            format!(
                "<svg {NS} xmlns:i='http://www.inkscape.org/namespaces/inkscape' i:version='1.3' viewBox='0 0 9 9'>\
                 <metadata><rdf/></metadata><i:grid units='px'/><g i:label='Layer 1'><rect width='9' height='9'/></g></svg>"
            ),
        ),
        (
            "gradients, a clip, a mask, a symbol and a shadow",
            format!(
                "<svg {NS} xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 90 90'><defs>{shadow}\
                 <linearGradient id='a'><stop offset='0' stop-color='red'/><stop offset='1'/></linearGradient>\
                 <linearGradient id='b' xlink:href='#a'/><clipPath id='c'><rect width='80' height='80'/></clipPath>\
                 <mask id='m'><rect width='70' height='70' fill='#fff'/></mask>\
                 <symbol id='y'><circle r='9'/></symbol></defs><g clip-path='url(#c)' mask='url(#m)' filter='url(#s)'>\
                 <rect width='90' height='90' fill='url(#b)'/><use xlink:href='#y' x='20' y='20'/></g></svg>"
            ),
        ),
        (
            "a style sheet with classes",
            format!(
                "<svg {NS} viewBox='0 0 90 90'><defs><style>.cls-1{{fill:#0f4c4a;}}.cls-2,.cls-3{{clip-path:url(#c);}}\
                 .cls-3{{fill:url(#g)}}</style><clipPath id='c'><rect class='cls-1' width='80' height='80'/></clipPath>\
                 <radialGradient id='g'><stop stop-color='#b88a2a'/></radialGradient></defs>\
                 <g class='cls-2'><rect class='cls-3' width='90' height='90' style='stroke:#fff;opacity:.8'/></g></svg>"
            ),
        ),
        (
            "letters and a dashed line",
            format!(
                "<svg {NS} viewBox='0 0 90 90'><text x='5' y='40' font-family='Comic Sans MS'>Ada &amp; Bob<tspan \
                 dy='9'>日本 🎓</tspan></text><path d='M0 50H90' stroke='#000' stroke-dasharray='2 1'/></svg>"
            ),
        ),
    ] {
        let upload = upload::accept(svg.as_bytes()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(upload.kind, UploadKind::Svg, "{what}");
        let again = upload::accept(&upload.bytes).unwrap_or_else(|error| panic!("{what}, again: {error}"));
        assert_eq!((again.width, again.height), (upload.width, upload.height), "{what}");
        assert_eq!(
            render::png(&svg.replace('\u{feff}', ""), 64),
            render::png(&String::from_utf8(upload.bytes).expect("text"), 64),
            "{what}: looks the same"
        );
    }
}

/// Bodies of drawings that try something; each stands beside a visible circle.
const HOSTILE: &[(&str, &str)] = &[
    ("a script", "<script>alert(1)</script>"),
    ("a script in CDATA", "<script><![CDATA[alert(1)]]></script>"),
    ("a script from elsewhere", "<script href='https://evil.example/x.js'/>"),
    ("a script of XHTML", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>"),
    ("a handler", "<rect width='9' height='9' onclick='alert(1)'/>"),
    ("a handler in capitals", "<rect width='9' height='9' ONLOAD='alert(1)'/>"),
    ("a handler of focus", "<g onfocusin='alert(1)' tabindex='0'/>"),
    (
        "a foreign object",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='alert(1)'/></foreignObject>",
    ),
    ("a frame in XHTML", "<x:iframe xmlns:x='http://www.w3.org/1999/xhtml' src='https://evil.example'/>"),
    ("a javascript link", "<a href='javascript:alert(1)'><text y='9'>x</text></a>"),
    ("a javascript xlink", "<a xlink:href='javascript:alert(1)'><text y='9'>x</text></a>"),
    ("a javascript link in disguise", "<a xlink:href='&#x6a;ava&#10;script&#58;alert(1)'><text y='9'>x</text></a>"),
    ("a link elsewhere", "<a href='https://evil.example'><text y='9'>x</text></a>"),
    ("an HTML address", "<a href='data:text/html,&lt;script>alert(1)&lt;/script>'><text y='9'>x</text></a>"),
    ("an external picture", "<image href='https://evil.example/x.png' width='9' height='9'/>"),
    ("an external picture by xlink", "<image xlink:href='//evil.example/x.png' width='9' height='9'/>"),
    ("a local picture", "<image href='file:///etc/passwd' width='9' height='9'/>"),
    ("a relative picture", "<image href='../../secret.png' width='9' height='9'/>"),
    ("a picture inside", "<image href='data:image/png;base64,iVBORw0KGgo=' width='9' height='9'/>"),
    ("a drawing inside", "<image href='data:image/svg+xml,&lt;svg onload=alert(1)>' width='9' height='9'/>"),
    ("an external filter picture", "<filter id='f'><feImage href='https://evil.example/x'/></filter>"),
    ("an external use", "<use href='https://evil.example/x.svg#a'/>"),
    ("an external use by xlink", "<use xlink:href='//evil.example/x.svg#a'/>"),
    ("a use of data", "<use href='data:image/svg+xml;base64,PHN2Zy8+#a'/>"),
    ("a relative use", "<use href='other.svg#a'/>"),
    ("an external fill", "<rect width='9' height='9' fill='url(https://evil.example/x#g)'/>"),
    ("an external fill in quotes", "<rect width='9' height='9' fill='url( \"//evil.example/x#g\")'/>"),
    ("an external mask in a style", "<rect width='9' height='9' style='mask:url(https://evil.example/x#m)'/>"),
    ("an escape in a style", "<rect width='9' height='9' style='fill:\\75rl(https://evil.example)'/>"),
    ("an external picture set", "<rect width='9' height='9' style='background:image-set(\"//evil.example/x\" 1x)'/>"),
    ("an import", "<style>@import 'https://evil.example/x.css';</style>"),
    ("an import by url", "<style>@import url(//evil.example/x.css);</style>"),
    ("an import in disguise", "<style>@\\69mport 'https://evil.example/x.css';</style>"),
    ("an import in CDATA", "<style><![CDATA[@import 'https://evil.example/x.css';]]></style>"),
    ("a font from elsewhere", "<style>@font-face{font-family:x;src:url(https://evil.example/x.woff)}</style>"),
    ("a ground from elsewhere", "<style>svg{background:url(https://evil.example/x.png)}</style>"),
    ("a ground as a set", "<style>svg{background:image-set('https://evil.example/x.png' 1x)}</style>"),
    ("an end of the style", "<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>"),
    ("a behaviour", "<style>*{-moz-binding:url(https://evil.example/x.xml#a)}</style>"),
    (
        "a style sheet link",
        "<link xmlns='http://www.w3.org/1999/xhtml' rel='stylesheet' href='https://evil.example/x'/>",
    ),
    ("a link that is set", "<a id='a'><set attributeName='href' to='javascript:alert(1)'/><text y='9'>x</text></a>"),
    ("a link that is animated", "<a><animate attributeName='xlink:href' values='javascript:alert(1)'/></a>"),
    ("a handler that is set", "<rect width='9' height='9'><set attributeName='onclick' to='alert(1)'/></rect>"),
    (
        "a fill that is animated",
        "<rect width='9' height='9'><animate attributeName='fill' to='url(//evil.example)'/></rect>",
    ),
    ("a handler element", "<handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='load'>alert(1)</handler>"),
    ("a base", "<g xml:base='https://evil.example/'><use href='#a'/></g>"),
    ("a nested drawing", "<svg onload='alert(1)'><script>alert(1)</script></svg>"),
    ("a colour profile", "<color-profile name='p' href='https://evil.example/p.icc'/>"),
    ("a cursor", "<rect width='9' height='9' cursor='url(https://evil.example/c.cur)'/>"),
    ("an old reference", "<tref xlink:href='https://evil.example/x.txt#a'/>"),
    ("a program's instruction", "<?xml-stylesheet href='https://evil.example/x.css'?><?php system('id') ?>"),
    ("a comment that ends early", "<!-- --><script>alert(1)</script><!-- -->"),
    ("an unknown element", "<audio xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example/x' autoplay=''/>"),
];

#[test]
fn what_hostile_drawings_try_is_removed_or_refused() {
    let mut refused = 0;
    for (what, body) in HOSTILE {
        let svg = format!(
            "<svg {NS} xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 90 90' onload='alert(1)'>\
             <circle cx='40' cy='40' r='30'/>{body}</svg>"
        );
        let Ok(kept) = accepted_svg(&svg) else {
            refused += 1;
            continue;
        };
        let kept = kept.to_ascii_lowercase();
        for part in [
            "script",
            "alert",
            "evil",
            "import",
            "href=",
            "data:",
            "file:",
            "//",
            "onload",
            "onclick",
            "onfocus",
            "passwd",
            "foreign",
            "<!doctype",
            "<?php",
            "<?xml-s",
            "iframe",
            "audio",
            "<set",
            "<animate",
            "xml:base",
            "secret",
        ] {
            let rest = kept.replace("http://www.w3.org/2000/svg", "").replace("href=\"#", "");
            assert!(!rest.contains(part), "{what}: `{part}` is left in {rest}");
        }
    }
    assert!(HOSTILE.len() > 50 && refused < HOSTILE.len(), "some are cleaned, {refused} are refused");
}

fn nested_uses(levels: usize) -> String {
    let level = |at: usize| format!("<g id='g{at}'>{}</g>", format!("<use href='#g{}'/>", at - 1).repeat(10));
    format!("<g id='g0'><rect width='9' height='9'/></g>{}", (1..=levels).map(level).collect::<String>())
}

#[test]
fn drawings_that_cost_too_much_are_refused_before_they_are_drawn() {
    let patterns: String = (1..9)
        .map(|at| {
            let rect = format!("<rect width='9' height='9' fill='url(#p{})'/>", at - 1);
            format!("<pattern id='p{at}' width='9' height='9'>{}</pattern>", rect.repeat(10))
        })
        .collect();
    let by_class: String = (1..9)
        .map(|at| {
            let rect = format!("<rect class='m{}' width='9' height='9'/>", at - 1);
            format!("<mask id='m{at}'>{}</mask><style>.m{at}{{mask:url(#m{at})}}</style>", rect.repeat(10))
        })
        .collect();
    let blurs = format!(
        "<filter id='f'>{}</filter>{}",
        "<feGaussianBlur stdDeviation='99'/>".repeat(40),
        "<rect width='90' height='90' filter='url(#f)'/>".repeat(500)
    );
    let tile = |more: &str| {
        let rect = "<rect width='99' height='99'/>";
        format!(
            "<pattern id='p' width='90' height='90' patternUnits='userSpaceOnUse' {more}>{rect}</pattern>\
                 <rect width='9' height='9' fill='url(#p)'/>"
        )
    };
    let deep = format!("{}{}", "<g>".repeat(100), "</g>".repeat(100));
    let crowd: String = (0..12_000).map(|at| format!(" a{at}=''")).collect();
    let entities =
        "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;'>]>";
    let circle = "<circle cx='40' cy='40' r='30'/>";
    let drawing = |body: &str| format!("<svg {NS} viewBox='0 0 90 90'>{circle}{body}</svg>");
    for (what, svg) in [
        ("uses of uses", drawing(&nested_uses(9))),
        ("patterns of patterns", drawing(&format!("{patterns}<rect width='9' height='9' fill='url(#p8)'/>"))),
        ("masks of masks by class", drawing(&format!("{by_class}<rect class='m8' width='9' height='9'/>"))),
        ("a use of itself", drawing("<g id='a'><use href='#a'/></g>")),
        ("two that use each other", drawing("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>")),
        ("a mask of itself", drawing("<mask id='m'><rect width='9' height='9' mask='url(#m)'/></mask>")),
        ("references by any selector", drawing("<style>rect{mask:url(#m)}</style><mask id='m'><rect/></mask>")),
        ("crowds of blurs", drawing(&blurs)),
        ("noise", drawing("<filter id='f'><feTurbulence baseFrequency='9' numOctaves='9999'/></filter>")),
        ("markers", drawing("<marker id='m'><path d='M0 0H9'/></marker>")),
        ("fine dashes", drawing("<path d='M0 0H1000000' stroke='#000' stroke-dasharray='.001'/>")),
        ("depth", drawing(&deep)),
        ("a crowd of elements", drawing(&"<g/>".repeat(10_001))),
        ("a crowd of attributes", drawing(&format!("<g{crowd}/>"))),
        ("a long text", drawing(&format!("<text>{}</text>", "a ".repeat(40_000)))),
        ("entities", format!("{entities}{}", drawing("<text>&c;</text>"))),
        ("an external entity", format!("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{}", drawing("&x;"))),
        ("an unknown entity", drawing("<text>&nbsp;</text>")),
        ("a parameter entity", format!("<!DOCTYPE svg [<!ENTITY % x 'y'>%x;]>{}", drawing(""))),
        ("a huge size", format!("<svg {NS} width='9999999' height='9999999'>{circle}</svg>")),
        ("an endless size", format!("<svg {NS} width='1e38' height='1e38'>{circle}</svg>")),
        ("a thread", format!("<svg {NS} width='4000' height='1'>{circle}</svg>")),
        ("no size", format!("<svg {NS} width='0' height='0'>{circle}</svg>")),
        ("a negative size", format!("<svg {NS} width='-9' height='-9'>{circle}</svg>")),
        ("nothing to see", format!("<svg {NS} viewBox='0 0 9 9'><g/></svg>")),
        ("all outside the frame", format!("<svg {NS} viewBox='0 0 9 9'><rect x='99' width='9' height='9'/></svg>")),
        ("no namespace", format!("<svg viewBox='0 0 9 9'>{circle}</svg>")),
        ("a foreign namespace", format!("<svg xmlns='urn:x' viewBox='0 0 9 9'>{circle}</svg>")),
        ("another encoding", format!("<?xml version='1.0' encoding='UTF-7'?>{}", drawing(""))),
        ("two roots", format!("{}{}", drawing(""), drawing(""))),
        ("no end", drawing("").replace("</svg>", "")),
        ("crossed ends", drawing("<g><a></g></a>")),
        ("a pattern with a huge tile", drawing(&tile("patternTransform='scale(900)'"))),
        (
            "a pattern in a pattern",
            drawing(&format!(
                "{}<pattern id='q' width='9' height='9'><rect width='9' height='9' fill='url(#p)'/></pattern>\
                 <rect width='9' height='9' fill='url(#q)'/>",
                tile("")
            )),
        ),
        ("parts far away", drawing("<path d='M-1e9 -1e9L1e9 1e9H0L1e9 0V9' stroke='red'/>")),
        (
            "spikes",
            drawing(&format!("<path d='M0 0{}' stroke='red' stroke-miterlimit='9999'/>", "L90 1L0 2".repeat(20_000))),
        ),
        ("a text in crowds of spans", drawing(&format!("<text>{}</text>", "a<tspan>b</tspan>".repeat(1_000)))),
        ("an id twice", drawing("<g id='a'/><g id='a'><rect width='9' height='9'/></g>")),
        ("layers upon layers", drawing(&"<rect width='90' height='90' opacity='.5' fill='url(#g)'/>".repeat(2_000))),
        ("a tangle", drawing(&format!("<path stroke='red' d='M0 0{}'/>", "L90 90H0L90 0V9".repeat(20_000)))),
        ("an attribute twice", drawing("<g class='a' class='b'/>")),
        ("an end too many", format!("{}</svg>", drawing(""))),
        ("text path", drawing("<path id='p' d='M0 0H9'/><text><textPath href='#p'>x</textPath></text>")),
    ] {
        let error = refusal(svg.as_bytes(), what);
        let is_right = matches!(error, PictureError::BadSvg(_) | PictureError::TooManyPixels { .. });
        assert!(is_right, "{what}: {error:?}");
    }
    let long = drawing(&format!("<path d='{}'/>", "M0 0H9".repeat(100_000)));
    assert!(matches!(upload::accept(long.as_bytes()), Err(PictureError::TooLarge { limit_bytes: 524_288, .. })));
}

#[test]
fn a_drawing_that_breaks_the_renderer_is_an_error_and_no_crash() {
    let far =
        format!("<svg {NS} width='400' height='400'><path d='M-1e9 -1e9{}'/></svg>", "L1e9 1e9H0L1e9 0V9".repeat(50));
    for pixels in [128, 400, 1024] {
        let _ = render::png(&far, pixels);
    }
    assert!(matches!(render::png("<svg", 64), Err(PictureError::BadSvg(_))));
}

#[test]
fn a_refused_drawing_says_what_to_do_about_it() {
    let reason = |body: &str| {
        let svg = format!("<svg {NS} viewBox='0 0 90 90'><circle r='30'/>{body}</svg>");
        refusal(svg.as_bytes(), body).to_string()
    };
    for (body, part) in [
        ("<image href='#a' width='9' height='9'/>", "a pixel picture inside it; upload the whole as PNG"),
        ("<rect><animate attributeName='x' to='9'/></rect>", "it moves"),
        ("<text><textPath>x</textPath></text>", "convert the text to outlines"),
        ("<filter><feTurbulence/></filter>", "it uses `feTurbulence`"),
        ("<style>g > rect{fill:url(#a)}</style>", "presentation attributes"),
    ] {
        assert!(reason(body).contains(part), "{}", reason(body));
    }
}

#[test]
fn a_drawing_with_any_piece_missing_or_doubled_never_crashes() {
    let svg = accepted_svg(&design("Reading coach").svg()).expect("accepted");
    for at in (0..svg.len()).step_by(61) {
        let (start, end) = (&svg[..svg.floor_char_boundary(at)], &svg[svg.floor_char_boundary(at + 30)..]);
        let _ = upload::accept([start, end].concat().as_bytes());
        let _ = upload::accept(start.as_bytes());
        let _ = upload::accept([start, &svg].concat().as_bytes());
    }
}
