//! A mail's text as a page: paragraphs, and addresses that can be followed. No picture, nothing from elsewhere, so that
//! reading it tells nobody anything.

use std::fmt::Write as _;

/// The look, as far as mail readers go along.
const BODY: &str = "font-family:sans-serif;font-size:16px;line-height:1.5;color:#1c2326;max-width:36em;margin:1em";

/// The text as a page in HTML, in a language by its tag. A line that is an address alone becomes a link.
pub fn page(language: &str, subject: &str, text: &str) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"{BODY}\">\n",
        escaped(language),
        escaped(subject)
    );
    for paragraph in text.trim().split("\n\n") {
        let lines: Vec<String> = paragraph.lines().map(line).collect();
        // Writing to a text cannot fail.
        let _ = writeln!(out, "<p>{}</p>", lines.join("<br>\n"));
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn line(text: &str) -> String {
    let is_address = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"'".contains(c));
    let shown = escaped(text);
    if is_address { format!("<a href=\"{shown}\">{shown}</a>") } else { shown }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn an_address_becomes_a_link_and_hostile_text_stays_text() {
        let text = "Hello <b>you</b>.\n\nOpen:\nhttps://a.example/x?y=1&z=2\nhttps://a.example/\"onclick=1";
        let html = page("es", "A & B", text);

        assert!(html.contains("<html lang=\"es\">"));
        assert!(html.contains("<title>A &amp; B</title>"));
        assert!(html.contains("<p>Hello &lt;b&gt;you&lt;/b&gt;.</p>"));
        assert!(html.contains("<a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>"));
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
    }
}
