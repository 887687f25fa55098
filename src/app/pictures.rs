//! Pictures of achievements and awards: drawn or taken from uploads, with the credential baked in on request.

use std::sync::Arc;

use super::{AchievementView, Actor, App, Error, Permission, PublicAward};
use crate::bake;
use crate::ids::OrganisationId;
use crate::issue::Artwork;
use crate::picture::card::{self, Card, Pointer};
use crate::picture::{qr, render, upload};
use crate::store::Image;

/// How wide and high drawn pictures are, in pixels.
const PIXELS: u32 = 400;

/// A picture as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `image/png` or `image/svg+xml`.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The forms of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureForm {
    /// Pixels.
    Png,
    /// Lines; only of artwork that was drawn or uploaded as such.
    Svg,
}

const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";
/// Changes when cards are drawn another way.
const CARD_LOOK: &str = "1";

/// An artwork's own form.
pub(super) enum Source {
    Svg(String),
    Png(Vec<u8>),
}

impl Source {
    /// The same for drawing.
    pub(super) fn as_artwork(&self) -> card::Artwork<'_> {
        match self {
            Self::Svg(text) => card::Artwork::Svg(text),
            Self::Png(bytes) => card::Artwork::Png(bytes),
        }
    }
}

impl App {
    /// Checks, cleans and keeps an uploaded picture.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with it; those of [`App::require`].
    pub async fn upload_image(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        file: Vec<u8>,
    ) -> Result<String, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        let work = move || upload::accept(&file);
        let accepted = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
        let accepted = accepted.map_err(|error| Error::invalid("image", format!("{error}.")))?;
        let image = Image {
            image_id: hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&accepted.bytes)),
            media_type: accepted.kind.media_type().into(),
            bytes: accepted.bytes,
        };
        let (id, organisation, now) = (image.image_id.clone(), organisation.clone(), self.now());
        self.store()
            .write(move |session| {
                let (organisation, image) = (organisation.clone(), image.clone());
                Box::pin(async move {
                    session.insert_image(&organisation, &image, now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(id)
    }

    /// A picture that an organisation uploaded.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_image(&self, slug: &str, image_id: &str) -> Result<Image, Error> {
        let organisation = self.load_organisation_by_slug(slug).await?;
        let found = self.store().read().await?.find_image(&organisation.organisation_id, image_id).await?;
        found.ok_or(Error::NotFound("picture"))
    }

    /// The picture of an achievement.
    ///
    /// # Errors
    /// [`Error::NotFound`] for lines when there are only pixels.
    pub async fn achievement_picture(&self, view: &AchievementView, form: PictureForm) -> Result<Arc<Picture>, Error> {
        let key = format!("{}:{}:{form:?}", view.achievement.achievement_id, view.version.version);
        if let Some(known) = self.0.pictures.find(&key) {
            return Ok(known);
        }
        let picture = Arc::new(match (self.source(view, None).await?, form) {
            (Source::Svg(text), PictureForm::Svg) => Picture { media_type: SVG, bytes: text.into_bytes() },
            (Source::Svg(text), PictureForm::Png) => Picture { media_type: PNG, bytes: to_png(text).await? },
            (Source::Png(bytes), PictureForm::Png) => Picture { media_type: PNG, bytes },
            (Source::Png(_), PictureForm::Svg) => return Err(Error::NotFound("SVG of this picture")),
        });
        self.0.pictures.put(key, picture.clone());
        Ok(picture)
    }

    /// The picture of an award with its credential in it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for lines when there are only pixels; [`Error::Internal`].
    pub async fn baked_picture(&self, shown: &PublicAward, form: PictureForm) -> Result<Picture, Error> {
        let code = spaced_code(&shown.award.short_code);
        let (media_type, bytes) = match (self.source(&shown.view, Some(&code)).await?, form) {
            (Source::Svg(text), PictureForm::Svg) => (SVG, text.into_bytes()),
            (Source::Svg(text), PictureForm::Png) => (PNG, to_png(text).await?),
            (Source::Png(bytes), PictureForm::Png) => (PNG, bytes),
            (Source::Png(_), PictureForm::Svg) => return Err(Error::NotFound("SVG of this picture")),
        };
        let bytes = bake::bake(&bytes, &shown.credential).map_err(Error::internal)?;
        Ok(Picture { media_type, bytes })
    }

    /// The card that is shown where a badge's page is shared: 1200 by 627 pixels.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn share_card(&self, shown: &PublicAward) -> Result<Arc<Picture>, Error> {
        self.card(shown, true).await
    }

    /// The same without the way back to the badge's own page, for links that do not lead there.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn plain_card(&self, shown: &PublicAward) -> Result<Arc<Picture>, Error> {
        self.card(shown, false).await
    }

    async fn card(&self, shown: &PublicAward, has_pointer: bool) -> Result<Arc<Picture>, Error> {
        let key = format!("card:{}:{has_pointer}", shown.award.award_id);
        if let Some(known) = self.0.pictures.find(&key) {
            return Ok(known);
        }
        let source = self.source(&shown.view, None).await?;
        let (name, issuer) = (shown.view.definition.name.clone(), shown.view.organisation.name.clone());
        let date = shown.award.awarded_at.to_string();
        let line = format!("Awarded {}", date.get(..10).unwrap_or(&date));
        let address = self.addresses().short(&shown.award.short_code);
        let code = spaced_code(&shown.award.short_code);
        let draw = move || {
            let artwork = source.as_artwork();
            // An address that no code can hold is no reason to have no card.
            let pointer = Some(Pointer { address: &address, code: &code })
                .filter(|pointer| has_pointer && pointer.address.len() <= qr::URL_LIMIT_BYTES);
            Card { achievement: &name, issuer: &issuer, line: &line, artwork, pointer }.png()
        };
        let drawn = tokio::task::spawn_blocking(draw).await.map_err(Error::internal)?;
        let picture = Arc::new(Picture { media_type: PNG, bytes: drawn.map_err(Error::internal)? });
        self.0.pictures.put(key, picture.clone());
        Ok(picture)
    }

    /// A word that changes whenever the card of a badge looks different: other sites keep a picture by its address.
    pub fn card_tag(&self, shown: &PublicAward) -> String {
        let (view, award) = (&shown.view, &shown.award);
        let parts = [
            CARD_LOOK,
            &view.definition.name,
            &view.organisation.name,
            &view.image,
            &award.awarded_at.to_string(),
            &award.short_code,
        ];
        let digest = <sha2::Sha256 as sha2::Digest>::digest(parts.join("\n"));
        hex::encode(digest).get(..16).unwrap_or_default().to_owned()
    }

    /// The picture of an achievement in its own form.
    pub(super) async fn artwork_of(&self, view: &AchievementView) -> Result<Source, Error> {
        self.source(view, None).await
    }

    async fn source(&self, view: &AchievementView, code: Option<&str>) -> Result<Source, Error> {
        match (&view.definition.artwork, code) {
            (Artwork::Design(design), None) => Ok(Source::Svg(design.svg())),
            (Artwork::Design(design), Some(code)) => Ok(Source::Svg(design.svg_with_code(code))),
            (Artwork::Image(image), _) => {
                let organisation = &view.organisation.organisation_id;
                let found = self.store().read().await?.find_image(organisation, image).await?;
                let found = found.ok_or(Error::NotFound("picture"))?;
                if found.media_type == SVG {
                    return String::from_utf8(found.bytes).map(Source::Svg).map_err(Error::internal);
                }
                Ok(Source::Png(found.bytes))
            }
        }
    }
}

async fn to_png(svg: String) -> Result<Vec<u8>, Error> {
    let drawn = tokio::task::spawn_blocking(move || render::png(&svg, PIXELS)).await.map_err(Error::internal)?;
    drawn.map_err(Error::internal)
}

/// A short code in two halves, as it is printed and shown.
pub(super) fn spaced_code(code: &str) -> String {
    let upper = code.to_uppercase();
    match upper.split_at_checked(5) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}-{tail}"),
        _ => upper,
    }
}
