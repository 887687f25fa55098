//! A badge on a page of paper.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::app::pictures::spaced_code;
use crate::app::{App, Error, PublicAward};
use crate::clock::Timestamp;
use crate::picture::sheet::Sheet;

impl App {
    /// A badge as a PDF of one page whose code leads to `address`; it says whose it is when `name` is given.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn printed_badge(
        &self,
        shown: &PublicAward,
        name: Option<&str>,
        address: &str,
    ) -> Result<Vec<u8>, Error> {
        let definition = &shown.view.definition;
        let day = |at: Timestamp| at.to_string().get(..10).unwrap_or_default().to_owned();
        let mut lines: Vec<String> = name.map(|name| format!("Earned by {name}")).into_iter().collect();
        lines.push(format!("Issued by {}", shown.view.organisation.name));
        lines.push(self.addresses().authority().to_owned());
        lines.push(format!("Awarded {}", day(shown.award.awarded_at)));
        lines.extend(shown.award.valid_until.map(|until| format!("Valid until {}", day(until))));
        let (title, criteria) = (definition.name.clone(), paragraphs(&definition.criteria));
        let language = definition.language.clone().unwrap_or_else(|| "en".into());
        let (code, address) = (spaced_code(&shown.award.short_code), address.to_owned());
        let artwork = self.artwork_of(&shown.view).await?;
        let draw = move || {
            let sheet = Sheet {
                title: &title,
                language: &language,
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
