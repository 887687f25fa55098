//! The outer shapes of badges, in a square of 400 by 400.

use serde::{Deserialize, Serialize};

/// The outline of a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A circle.
    Circle,
    /// A shield with a pointed foot.
    Shield,
    /// A hexagon on its point.
    Hexagon,
    /// An octagon on its side.
    Octagon,
    /// A flower of fourteen round petals.
    Rosette,
    /// A seal with a toothed edge.
    Seal,
    /// A round medal with two ribbon ends below.
    Ribbon,
    /// A window with a round top.
    Arch,
    /// A square with round corners.
    Tile,
}

const CIRCLE: &str = "M200 29 A171 171 0 1 1 200 371 A171 171 0 1 1 200 29 Z";

/// Where things stand in a shape.
pub(super) struct Frame {
    /// The outline as path data.
    pub(super) outline: &'static str,
    /// What shrinks to the field and to the inner line: the outline, or a circle where that would be restless.
    pub(super) inner: &'static str,
    /// The middle towards which the inner lines shrink.
    pub(super) middle: (f32, f32),
    /// The middle of the icon from the top, and its scale, when there are words below.
    pub(super) icon: (f32, f32),
    /// The middle of the words from the top, and the width for them.
    pub(super) words: (f32, f32),
}

impl Shape {
    /// Every shape, in the order of a picker.
    pub const ALL: [Self; 9] = [
        Self::Circle,
        Self::Shield,
        Self::Hexagon,
        Self::Octagon,
        Self::Rosette,
        Self::Seal,
        Self::Ribbon,
        Self::Arch,
        Self::Tile,
    ];

    /// The shape as a word before "badge".
    pub(super) fn adjective(self) -> &'static str {
        match self {
            Self::Circle => "round",
            Self::Shield => "shield-shaped",
            Self::Hexagon => "hexagonal",
            Self::Octagon => "octagonal",
            Self::Rosette => "rosette-shaped",
            Self::Seal => "seal-shaped",
            Self::Ribbon => "medal-shaped",
            Self::Arch => "arched",
            Self::Tile => "square",
        }
    }

    pub(super) fn frame(self) -> Frame {
        let (middle, icon, words) = match self {
            Self::Circle => ((200.0, 200.0), (140.0, 1.5), (274.0, 242.0)),
            Self::Shield => ((200.0, 196.0), (136.0, 1.42), (258.0, 238.0)),
            Self::Hexagon => ((200.0, 200.0), (142.0, 1.5), (274.0, 262.0)),
            Self::Octagon => ((200.0, 200.0), (142.0, 1.55), (274.0, 262.0)),
            Self::Rosette => ((200.0, 200.0), (146.0, 1.35), (264.0, 220.0)),
            Self::Seal => ((200.0, 200.0), (144.0, 1.4), (268.0, 228.0)),
            Self::Ribbon => ((200.0, 164.0), (122.0, 1.18), (220.0, 196.0)),
            Self::Arch => ((200.0, 206.0), (156.0, 1.6), (302.0, 284.0)),
            Self::Tile => ((200.0, 200.0), (146.0, 1.65), (294.0, 286.0)),
        };
        let outline = self.outline();
        let inner = if matches!(self, Self::Rosette | Self::Seal) { CIRCLE } else { outline };
        Frame { outline, inner, middle, icon, words }
    }

    fn outline(self) -> &'static str {
        match self {
            Self::Circle => "M200 14 A186 186 0 1 1 200 386 A186 186 0 1 1 200 14 Z",
            Self::Shield => {
                "M200 12 C246 40 308 50 372 50 V190 C372 292 300 358 200 390 C100 358 28 292 28 190 V50 C92 50 \
                 154 40 200 12 Z"
            }
            Self::Hexagon => {
                "M170.6 13 Q200 -4 229.4 13 L347.2 81 Q376.7 98 376.7 132 L376.7 268 Q376.7 302 347.2 319 L229.4 \
                 387 Q200 404 170.6 387 L52.8 319 Q23.3 302 23.3 268 L23.3 132 Q23.3 98 52.8 81 Z"
            }
            Self::Octagon => {
                "M388.5 248.1 Q388.5 278.1 367.3 299.3 L299.3 367.3 Q278.1 388.5 248.1 388.5 L151.9 388.5 Q121.9 \
                 388.5 100.7 367.3 L32.7 299.3 Q11.5 278.1 11.5 248.1 L11.5 151.9 Q11.5 121.9 32.7 100.7 L100.7 \
                 32.7 Q121.9 11.5 151.9 11.5 L248.1 11.5 Q278.1 11.5 299.3 32.7 L367.3 100.7 Q388.5 121.9 388.5 \
                 151.9 Z"
            }
            Self::Rosette => {
                "M162.2 34.3 A40.1 40.1 0 0 1 237.8 34.3 A40.1 40.1 0 0 1 306 67.1 A40.1 40.1 0 0 1 353.2 126.2 \
                 A40.1 40.1 0 0 1 370 200 A40.1 40.1 0 0 1 353.2 273.8 A40.1 40.1 0 0 1 306 332.9 A40.1 40.1 0 0 \
                 1 237.8 365.7 A40.1 40.1 0 0 1 162.2 365.7 A40.1 40.1 0 0 1 94 332.9 A40.1 40.1 0 0 1 46.8 273.8 \
                 A40.1 40.1 0 0 1 30 200 A40.1 40.1 0 0 1 46.8 126.2 A40.1 40.1 0 0 1 94 67.1 A40.1 40.1 0 0 1 \
                 162.2 34.3 Z"
            }
            Self::Seal => {
                "M200 10 222.7 27.5 249.2 16.5 266.6 39.2 295 35.5 305.9 62 334.4 65.6 338 94.1 364.5 105 360.8 \
                 133.4 383.5 150.8 372.5 177.3 390 200 372.5 222.7 383.5 249.2 360.8 266.6 364.5 295 338 305.9 \
                 334.4 334.4 305.9 338 295 364.5 266.6 360.8 249.2 383.5 222.7 372.5 200 390 177.3 372.5 150.8 \
                 383.5 133.4 360.8 105 364.5 94.1 338 65.6 334.4 62 305.9 35.5 295 39.2 266.6 16.5 249.2 27.5 \
                 222.7 10 200 27.5 177.3 16.5 150.8 39.2 133.4 35.5 105 62 94.1 65.6 65.6 94.1 62 105 35.5 133.4 \
                 39.2 150.8 16.5 177.3 27.5 Z"
            }
            Self::Ribbon => "M200 14 A150 150 0 1 1 200 314 A150 150 0 1 1 200 14 Z",
            Self::Arch => "M24 200 A176 176 0 0 1 376 200 V356 Q376 386 346 386 H54 Q24 386 24 356 Z",
            Self::Tile => "M72 20 H328 Q380 20 380 72 V328 Q380 380 328 380 H72 Q20 380 20 328 V72 Q20 20 72 20 Z",
        }
    }
}
