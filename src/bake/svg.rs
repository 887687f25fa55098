//! Takes the credential out of an SVG and puts it in.
//!
//! Open Badges 3.0, `#svg-baking`: one `credential` element of the Open Badges namespace, first child of `svg`; JSON as
//! its text, a token in its attribute `verify`. Found by namespace wherever it stands, since other bakers put it
//! elsewhere. The file is read by a streaming parser, without entities; when baking, the rest is kept byte for byte.

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{BakeError, Baked, Flavour, Form, ImageKind, TEXT_LIMIT_BYTES, check_sizes, form_of};

const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
const CLR_NAMESPACE: &str = "https://purl.imsglobal.org/clr/v2p0";
const OLD_NAMESPACES: [&str; 2] = ["http://openbadges.org", "https://openbadges.org"];
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";
const DEPTH_LIMIT: usize = 64;
const ATTRIBUTES_LIMIT: usize = 256;
const ELEMENTS_LIMIT: usize = 200_000;

/// Whether the first element is `svg`, whatever stands before it.
pub(super) fn looks_like_svg(image: &[u8]) -> bool {
    let head = &image[..image.len().min(64 * 1024)];
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
    };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let skipped = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->").map(|(_, rest)| rest)
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once("?>").map(|(_, rest)| rest)
        } else if let Some(declaration) = rest.strip_prefix("<!") {
            // An internal subset holds `>` before its own end.
            let end = declaration.find('[').filter(|at| declaration.find('>').is_none_or(|end| *at < end));
            match end {
                Some(at) => declaration[at..].split_once("]>").map(|(_, rest)| rest),
                None => declaration.split_once('>').map(|(_, rest)| rest),
            }
        } else {
            break;
        };
        match skipped {
            Some(skipped) => rest = skipped.trim_start(),
            None => return false,
        }
    }
    let name = rest.strip_prefix('<').and_then(|rest| rest.split([' ', '\t', '\r', '\n', '>', '/']).next());
    name.is_some_and(|name| name.rsplit(':').next() == Some("svg"))
}

/// Puts `credential` into `svg` as the first child of its root, replacing one that is there.
///
/// # Errors
/// [`BakeError::BadSvg`] when the file is not sound XML or breaks a limit, [`BakeError::TooLarge`],
/// [`BakeError::NotACredential`].
pub fn bake(svg: &[u8], credential: &str) -> Result<Vec<u8>, BakeError> {
    check_sizes(svg, Some(credential))?;
    let form = form_of(credential)?;
    let text = text_of(svg)?;
    let scan = Scan::of(text)?;
    let root = &scan.root;
    let mut out = String::with_capacity(text.len() + credential.len() + 256);
    let close = if root.is_empty { "/>" } else { ">" };
    out.push_str(&text[..root.end - close.len()]);
    // On the root it would give a meaning to elements whose prefix has none so far, such as a dead badge's.
    let is_root_ours = root.prefix_binding.is_none() && !scan.has_loose_prefix;
    if is_root_ours {
        out.push_str(" xmlns:openbadges=\"");
        out.push_str(NAMESPACE);
        out.push('"');
    }
    out.push('>');
    let is_bound_elsewhere = root.prefix_binding.as_deref().is_some_and(|bound| bound != NAMESPACE);
    push_badge(&mut out, credential, form, is_bound_elsewhere || scan.has_loose_prefix);
    if root.is_empty {
        out.push_str("</");
        out.push_str(&root.name);
        out.push('>');
    }
    let mut kept_from = root.end;
    for old in scan.badges.iter().filter(|badge| badge.flavour == Flavour::OpenBadges3) {
        out.push_str(&text[kept_from..old.start]);
        kept_from = old.end;
    }
    out.push_str(&text[kept_from..]);
    Ok(out.into_bytes())
}

/// Takes the credential out of `svg`; badges of older standards only when there is none of Open Badges 3.0.
///
/// # Errors
/// [`BakeError::NoCredential`], [`BakeError::SecondCredential`], and what is wrong with the file otherwise.
pub fn unbake(svg: &[u8]) -> Result<Baked, BakeError> {
    check_sizes(svg, None)?;
    let scan = Scan::of(text_of(svg)?)?;
    for flavour in [Flavour::OpenBadges3, Flavour::Clr, Flavour::OpenBadges2] {
        let mut of_flavour = scan.badges.iter().filter(|badge| badge.flavour == flavour);
        let Some(badge) = of_flavour.next() else { continue };
        if of_flavour.next().is_some() {
            return Err(BakeError::SecondCredential);
        }
        let body = badge.body.trim();
        let text = match (&badge.verify, body.is_empty()) {
            (Some(token), true) => token.trim(),
            (None, false) => body,
            // Version 2.0 put the address into `verify` and the assertion beside it.
            (Some(_), false) if flavour == Flavour::OpenBadges2 => body,
            (Some(_), false) => return Err(bad("the badge has both a text and a `verify` attribute")),
            (None, true) => return Err(BakeError::NoCredential),
        };
        if text.len() > TEXT_LIMIT_BYTES {
            let (size_bytes, limit_bytes) = (text.len(), TEXT_LIMIT_BYTES);
            return Err(BakeError::TooLarge { what: "badge text", size_bytes, limit_bytes });
        }
        return Ok(Baked { text: text.to_owned(), image: ImageKind::Svg, flavour });
    }
    Err(BakeError::NoCredential)
}

fn push_badge(out: &mut String, credential: &str, form: Form, needs_declaration: bool) {
    out.push_str("<openbadges:credential");
    if needs_declaration {
        out.push_str(" xmlns:openbadges=\"");
        out.push_str(NAMESPACE);
        out.push('"');
    }
    match form {
        Form::Token => {
            out.push_str(" verify=\"");
            out.push_str(credential);
            out.push_str("\"></openbadges:credential>");
        }
        Form::Json => {
            out.push_str("><![CDATA[");
            // The one text that would end the section is cut in two sections.
            out.push_str(&credential.replace("]]>", "]]]]><![CDATA[>"));
            out.push_str("]]></openbadges:credential>");
        }
    }
}

fn text_of(svg: &[u8]) -> Result<&str, BakeError> {
    std::str::from_utf8(svg).map_err(|error| BakeError::NotText { offset_bytes: error.valid_up_to() })
}

fn bad(why: impl Into<String>) -> BakeError {
    BakeError::BadSvg(why.into())
}

/// The root's start tag.
struct Root {
    name: String,
    end: usize,
    is_empty: bool,
    /// What the prefix `openbadges` stands for on it.
    prefix_binding: Option<String>,
}

struct Badge {
    flavour: Flavour,
    start: usize,
    end: usize,
    verify: Option<String>,
    body: String,
}

/// What one pass over the file finds.
struct Scan {
    root: Root,
    badges: Vec<Badge>,
    /// Whether an element has our prefix without a declaration of it.
    has_loose_prefix: bool,
}

struct Scanner {
    root: Option<Root>,
    badges: Vec<Badge>,
    depth: usize,
    elements: usize,
    /// The badge that is open, with its depth.
    open: Option<(Badge, usize)>,
}

impl Scan {
    fn of(text: &str) -> Result<Self, BakeError> {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = NsReader::from_str(&text[mark..]);
        reader.config_mut().check_comments = true;
        let mut scanner = Scanner { root: None, badges: Vec::new(), depth: 0, elements: 0, open: None };
        let (mut start, mut has_loose_prefix) = (mark, false);
        loop {
            let (namespace, event) = reader.read_resolved_event().map_err(|error| bad(error.to_string()))?;
            let flavour = flavour_of(&namespace, &event);
            let is_svg = matches!(&namespace, ResolveResult::Unbound)
                || matches!(&namespace, ResolveResult::Bound(bound) if bound.as_ref() == SVG_NAMESPACE);
            if let Event::Start(tag) | Event::Empty(tag) = &event {
                let is_ours = tag.name().0.starts_with("openbadges:");
                has_loose_prefix |= is_ours && matches!(&namespace, ResolveResult::Unknown(_));
            }
            let is_over = matches!(event, Event::Eof);
            let event = event.into_owned();
            let end = mark + reader.buffer_position() as usize;
            scanner.take(event, (start, end), flavour, is_svg)?;
            if is_over {
                break;
            }
            start = end;
        }
        let root = scanner.root.ok_or(BakeError::NotAnImage)?;
        if scanner.depth != 0 {
            return Err(bad("an element is not closed"));
        }
        Ok(Self { root, badges: scanner.badges, has_loose_prefix })
    }
}

fn flavour_of(namespace: &ResolveResult<'_>, event: &Event<'_>) -> Option<Flavour> {
    let (Event::Start(tag) | Event::Empty(tag)) = event else { return None };
    let ResolveResult::Bound(bound) = namespace else { return None };
    let (space, name) = (bound.as_ref(), tag.local_name());
    match (space, name.as_ref()) {
        (NAMESPACE, "credential") => Some(Flavour::OpenBadges3),
        (CLR_NAMESPACE, "credential") => Some(Flavour::Clr),
        (space, "assertion") if OLD_NAMESPACES.contains(&space) => Some(Flavour::OpenBadges2),
        _ => None,
    }
}

impl Scanner {
    fn take(
        &mut self,
        event: Event<'_>,
        span: (usize, usize),
        flavour: Option<Flavour>,
        is_svg: bool,
    ) -> Result<(), BakeError> {
        match event {
            Event::Start(tag) => {
                self.start(&tag, span, flavour, is_svg)?;
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return Err(bad("it is nested more than 64 levels deep"));
                }
            }
            Event::Empty(tag) => {
                self.start(&tag, span, flavour, is_svg)?;
                if let Some(root) = self.root.as_mut().filter(|_| self.depth == 0) {
                    root.is_empty = true;
                }
                self.close(span.1);
            }
            Event::End(_) => {
                self.depth = self.depth.checked_sub(1).ok_or_else(|| bad("an element is closed twice"))?;
                self.close(span.1);
            }
            Event::Text(text) => self.add_text(&text.into_inner()),
            Event::CData(text) => self.add_text(&text.into_inner()),
            Event::GeneralRef(reference) => self.add_reference(&reference)?,
            Event::DocType(declaration) if declaration.contains('[') => {
                return Err(bad("it declares entities, which are not read"));
            }
            Event::Decl(declaration) => check_encoding(&declaration)?,
            Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(
        &mut self,
        tag: &BytesStart<'_>,
        (start, end): (usize, usize),
        flavour: Option<Flavour>,
        is_svg: bool,
    ) -> Result<(), BakeError> {
        self.elements += 1;
        if self.elements > ELEMENTS_LIMIT {
            return Err(bad("it has more than 200,000 elements"));
        }
        let mut verify = None;
        let mut prefix_binding = None;
        for (index, attribute) in tag.attributes().enumerate() {
            let attribute = attribute.map_err(|error| bad(error.to_string()))?;
            if index >= ATTRIBUTES_LIMIT {
                return Err(bad("an element has more than 256 attributes"));
            }
            let name: &str = attribute.key.as_ref();
            if name == "verify" && flavour.is_some() {
                verify = Some(plain_value(&attribute.value, flavour)?);
            } else if name == "xmlns:openbadges" {
                prefix_binding = Some(attribute.value.to_string());
            }
        }
        if self.root.is_none() {
            if tag.local_name().as_ref() != "svg" || !is_svg {
                return Err(BakeError::NotAnImage);
            }
            let name: &str = tag.name().0;
            self.root = Some(Root { name: name.to_owned(), end, is_empty: false, prefix_binding });
        } else if self.depth == 0 {
            return Err(bad("it has more than one root element"));
        }
        match (flavour, &self.open) {
            (Some(flavour), None) => {
                self.open = Some((Badge { flavour, start, end, verify, body: String::new() }, self.depth));
                Ok(())
            }
            (_, Some(_)) => Err(bad("there is an element inside the badge's text")),
            (None, None) => Ok(()),
        }
    }

    /// Ends the open badge when the element at its depth ends.
    fn close(&mut self, end: usize) {
        if let Some((mut badge, _)) = self.open.take_if(|(_, depth)| *depth == self.depth) {
            badge.end = end;
            self.badges.push(badge);
        }
    }

    fn add_text(&mut self, text: &str) {
        if let Some((badge, _)) = &mut self.open {
            badge.body.push_str(text);
        }
    }

    fn add_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), BakeError> {
        let character = reference.resolve_char_ref().map_err(|error| bad(error.to_string()))?;
        let name = reference.clone().into_inner();
        match (character, resolve_predefined_entity(&name)) {
            (Some(character), _) => self.add_text(character.encode_utf8(&mut [0; 4])),
            (None, Some(text)) => self.add_text(text),
            (None, None) => return Err(bad("it uses an entity that is not one of the five of XML")),
        }
        Ok(())
    }
}

/// A token holds no sign that needs escaping; whatever does is none. The address in older badges may hold `&`.
fn plain_value(value: &str, flavour: Option<Flavour>) -> Result<String, BakeError> {
    let value = if flavour == Some(Flavour::OpenBadges2) { value.replace("&amp;", "&") } else { value.to_owned() };
    let is_plain = flavour == Some(Flavour::OpenBadges2) || !value.contains('&');
    if is_plain { Ok(value) } else { Err(bad("the `verify` attribute holds an entity")) }
}

fn check_encoding(declaration: &quick_xml::events::BytesDecl<'_>) -> Result<(), BakeError> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(bad("it is not in UTF-8")),
    }
}
