//! The colours of badges: calm, and readable by construction.

use serde::{Deserialize, Serialize};

/// A set of colours that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Teal with light ink.
    Teal,
    /// Ocean blue with light ink.
    Ocean,
    /// Indigo with light ink.
    Indigo,
    /// Plum with light ink.
    Plum,
    /// Berry with light ink.
    Berry,
    /// Brick with light ink.
    Brick,
    /// Amber with light ink.
    Amber,
    /// Moss with light ink.
    Moss,
    /// Forest with light ink.
    Forest,
    /// Slate with light ink.
    Slate,
    /// Paper with dark ink and a golden edge.
    Paper,
}

/// The colours of one badge, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground behind icon and words.
    pub field: &'static str,
    /// Icon and words; at least 7:1 on the field.
    pub ink: &'static str,
    /// The edge; at least 3:1 on white and on near-black pages.
    pub rim: &'static str,
    /// The thin inner line; at least 3:1 on the field.
    pub accent: &'static str,
}

impl Colour {
    /// Every colour, in the order of a picker.
    pub const ALL: [Self; 11] = [
        Self::Teal,
        Self::Ocean,
        Self::Indigo,
        Self::Plum,
        Self::Berry,
        Self::Brick,
        Self::Amber,
        Self::Moss,
        Self::Forest,
        Self::Slate,
        Self::Paper,
    ];

    /// The colour's name in a picker.
    pub fn label(self) -> &'static str {
        match self {
            Self::Teal => "Teal",
            Self::Ocean => "Ocean blue",
            Self::Indigo => "Indigo",
            Self::Plum => "Plum",
            Self::Berry => "Berry",
            Self::Brick => "Brick",
            Self::Amber => "Amber",
            Self::Moss => "Moss",
            Self::Forest => "Forest",
            Self::Slate => "Slate",
            Self::Paper => "Paper",
        }
    }

    /// The colours themselves.
    pub fn palette(self) -> Palette {
        let light = |field, rim, accent| Palette { field, ink: "#fffdf7", rim, accent };
        match self {
            Self::Teal => light("#0f4c4a", "#2b8a84", "#9fd8d0"),
            Self::Ocean => light("#143d66", "#3f7fb8", "#a9cff0"),
            Self::Indigo => light("#2f2f6e", "#6a6cc0", "#c5c6f2"),
            Self::Plum => light("#54265a", "#9c5aa6", "#e3bfe8"),
            Self::Berry => light("#6d1f3e", "#b9527a", "#f2bfd0"),
            Self::Brick => light("#74301c", "#c0643f", "#f5c9b2"),
            Self::Amber => light("#6b4a0d", "#b07f1e", "#f3d99a"),
            Self::Moss => light("#3d4d17", "#788f36", "#d6e3a3"),
            Self::Forest => light("#1d4d2f", "#3f8a5a", "#b2dfc1"),
            Self::Slate => light("#333f4a", "#6f8090", "#c9d4de"),
            Self::Paper => Palette { field: "#fbf7ec", ink: "#1d2b2a", rim: "#a57a1c", accent: "#8a6414" },
        }
    }
}
