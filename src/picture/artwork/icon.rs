//! The icons of badges, in a square of 100 by 100: lines of one thickness, and a few filled spots.

use serde::{Deserialize, Serialize};

/// What a badge shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Icon {
    /// An open book.
    Book,
    /// A pencil.
    Pencil,
    /// Speech bubbles.
    Speech,
    /// Three people.
    People,
    /// Two people at a board.
    Mentor,
    /// A light bulb.
    Lightbulb,
    /// A magnifying glass.
    Magnifier,
    /// A puzzle piece.
    Puzzle,
    /// A target.
    Target,
    /// A checklist.
    Clipboard,
    /// A tick.
    Tick,
    /// A bar chart.
    Chart,
    /// A calculator.
    Calculator,
    /// Code brackets.
    Code,
    /// A computer.
    Computer,
    /// A padlock.
    Padlock,
    /// An atom.
    Atom,
    /// A laboratory flask.
    Flask,
    /// A leaf.
    Leaf,
    /// A sprout.
    Sprout,
    /// A globe.
    Globe,
    /// A compass.
    Compass,
    /// A mountain with a flag.
    Mountain,
    /// A pair of scales.
    Scales,
    /// A heart.
    Heart,
    /// A star.
    Star,
    /// A graduation cap.
    Cap,
    /// Musical notes.
    Music,
    /// A painter's palette.
    Palette,
    /// A camera.
    Camera,
    /// A microphone.
    Microphone,
    /// A cog wheel.
    Cog,
    /// A clock.
    Clock,
}

/// An icon as path data.
pub(super) struct Drawing {
    pub(super) lines: &'static str,
    /// May be empty.
    pub(super) spots: &'static str,
}

impl Icon {
    /// Every icon, in the order of a picker.
    pub const ALL: [Self; 33] = [
        Self::Book,
        Self::Pencil,
        Self::Speech,
        Self::People,
        Self::Mentor,
        Self::Lightbulb,
        Self::Magnifier,
        Self::Puzzle,
        Self::Target,
        Self::Clipboard,
        Self::Tick,
        Self::Chart,
        Self::Calculator,
        Self::Code,
        Self::Computer,
        Self::Padlock,
        Self::Atom,
        Self::Flask,
        Self::Leaf,
        Self::Sprout,
        Self::Globe,
        Self::Compass,
        Self::Mountain,
        Self::Scales,
        Self::Heart,
        Self::Star,
        Self::Cap,
        Self::Music,
        Self::Palette,
        Self::Camera,
        Self::Microphone,
        Self::Cog,
        Self::Clock,
    ];

    /// What the icon shows, with its article.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Book => "an open book",
            Self::Pencil => "a pencil",
            Self::Speech => "speech bubbles",
            Self::People => "three people",
            Self::Mentor => "two people at a board",
            Self::Lightbulb => "a light bulb",
            Self::Magnifier => "a magnifying glass",
            Self::Puzzle => "a puzzle piece",
            Self::Target => "a target",
            Self::Clipboard => "a checklist",
            Self::Tick => "a tick",
            Self::Chart => "a bar chart",
            Self::Calculator => "a calculator",
            Self::Code => "code brackets",
            Self::Computer => "a computer",
            Self::Padlock => "a padlock",
            Self::Atom => "an atom",
            Self::Flask => "a laboratory flask",
            Self::Leaf => "a leaf",
            Self::Sprout => "a sprout",
            Self::Globe => "a globe",
            Self::Compass => "a compass",
            Self::Mountain => "a mountain with a flag",
            Self::Scales => "a pair of scales",
            Self::Heart => "a heart",
            Self::Star => "a star",
            Self::Cap => "a graduation cap",
            Self::Music => "musical notes",
            Self::Palette => "a painter's palette",
            Self::Camera => "a camera",
            Self::Microphone => "a microphone",
            Self::Cog => "a cog wheel",
            Self::Clock => "a clock",
        }
    }

    pub(super) fn drawing(self) -> Drawing {
        Drawing { lines: self.lines(), spots: self.spots() }
    }

    #[allow(clippy::too_many_lines, reason = "a table of drawings")]
    fn lines(self) -> &'static str {
        match self {
            Self::Book => {
                "M50 26 C40 18 24 16 8 18 V78 C24 76 40 78 50 86 C60 78 76 76 92 78 V18 C76 16 60 18 50 26 Z M50 \
                 26 V86 M20 34 C27 34 33 35 39 38 M20 50 C27 50 33 51 39 54 M80 34 C73 34 67 35 61 38 M80 50 C73 \
                 50 67 51 61 54"
            }
            Self::Pencil => {
                "M14 86 L20 62 L67 15 A8 8 0 0 1 78 15 L85 22 A8 8 0 0 1 85 33 L38 80 Z M58 24 L76 42 M20 62 L38 \
                 80"
            }
            Self::Speech => {
                "M16 10 H64 A8 8 0 0 1 72 18 V44 A8 8 0 0 1 64 52 H38 L22 66 V52 H16 A8 8 0 0 1 8 44 V18 A8 8 0 0 \
                 1 16 10 Z M84 34 A8 8 0 0 1 92 42 V66 A8 8 0 0 1 84 74 H80 V88 L64 74 H46 M24 26 H56 M24 38 H46"
            }
            Self::People => {
                "M36 30 A14 14 0 1 0 64 30 A14 14 0 1 0 36 30 Z M24 86 V80 A26 24 0 0 1 76 80 V86 M9 44 A9 9 0 1 \
                 0 27 44 A9 9 0 1 0 9 44 Z M4 82 V78 A15 16 0 0 1 15 64 M73 44 A9 9 0 1 0 91 44 A9 9 0 1 0 73 44 \
                 Z M96 82 V78 A15 16 0 0 0 85 64"
            }
            Self::Mentor => {
                "M30 14 H92 V60 H52 M44 30 H80 M44 44 H70 M11 34 A11 11 0 1 0 33 34 A11 11 0 1 0 11 34 Z M6 88 \
                 V72 A16 18 0 0 1 38 70 V88 M38 70 L52 60"
            }
            Self::Lightbulb => {
                "M37 68 C37 58 22 52 22 36 A28 28 0 0 1 78 36 C78 52 63 58 63 68 Z M38 80 H62 M44 91 H56 M50 68 \
                 V48 M41 40 L50 48 L59 40"
            }
            Self::Magnifier => "M12 42 A30 30 0 1 0 72 42 A30 30 0 1 0 12 42 Z M64 64 L90 90 M26 42 A16 16 0 0 1 42 26",
            Self::Puzzle => {
                "M14 32 H36 C30 20 36 10 45 10 C54 10 60 20 54 32 H76 V52 C86 46 94 52 94 60 C94 68 86 74 76 68 \
                 V90 H14 V68 C24 74 32 68 32 60 C32 52 24 46 14 52 Z"
            }
            Self::Target => {
                "M10 50 A40 40 0 1 0 90 50 A40 40 0 1 0 10 50 Z M28 50 A22 22 0 1 0 72 50 A22 22 0 1 0 28 50 Z"
            }
            Self::Clipboard => {
                "M36 18 H20 V92 H80 V18 H64 M36 10 H64 V26 H36 Z M32 46 L38 52 L48 40 M58 46 H68 M32 70 L38 76 \
                 L48 64 M58 70 H68"
            }
            Self::Tick => "M12 54 L38 80 L88 24",
            Self::Chart => "M12 10 V88 H92",
            Self::Calculator => {
                "M26 8 H74 A6 6 0 0 1 80 14 V86 A6 6 0 0 1 74 92 H26 A6 6 0 0 1 20 86 V14 A6 6 0 0 1 26 8 Z M34 \
                 22 H66 V36 H34 Z"
            }
            Self::Code => "M32 26 L8 50 L32 74 M68 26 L92 50 L68 74 M58 16 L42 84",
            Self::Computer => {
                "M16 14 H84 A6 6 0 0 1 90 20 V62 A6 6 0 0 1 84 68 H16 A6 6 0 0 1 10 62 V20 A6 6 0 0 1 16 14 Z M50 \
                 68 V86 M30 86 H70"
            }
            Self::Padlock => {
                "M24 44 H76 A6 6 0 0 1 82 50 V84 A6 6 0 0 1 76 90 H24 A6 6 0 0 1 18 84 V50 A6 6 0 0 1 24 44 Z M32 \
                 44 V28 A18 18 0 0 1 68 28 V44 M50 66 V76"
            }
            Self::Atom => {
                "M8 50 A42 16 0 1 0 92 50 A42 16 0 1 0 8 50 Z M29 13.6 A42 16 60 1 0 71 86.4 A42 16 60 1 0 29 \
                 13.6 Z M71 13.6 A42 16 120 1 0 29 86.4 A42 16 120 1 0 71 13.6 Z"
            }
            Self::Flask => "M36 10 H64 M42 10 V38 L16 80 A7 7 0 0 0 22 90 H78 A7 7 0 0 0 84 80 L58 38 V10 M29 62 H71",
            Self::Leaf => "M26 74 C10 38 44 12 90 10 C92 56 62 90 26 74 Z M10 92 L66 34 M42 59 V41 M42 59 H60",
            Self::Sprout => {
                "M50 92 V46 M50 62 C50 42 34 32 12 34 C12 54 28 64 50 62 Z M50 46 C50 24 66 12 90 14 C90 36 74 50 \
                 50 46 Z"
            }
            Self::Globe => {
                "M10 50 A40 40 0 1 0 90 50 A40 40 0 1 0 10 50 Z M10 50 H90 M50 10 C72 32 72 68 50 90 C28 68 28 32 \
                 50 10 Z M16 30 H84 M16 70 H84"
            }
            Self::Compass => {
                "M10 50 A40 40 0 1 0 90 50 A40 40 0 1 0 10 50 Z M50 10 V18 M50 82 V90 M10 50 H18 M82 50 H90"
            }
            Self::Mountain => "M4 88 L42 30 L60 58 L68 46 L96 88 Z M42 30 V8 M30 49 L38 56 L44 48 L52 56",
            Self::Scales => {
                "M50 10 V88 M30 88 H70 M16 24 L50 18 L84 24 M16 24 L4 58 H28 Z M84 24 L72 58 H96 Z M4 58 A12 12 0 \
                 0 0 28 58 M72 58 A12 12 0 0 0 96 58"
            }
            Self::Heart => "M50 88 C20 64 8 50 8 34 A22 22 0 0 1 50 26 A22 22 0 0 1 92 34 C92 50 80 64 50 88 Z",
            Self::Star => {
                "M50 9 L61.2 37.6 L91.8 39.4 L68.1 58.9 L75.9 88.6 L50 72 L24.1 88.6 L31.9 58.9 L8.2 39.4 L38.8 \
                 37.6 Z"
            }
            Self::Cap => "M2 38 L50 16 L98 38 L50 60 Z M22 48 V70 C36 84 64 84 78 70 V48 M92 41 V70",
            Self::Music => "M36 74 V22 L84 12 V64 M36 38 L84 28",
            Self::Palette => {
                "M50 10 C26 10 8 28 8 50 C8 72 26 90 48 90 C56 90 58 84 55 78 C51 70 56 64 64 64 H76 C86 64 92 58 \
                 92 48 C92 26 74 10 50 10 Z"
            }
            Self::Camera => {
                "M14 28 H30 L38 14 H62 L70 28 H86 A6 6 0 0 1 92 34 V80 A6 6 0 0 1 86 86 H14 A6 6 0 0 1 8 80 V34 \
                 A6 6 0 0 1 14 28 Z M32 55 A18 18 0 1 0 68 55 A18 18 0 1 0 32 55 Z"
            }
            Self::Microphone => {
                "M50 8 A15 15 0 0 1 65 23 V45 A15 15 0 0 1 35 45 V23 A15 15 0 0 1 50 8 Z M20 44 A30 30 0 0 0 80 \
                 44 M50 74 V92 M34 92 H66"
            }
            Self::Cog => {
                "M42 20 L42.1 8.8 L57.9 8.8 L58 20 L65.5 23.2 L73.6 15.2 L84.8 26.4 L76.8 34.5 L80 42 L91.2 42.1 \
                 L91.2 57.9 L80 58 L76.8 65.5 L84.8 73.6 L73.6 84.8 L65.5 76.8 L58 80 L57.9 91.2 L42.1 91.2 L42 \
                 80 L34.5 76.8 L26.4 84.8 L15.2 73.6 L23.2 65.5 L20 58 L8.8 57.9 L8.8 42.1 L20 42 L23.2 34.5 \
                 L15.2 26.4 L26.4 15.2 L34.5 23.2 Z M64 50 A14 14 0 1 1 36 50 A14 14 0 1 1 64 50 Z"
            }
            Self::Clock => "M10 50 A40 40 0 1 0 90 50 A40 40 0 1 0 10 50 Z M50 24 V50 L68 62",
        }
    }

    fn spots(self) -> &'static str {
        match self {
            Self::Target => "M43 50 A7 7 0 1 0 57 50 A7 7 0 1 0 43 50 Z",
            Self::Calculator => {
                "M31.5 52 A4.5 4.5 0 1 0 40.5 52 A4.5 4.5 0 1 0 31.5 52 Z M45.5 52 A4.5 4.5 0 1 0 54.5 52 A4.5 \
                 4.5 0 1 0 45.5 52 Z M59.5 52 A4.5 4.5 0 1 0 68.5 52 A4.5 4.5 0 1 0 59.5 52 Z M31.5 65 A4.5 4.5 0 \
                 1 0 40.5 65 A4.5 4.5 0 1 0 31.5 65 Z M45.5 65 A4.5 4.5 0 1 0 54.5 65 A4.5 4.5 0 1 0 45.5 65 Z \
                 M59.5 65 A4.5 4.5 0 1 0 68.5 65 A4.5 4.5 0 1 0 59.5 65 Z M31.5 78 A4.5 4.5 0 1 0 40.5 78 A4.5 \
                 4.5 0 1 0 31.5 78 Z M45.5 78 A4.5 4.5 0 1 0 54.5 78 A4.5 4.5 0 1 0 45.5 78 Z M59.5 78 A4.5 4.5 0 \
                 1 0 68.5 78 A4.5 4.5 0 1 0 59.5 78 Z"
            }
            Self::Padlock => "M44 63 A6 6 0 1 0 56 63 A6 6 0 1 0 44 63 Z",
            Self::Atom => "M44 50 A6 6 0 1 0 56 50 A6 6 0 1 0 44 50 Z",
            Self::Flask => "M40 76 A4 4 0 1 0 48 76 A4 4 0 1 0 40 76 Z M56 72 A3 3 0 1 0 62 72 A3 3 0 1 0 56 72 Z",
            Self::Compass => "M68 32 L56 56 L32 68 L44 44 Z",
            Self::Mountain => "M42 6 L64 14 L42 22 Z",
            Self::Cap => "M88 74 A4 4 0 1 0 96 74 A4 4 0 1 0 88 74 Z",
            Self::Music => {
                "M13 75 A12 12 0 1 0 37 75 A12 12 0 1 0 13 75 Z M61 65 A12 12 0 1 0 85 65 A12 12 0 1 0 61 65 Z"
            }
            Self::Palette => {
                "M22 50 A6 6 0 1 0 34 50 A6 6 0 1 0 22 50 Z M32 30 A6 6 0 1 0 44 30 A6 6 0 1 0 32 30 Z M54 26 A6 \
                 6 0 1 0 66 26 A6 6 0 1 0 54 26 Z M71 41 A6 6 0 1 0 83 41 A6 6 0 1 0 71 41 Z"
            }
            Self::Camera => "M75.5 40 A3.5 3.5 0 1 0 82.5 40 A3.5 3.5 0 1 0 75.5 40 Z",
            Self::Chart => "M25 58 H38 V77 H25 Z M46 42 H59 V77 H46 Z M67 24 H80 V77 H67 Z",
            _ => "",
        }
    }
}
