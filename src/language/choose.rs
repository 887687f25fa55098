//! Which language a reader wants (RFC 9110, `#field.accept-language`).

use super::Language;

/// The name of the cookie that remembers what a reader chose.
pub const COOKIE: &str = "accolade-language";

/// The language that a reader chose, else the first that their browser asks for and that is offered, else English.
pub fn choose(chosen: Option<&str>, accepted: Option<&str>) -> Language {
    if let Some(language) = chosen.and_then(|tag| tag.parse().ok()) {
        return language;
    }
    let mut best = (0.0, Language::default());
    for range in accepted.unwrap_or_default().split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        // `es-MX` is served by `es`.
        let Ok(language) = tag.split('-').next().unwrap_or_default().parse::<Language>() else { continue };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |text| text.parse().unwrap_or(0.0));
        // The first of equals is the one that stands first.
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_goes_before_the_browser_and_the_browser_before_english() {
        for (chosen, accepted, language) in [
            (None, None, Language::English),
            (None, Some("es"), Language::Spanish),
            (None, Some("es-MX,es;q=0.9,en;q=0.8"), Language::Spanish),
            (None, Some("fr-CA, fr;q=0.9, es;q=0.5, en;q=0.4"), Language::Spanish),
            (None, Some("en-GB,en;q=0.9,es;q=0.8"), Language::English),
            (None, Some("en;q=0.2, ES;q=0.7"), Language::Spanish),
            (None, Some("es;q=0"), Language::English),
            (None, Some("*"), Language::English),
            (None, Some("est,;;q=,=,es-"), Language::Spanish),
            (None, Some("ja"), Language::English),
            (Some("en"), Some("es"), Language::English),
            (Some("es"), Some("en"), Language::Spanish),
            (Some("en-XB"), Some("es"), Language::Spanish),
            (Some("<b>"), None, Language::English),
        ] {
            assert_eq!(choose(chosen, accepted), language, "{chosen:?} {accepted:?}");
        }
    }
}
