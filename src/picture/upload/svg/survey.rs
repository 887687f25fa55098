//! The last look at a filtered SVG: only known elements, nothing that points outside, nothing that multiplies.
//!
//! What is drawn is counted along references, since ten elements that each use ten others, ten levels deep, are ten
//! thousand million.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::super::PictureError;
use super::bad;

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";
const ELEMENTS: &str = "a circle clipPath defs desc ellipse filter g line linearGradient mask path pattern polygon \
    polyline radialGradient rect stop style svg switch symbol text title tspan use feBlend feColorMatrix \
    feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge \
    feMergeNode feOffset";
/// What never stands in the value of an attribute or in a style sheet.
const FORBIDDEN: [&str; 11] = [
    "//",
    "\\",
    "javascript:",
    "vbscript:",
    "data:",
    "@",
    "expression(",
    "image(",
    "image-set(",
    "src(",
    "-moz-binding",
];
/// Elements, with those that are drawn again by reference.
const DRAWN_LIMIT: u64 = 20_000;
/// Steps from element to child or to what it refers to.
const STEPS_LIMIT: usize = 200;

/// One element with what it leads to.
#[derive(Default)]
struct Element {
    is_text: bool,
    /// Letters in it and elements in it, for a text.
    letters: u64,
    spans: u64,
    children: Vec<usize>,
    refers_to: Vec<String>,
    classes: Vec<String>,
}

#[derive(Default)]
struct Survey {
    elements: Vec<Element>,
    by_id: HashMap<String, usize>,
    style_sheet: String,
    /// What elements of a class refer to.
    by_class: HashMap<String, Vec<String>>,
}

/// Refuses what the filter should have dropped, what we do not draw, and what costs too much to draw.
pub(super) fn check(text: &str) -> Result<(), PictureError> {
    let mut survey = Survey::default();
    survey.read(text)?;
    survey.read_style_sheet()?;
    let mut known = vec![None; survey.elements.len()];
    survey.drawn(0, 0, &mut known)?;
    Ok(())
}

impl Survey {
    fn read(&mut self, text: &str) -> Result<(), PictureError> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<usize> = Vec::new();
        let mut is_style = false;
        loop {
            match reader.read_event().map_err(|error| bad(error.to_string()))? {
                Event::Start(tag) => {
                    is_style = tag.name().0 == "style";
                    let index = self.take(&tag, open.last().copied())?;
                    open.push(index);
                }
                Event::Empty(tag) => {
                    self.take(&tag, open.last().copied())?;
                }
                Event::End(_) => {
                    open.pop();
                    is_style = false;
                }
                Event::Text(text) if is_style => self.style_sheet.push_str(&text),
                Event::CData(text) if is_style => self.style_sheet.push_str(&text),
                Event::Text(text) => self.add_letters(&open, text.len()),
                Event::CData(text) => self.add_letters(&open, text.len()),
                Event::GeneralRef(reference) => {
                    self.add_letters(&open, 1);
                    let character = reference.resolve_char_ref().map_err(|error| bad(error.to_string()))?;
                    let named = resolve_predefined_entity(&reference);
                    if character.is_none() && named.is_none() {
                        return Err(bad("it uses an entity that is not one of the five of XML"));
                    }
                    if is_style {
                        self.style_sheet.extend(character);
                        self.style_sheet.push_str(named.unwrap_or(""));
                    }
                }
                Event::DocType(_) | Event::PI(_) => return Err(bad("it holds instructions for a program")),
                Event::Eof => return Ok(()),
                Event::Decl(_) | Event::Comment(_) => {}
            }
        }
    }

    fn add_letters(&mut self, open: &[usize], letters: usize) {
        let Some(text) = open.iter().copied().find(|index| self.elements[*index].is_text) else { return };
        self.elements[text].letters += letters as u64;
        self.elements[text].spans = (self.elements.len() - text) as u64;
    }

    fn take(&mut self, tag: &BytesStart<'_>, parent: Option<usize>) -> Result<usize, PictureError> {
        let name: &str = tag.name().0;
        check_element(name)?;
        let mut element = Element { is_text: name == "text", ..Element::default() };
        let index = self.elements.len();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| bad(error.to_string()))?;
            let key: &str = attribute.key.as_ref();
            let value = unescape(&attribute.value).map_err(|error| bad(error.to_string()))?;
            check_attribute(key, &value)?;
            match key {
                "id" => {
                    // A reader may take either, and we would count the other.
                    if self.by_id.insert(value.trim().to_owned(), index).is_some() {
                        return Err(bad(format!("two elements have the id `{}`", shown(value.trim()))));
                    }
                }
                "class" => element.classes.extend(value.split_whitespace().map(str::to_owned)),
                "href" => element.refers_to.extend(value.trim().strip_prefix('#').map(str::to_owned)),
                _ => element.refers_to.extend(fragments(&value)),
            }
        }
        self.elements.push(element);
        if let Some(parent) = parent {
            self.elements[parent].children.push(index);
        }
        Ok(index)
    }

    /// Notes which classes refer to what. Only plain class selectors may, so that the drawing's cost can be told.
    fn read_style_sheet(&mut self) -> Result<(), PictureError> {
        let sheet = std::mem::take(&mut self.style_sheet);
        check_value(&sheet)?;
        if sheet.contains("/*") || sheet.contains('<') {
            return Err(bad("its style sheet holds comments or elements; remove them"));
        }
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else { continue };
            let ids = fragments(declarations);
            if ids.is_empty() {
                continue;
            }
            for selector in selectors.split(',').map(str::trim) {
                let class = selector.strip_prefix('.').unwrap_or("");
                let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                if class.is_empty() || !class.chars().all(is_plain) {
                    let advice = "export it with presentation attributes instead of a style sheet";
                    return Err(bad(format!("its style sheet is too involved at `{}`; {advice}", shown(selector))));
                }
                self.by_class.entry(class.to_owned()).or_default().extend(ids.iter().cloned());
            }
        }
        Ok(())
    }

    /// How many elements are drawn for this one, with all that it leads to.
    fn drawn(&self, index: usize, steps: usize, known: &mut Vec<Option<u64>>) -> Result<u64, PictureError> {
        if let Some(drawn) = known[index] {
            return Ok(drawn);
        }
        // A reference in a circle ends here too.
        if steps > STEPS_LIMIT {
            return Err(bad("its references lead in a circle, or too far"));
        }
        let element = &self.elements[index];
        let of_classes = element.classes.iter().filter_map(|class| self.by_class.get(class)).flatten();
        let references = element.refers_to.iter().chain(of_classes).filter_map(|id| self.by_id.get(id));
        // The whole text is set anew for each of its spans, and long ones are slow.
        let Element { letters, spans, .. } = element;
        let mut drawn = 1 + letters * spans + letters * letters / 1000;
        for next in element.children.iter().chain(references) {
            drawn = drawn.saturating_add(self.drawn(*next, steps + 1, known)?);
        }
        if drawn > DRAWN_LIMIT {
            return Err(bad("it repeats its parts too often; simplify it, or upload it as PNG"));
        }
        known[index] = Some(drawn);
        Ok(drawn)
    }
}

fn check_element(name: &str) -> Result<(), PictureError> {
    if ELEMENTS.split_whitespace().any(|known| known == name) {
        return Ok(());
    }
    Err(match name {
        "image" | "feImage" => bad("there is a pixel picture inside it; upload the whole as PNG instead"),
        "animate" | "animateColor" | "animateMotion" | "animateTransform" | "set" => {
            bad("it moves; a badge picture has to stand still")
        }
        "textPath" | "altGlyph" | "tref" => bad("it sets text along a path; convert the text to outlines"),
        _ => bad(format!("it uses `{}`, which badge pictures do without; upload it as PNG instead", shown(name))),
    })
}

fn check_attribute(key: &str, value: &str) -> Result<(), PictureError> {
    let is_namespace = key == "xmlns" && value == SVG_NAMESPACE;
    let is_prose = key.starts_with("aria-") || key.starts_with("data-");
    if is_namespace || is_prose {
        return Ok(());
    }
    if key.contains(':') || key == "xmlns" || key.to_ascii_lowercase().starts_with("on") {
        return Err(bad(format!("the attribute `{}` is not accepted", shown(key))));
    }
    if key == "href" && !value.trim().starts_with('#') {
        return Err(points_outside());
    }
    check_value(value)
}

fn points_outside() -> PictureError {
    bad("it points at something outside itself, such as a font or a picture; embed nothing and link nothing")
}

/// Neither an address nor code, however it is spaced.
fn check_value(value: &str) -> Result<(), PictureError> {
    let compact: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let compact = compact.to_ascii_lowercase();
    if FORBIDDEN.iter().any(|part| compact.contains(part)) {
        return Err(points_outside());
    }
    let is_inside = |rest: &str| rest.trim_start_matches(['"', '\'']).starts_with('#');
    if compact.match_indices("url(").all(|(at, _)| is_inside(&compact[at + 4..])) {
        Ok(())
    } else {
        Err(points_outside())
    }
}

/// The ids in `url(#…)`.
fn fragments(value: &str) -> Vec<String> {
    value
        .match_indices('#')
        .filter(|(at, _)| value[..*at].trim_end_matches(['"', '\'', ' ']).to_ascii_lowercase().ends_with("url("))
        .map(|(at, _)| value[at + 1..].split([')', '"', '\'']).next().unwrap_or("").trim().to_owned())
        .collect()
}

/// A name from the file, short enough for a sentence.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}
