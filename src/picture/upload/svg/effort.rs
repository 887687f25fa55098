//! How much work it is to draw a drawing.
//!
//! Counted in canvases: painting the whole picture once is one. A file of a few kilobytes can ask for thousands, and a
//! drawing is drawn again and again later, larger than in the trial.

use resvg::tiny_skia::{self, PathSegment, Point};
use resvg::usvg::filter::{Kind, Primitive};
use resvg::usvg::{Fill, Group, Node, Paint, Path, Rect, Stroke, Tree};

use super::super::PictureError;
use super::bad;

/// A lively badge takes about twenty.
const CANVASES_LIMIT: f32 = 400.0;
/// Dashes over all lines. Each is a small path of its own when drawn.
const DASHES_LIMIT: f32 = 20_000.0;
/// Laying one picture over another.
const LAYER: f32 = 3.0;
/// One step of a filter; blurring is by far the slowest.
const FILTER_STEP: f32 = 5.0;
const BLUR: f32 = 25.0;
/// So many edges from top to bottom are as much work as the canvas.
const EDGES_PER_CANVAS: f32 = 500.0;
/// A line has two sides, joins and ends.
const EDGES_PER_LINE: f32 = 10.0;
/// As many line widths a corner may stick out without being counted; the standard's own limit is 4.
const LONGEST_SPIKE: f32 = 10.0;
/// How far from the origin a part may reach, in sides of the picture.
const FARTHEST_SIDES: f32 = 100.0;
/// For being there at all.
const NODE: f32 = 0.005;

/// What a group is drawn onto.
#[derive(Clone, Copy)]
enum Ground {
    /// The picture itself: what is outside is not drawn.
    Canvas,
    /// A layer, which reaches two canvases beyond the picture on each side.
    Layer,
    /// What cuts or fills something else, in coordinates of its own; each part is taken for as large as the whole, in
    /// canvases.
    Part(f32, f32),
}

struct Effort {
    width: f32,
    height: f32,
    canvases: f32,
    dashes: f32,
    has_nested_patterns: bool,
    reaches_far: bool,
}

/// Refuses what could not be drawn quickly.
pub(super) fn check(tree: &Tree) -> Result<(), PictureError> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let mut effort =
        Effort { width, height, canvases: 0.0, dashes: 0.0, has_nested_patterns: false, reaches_far: false };
    effort.add_group(tree.root(), Ground::Canvas);
    if effort.reaches_far {
        return Err(bad("it has parts far outside of its frame; remove them"));
    }
    if effort.has_nested_patterns {
        return Err(bad("it has a pattern inside a mask, a clip or a pattern; convert it to shapes"));
    }
    // What is not a number is refused too.
    if effort.dashes.is_nan() || effort.dashes > DASHES_LIMIT {
        return Err(bad("its dashed lines are too fine; convert them to outlines, or upload it as PNG"));
    }
    if effort.canvases.is_nan() || effort.canvases > CANVASES_LIMIT {
        return Err(bad("it layers too much to be drawn quickly; simplify it, or upload it as PNG"));
    }
    Ok(())
}

impl Effort {
    fn add_group(&mut self, group: &Group, ground: Ground) {
        for node in group.children() {
            self.canvases += NODE;
            match node {
                Node::Group(group) => {
                    let (width, height) = self.add_child(group, ground);
                    // Masks and clips, and what they are masked and clipped by.
                    node.subroots(|root| {
                        self.canvases += LAYER * width * height;
                        self.add_group(root, Ground::Part(width, height));
                    });
                }
                Node::Path(path) => self.add_path(path, ground),
                Node::Text(text) => {
                    self.add_child(text.flattened(), ground);
                }
                Node::Image(_) => {}
            }
        }
    }

    /// Adds a group inside a group, and tells which share of the canvas it covers.
    fn add_child(&mut self, group: &Group, ground: Ground) -> (f32, f32) {
        let is_layer = group.should_isolate();
        let ground = if is_layer && matches!(ground, Ground::Canvas) { Ground::Layer } else { ground };
        let (width, height) = self.share(group.abs_layer_bounding_box().to_rect(), ground);
        if is_layer {
            let steps: f32 = group.filters().iter().flat_map(|filter| filter.primitives()).map(cost_of_step).sum();
            self.canvases += (LAYER + steps) * width * height;
        }
        self.add_group(group, ground);
        (width, height)
    }

    fn add_path(&mut self, path: &Path, ground: Ground) {
        let (share_width, share_height) = self.share(path.abs_stroke_bounding_box(), ground);
        self.reaches_far |= !self.is_near(path.abs_stroke_bounding_box()) || !self.is_near(path.stroke_bounding_box());
        let edges = path.data().len() as f32;
        let of_line = path.stroke().map_or(0.0, |stroke| {
            let dashes = dashes(path.data(), stroke);
            self.dashes += dashes;
            (edges + dashes) * EDGES_PER_LINE
        });
        // The spikes of a line reach further than its box tells.
        let has_spikes = path.stroke().is_some_and(|stroke| stroke.miterlimit().get() > LONGEST_SPIKE);
        let height_of_edges = if has_spikes { share_height.max(1.0) } else { share_height };
        self.canvases += share_width * share_height + (edges + of_line) * height_of_edges / EDGES_PER_CANVAS;
        let paints = [path.fill().map(Fill::paint), path.stroke().map(Stroke::paint)];
        for paint in paints.into_iter().flatten() {
            let Paint::Pattern(pattern) = paint else { continue };
            self.has_nested_patterns |= matches!(ground, Ground::Part(..));
            // The whole tile is drawn, however little of it is seen.
            let (scale_x, scale_y) = path.abs_transform().pre_concat(pattern.transform()).get_scale();
            let tile = pattern.rect();
            let (width, height) = (tile.width() * scale_x / self.width, tile.height() * scale_y / self.height);
            self.canvases += LAYER * (width * height + share_width * share_height);
            self.add_group(pattern.root(), Ground::Part(width, height));
        }
    }

    /// Whether a box stays where numbers are exact enough to be drawn safely.
    fn is_near(&self, area: Rect) -> bool {
        let farthest =
            [area.left(), area.top(), area.right(), area.bottom()].into_iter().map(f32::abs).fold(0.0, f32::max);
        farthest <= FARTHEST_SIDES * self.width.max(self.height).max(1.0)
    }

    /// The share of the canvas that a box covers, in width and height.
    fn share(&self, area: Rect, ground: Ground) -> (f32, f32) {
        let beyond = match ground {
            Ground::Canvas => 0.0,
            Ground::Layer => 2.0,
            Ground::Part(width, height) => return (width, height),
        };
        let part = |start: f32, end: f32, whole: f32| {
            ((end / whole).min(1.0 + beyond) - (start / whole).max(-beyond)).max(0.0)
        };
        (part(area.left(), area.right(), self.width), part(area.top(), area.bottom(), self.height))
    }
}

fn cost_of_step(step: &Primitive) -> f32 {
    match step.kind() {
        Kind::GaussianBlur(_) | Kind::DropShadow(_) => BLUR,
        _ => FILTER_STEP,
    }
}

/// About how many dashes a line is cut into.
fn dashes(path: &tiny_skia::Path, stroke: &Stroke) -> f32 {
    let pattern = stroke.dasharray().unwrap_or(&[]);
    let period: f32 = pattern.iter().sum();
    if pattern.is_empty() { 0.0 } else { length_of(path) / period * pattern.len() as f32 }
}

/// An upper bound: curves are not longer than the way along their control points.
fn length_of(path: &tiny_skia::Path) -> f32 {
    let (mut length, mut from, mut start) = (0.0, Point::zero(), Point::zero());
    for segment in path.segments() {
        let way: &[Point] = match &segment {
            PathSegment::MoveTo(to) => {
                (from, start) = (*to, *to);
                &[]
            }
            PathSegment::LineTo(to) => &[*to],
            PathSegment::QuadTo(by, to) => &[*by, *to],
            PathSegment::CubicTo(one, two, to) => &[*one, *two, *to],
            PathSegment::Close => &[start],
        };
        for to in way {
            length += (*to - from).length();
            from = *to;
        }
    }
    length
}
