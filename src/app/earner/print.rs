//! A badge on a page of paper.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::app::pictures::spaced_code;
use crate::app::{App, Error, PublicAward};
use crate::language::Words;
use crate::picture::sheet::Sheet;

impl App {
    /// A badge as a PDF of one page whose code leads to `address`; it says whose it is when `name` is given. The page's own
    /// words are in the language of `words`.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn printed_badge(
        &self,
        shown: &PublicAward,
        name: Option<&str>,
        address: &str,
        words: Words,
    ) -> Result<Vec<u8>, Error> {
        let definition = &shown.view.definition;
        let mut lines: Vec<String> =
            name.map(|name| words.fill("sheet-earned-by").with("name", name).into()).into_iter().collect();
        lines.push(words.fill("sheet-issued-by").with("name", &shown.view.organisation.name).into());
        lines.push(self.addresses().authority().to_owned());
        lines.push(words.fill("sheet-awarded").with("day", words.day(shown.award.awarded_at)).into());
        let until = shown.award.valid_until;
        lines.extend(until.map(|until| words.fill("sheet-until").with("day", words.day(until)).to_string()));
        let (title, criteria) = (definition.name.clone(), paragraphs(&definition.criteria));
        let language = definition.language.clone().unwrap_or_else(|| "en".into());
        let (code, address) = (spaced_code(&shown.award.short_code), address.to_owned());
        let artwork = self.artwork_of(&shown.view).await?;
        let draw = move || {
            let sheet = Sheet {
                title: &title,
                language: &language,
                words,
                lines: &lines,
                criteria: &criteria,
                address: &address,
                code: &code,
                artwork: artwork.as_artwork(),
            };
            sheet.pdf()
        };
        tokio::task::spawn_blocking(draw).await.map_err(Error::internal)?.map_err(Error::internal)
    }
}

/// Markdown as paragraphs of plain words.
fn paragraphs(markdown: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for event in Parser::new(markdown) {
        let Some(last) = all.last_mut() else { break };
        match event {
            Event::Text(text) | Event::Code(text) => last.push_str(&text),
            Event::SoftBreak | Event::HardBreak => last.push(' '),
            Event::Start(Tag::Item) => last.push_str("– "),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                all.push(String::new());
            }
            _ => {}
        }
    }
    all.retain(|paragraph| !paragraph.trim().is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn marks_become_plain_paragraphs() {
        let text = "Two *peers*\nagree.\n\n- a `plan`\n- a [link](https://a.example)\n\n# End\n";
        assert_eq!(paragraphs(text), ["Two peers agree.", "– a plan", "– a link", "End"]);
        assert_eq!(paragraphs(""), Vec::<String>::new());
    }
}
