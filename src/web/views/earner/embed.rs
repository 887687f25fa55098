//! A badge in a frame of another site.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Artwork, Frame};
use crate::web::href::Href;
use crate::web::moment::Moment;
use crate::web::verdict::State;

/// `GET /embed/badges/{award}` and `GET /embed/s/{token}`; without a name when there is nothing to be shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/embed.html")]
pub struct EmbeddedBadge {
    /// The words of the page; nothing else of it surrounds an embedded badge.
    #[serde(default)]
    pub frame: Frame,
    /// The language of the achievement.
    pub lang: String,
    /// The achievement's name.
    pub name: String,
    /// The picture.
    pub artwork: Option<Artwork>,
    /// Who issued it.
    pub issuer: String,
    /// The host that its keys are bound to.
    pub host: String,
    /// When.
    pub awarded: Option<Moment>,
    /// How it stands.
    pub state: Option<State>,
    /// Where it is checked.
    pub page_href: Href,
}
