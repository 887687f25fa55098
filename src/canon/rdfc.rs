//! RDF Dataset Canonicalization, RDFC-1.0, with SHA-256 or another hash.
//!
//! W3C RDF Dataset Canonicalization, `#canon-algorithm`. Blank nodes get their labels from what is said about them;
//! those that look alike are told apart by walking their neighbours (`#hash-nd-quads`), which takes exponential work
//! in the worst case and is therefore bounded. Related nodes of one hash are a list with repeats, as every other
//! implementation but two has it (docs/divergences.md, 1).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::marker::PhantomData;

use sha2::Digest;
use sha2::digest::Output;

use super::dataset::{Dataset, Quad, Symbol};
use super::error::Error;

/// Sorted canonical N-Quads of `dataset`.
pub(super) fn canonical_nquads<D: Digest>(dataset: &Dataset, call_limit: usize) -> Result<String, Error> {
    let quads = dataset.distinct_quads();
    let labels = label::<D>(dataset, &quads, call_limit)?;
    Ok(serialize(dataset, &quads, &labels))
}

fn label<D: Digest>(dataset: &Dataset, quads: &[Quad], call_limit: usize) -> Result<Issuer, Error> {
    if dataset.blank_count() == 0 {
        return Ok(Issuer::new("c14n", 0));
    }
    Labeller::<D>::new(dataset, quads, call_limit).label_all()
}

/// The quads of a dataset with the canonical numbers of its blank nodes, to be written under other labels.
pub(super) struct Labelled {
    quads: Vec<Quad>,
    labels: Issuer,
}

impl Labelled {
    pub(super) fn of<D: Digest>(dataset: &Dataset, call_limit: usize) -> Result<Self, Error> {
        let quads = dataset.distinct_quads();
        let labels = label::<D>(dataset, &quads, call_limit)?;
        Ok(Self { quads, labels })
    }

    /// Blank nodes that something is said about; their numbers are below this.
    pub(super) fn blank_count(&self) -> usize {
        self.labels.order.len()
    }

    pub(super) fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// The N-Quads line of `quad`, with its line end; `names` holds a label for each number.
    pub(super) fn line(&self, dataset: &Dataset, quad: &Quad, names: &[String]) -> String {
        let mut line = String::with_capacity(192);
        push_quad(&mut line, dataset, quad, |out, blank| {
            out.push_str("_:");
            out.push_str(self.labels.find(blank).and_then(|number| names.get(number as usize)).map_or("", |name| name));
        });
        line
    }
}

/// Gives out `_:{prefix}0`, `_:{prefix}1`, … in the order of asking (`#blank-node-identifier-issuer-state`).
#[derive(Clone)]
struct Issuer {
    prefix: &'static str,
    /// By blank node number: the label's number.
    issued: Vec<Option<u32>>,
    order: Vec<u32>,
}

impl Issuer {
    fn new(prefix: &'static str, blank_count: usize) -> Self {
        Self { prefix, issued: vec![None; blank_count], order: Vec::new() }
    }

    fn find(&self, blank: u32) -> Option<u32> {
        self.issued[blank as usize]
    }

    /// The label's number, and whether it was there already.
    fn issue(&mut self, blank: u32) -> (u32, bool) {
        if let Some(number) = self.find(blank) {
            return (number, true);
        }
        let number = self.order.len() as u32;
        self.issued[blank as usize] = Some(number);
        self.order.push(blank);
        (number, false)
    }

    fn push_label(&self, out: &mut String, number: u32) {
        push_label(out, self.prefix, number);
    }
}

fn push_label(out: &mut String, prefix: &str, number: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "_:{prefix}{number}");
}

struct Labeller<'d, D: Digest> {
    dataset: &'d Dataset,
    quads: &'d [Quad],
    /// By blank node number: the quads that mention it.
    mentions: Vec<Vec<u32>>,
    first_degree: Vec<Output<D>>,
    canonical: Issuer,
    call_limit: usize,
    /// Calls of hash-n-degree.
    calls: usize,
    /// Related nodes hashed, and steps through permutations.
    steps: usize,
    hash: PhantomData<D>,
}

/// Steps that cost about as much as one call of hash-n-degree.
const STEPS_PER_CALL: usize = 16;

impl<'d, D: Digest> Labeller<'d, D> {
    fn new(dataset: &'d Dataset, quads: &'d [Quad], call_limit: usize) -> Self {
        let blank_count = dataset.blank_count();
        let mut mentions = vec![Vec::new(); blank_count];
        for (index, quad) in quads.iter().enumerate() {
            for symbol in quad {
                if let Some(blank) = dataset.blank_number(*symbol) {
                    let list: &mut Vec<u32> = &mut mentions[blank as usize];
                    if list.last() != Some(&(index as u32)) {
                        list.push(index as u32);
                    }
                }
            }
        }
        Self {
            dataset,
            quads,
            mentions,
            first_degree: Vec::with_capacity(blank_count),
            canonical: Issuer::new("c14n", blank_count),
            call_limit,
            calls: 0,
            steps: 0,
            hash: PhantomData,
        }
    }

    /// `#canon-algo-algo`, steps 3 to 5.
    fn label_all(mut self) -> Result<Issuer, Error> {
        let mut lines = Lines::default();
        for blank in 0..self.mentions.len() as u32 {
            let hash = self.hash_first_degree(blank, &mut lines);
            self.first_degree.push(hash);
        }
        let mut by_hash: Vec<u32> = (0..self.mentions.len() as u32).collect();
        by_hash.retain(|blank| !self.mentions[*blank as usize].is_empty());
        by_hash.sort_unstable_by(|a, b| self.first_degree[*a as usize].cmp(&self.first_degree[*b as usize]));
        let groups: Vec<&[u32]> =
            by_hash.chunk_by(|a, b| self.first_degree[*a as usize] == self.first_degree[*b as usize]).collect();
        for group in groups.iter().filter(|group| group.len() == 1) {
            self.canonical.issue(group[0]);
        }
        for group in groups.iter().filter(|group| group.len() > 1) {
            self.label_tied(group)?;
        }
        Ok(self.canonical)
    }

    /// `#canon-algo-algo`, step 5, for blank nodes of one first-degree hash.
    fn label_tied(&mut self, group: &[u32]) -> Result<(), Error> {
        let mut paths = Vec::new();
        for blank in group {
            if self.canonical.find(*blank).is_some() {
                continue;
            }
            let mut temporary = Issuer::new("b", self.mentions.len());
            temporary.issue(*blank);
            paths.push(self.hash_n_degree(*blank, temporary)?);
        }
        paths.sort_by(|(one, _), (two, _)| one.cmp(two));
        for (_, issuer) in paths {
            for blank in issuer.order {
                self.canonical.issue(blank);
            }
        }
        Ok(())
    }

    /// `#hash-1d-quads`.
    fn hash_first_degree(&self, blank: u32, lines: &mut Lines) -> Output<D> {
        lines.clear();
        for index in &self.mentions[blank as usize] {
            let quad = &self.quads[*index as usize];
            lines.push(|out| {
                push_quad(out, self.dataset, quad, |out, other| {
                    out.push_str(if other == blank { "_:a" } else { "_:z" })
                });
            });
        }
        lines.sorted_hash::<D>()
    }

    /// `#hash-related-blank-node`.
    fn hash_related(&self, related: u32, quad: &Quad, issuer: &Issuer, position: char) -> Output<D> {
        let mut input = String::with_capacity(128);
        input.push(position);
        if position != 'g' {
            input.push_str(self.dataset.text_of(quad[1]));
        }
        if let Some(number) = self.canonical.find(related) {
            self.canonical.push_label(&mut input, number);
        } else if let Some(number) = issuer.find(related) {
            issuer.push_label(&mut input, number);
        } else {
            push_hex(&mut input, &self.first_degree[related as usize]);
        }
        D::digest(input.as_bytes())
    }

    /// `#hash-nd-quads`.
    fn hash_n_degree(&mut self, blank: u32, mut issuer: Issuer) -> Result<(Output<D>, Issuer), Error> {
        self.calls += 1;
        self.steps += self.mentions[blank as usize].len();
        self.check_work()?;
        let mut input = String::with_capacity(256);
        for (hash, mut related) in self.related_by_hash(blank, &issuer) {
            push_hex(&mut input, &hash);
            let mut best: Option<(String, Issuer)> = None;
            related.sort_unstable();
            let mut permutation = Some(related);
            while let Some(order) = permutation {
                if let Some(found) = self.walk(&order, &issuer, best.as_ref().map(|(path, _)| path.as_str()))? {
                    best = Some(found);
                }
                permutation = next_permutation(order);
            }
            if let Some((path, chosen)) = best {
                input.push_str(&path);
                issuer = chosen;
            }
        }
        Ok((D::digest(input.as_bytes()), issuer))
    }

    fn related_by_hash(&self, blank: u32, issuer: &Issuer) -> BTreeMap<Output<D>, Vec<u32>> {
        let mut related: BTreeMap<Output<D>, Vec<u32>> = BTreeMap::new();
        for index in &self.mentions[blank as usize] {
            let quad = &self.quads[*index as usize];
            for (symbol, position) in [(quad[0], 's'), (quad[2], 'o'), (quad[3], 'g')] {
                if let Some(other) = self.dataset.blank_number(symbol).filter(|other| *other != blank) {
                    related.entry(self.hash_related(other, quad, issuer, position)).or_default().push(other);
                }
            }
        }
        related
    }

    /// One order of the related nodes: its path and issuer when it is smaller than `best`, else `None`.
    fn walk(&mut self, order: &[u32], issuer: &Issuer, best: Option<&str>) -> Result<Option<(String, Issuer)>, Error> {
        let mut issuer = issuer.clone();
        let mut path = String::with_capacity(64);
        let mut recurse = Vec::new();
        let is_worse = |path: &str| best.is_some_and(|best| path.len() >= best.len() && path > best);
        self.steps += order.len();
        self.check_work()?;
        for related in order {
            if let Some(number) = self.canonical.find(*related) {
                self.canonical.push_label(&mut path, number);
            } else {
                let (number, was_known) = issuer.issue(*related);
                if !was_known {
                    recurse.push(*related);
                }
                issuer.push_label(&mut path, number);
            }
            if is_worse(&path) {
                return Ok(None);
            }
        }
        for related in recurse {
            let (hash, deeper) = self.hash_n_degree(related, issuer.clone())?;
            let (number, _) = issuer.issue(related);
            issuer.push_label(&mut path, number);
            path.push('<');
            push_hex(&mut path, &hash);
            path.push('>');
            issuer = deeper;
            if is_worse(&path) {
                return Ok(None);
            }
        }
        Ok(best.is_none_or(|best| path.as_str() < best).then_some((path, issuer)))
    }

    fn check_work(&self) -> Result<(), Error> {
        if self.calls + self.steps / STEPS_PER_CALL > self.call_limit {
            return Err(Error::TooManyTies { limit: self.call_limit });
        }
        Ok(())
    }
}

/// The next order of `items` in lexicographic order; `None` after the last. Repeats are not told apart.
fn next_permutation(mut items: Vec<u32>) -> Option<Vec<u32>> {
    let pivot = items.windows(2).rposition(|pair| pair[0] < pair[1])?;
    let swap = items.iter().rposition(|item| *item > items[pivot])?;
    items.swap(pivot, swap);
    items[pivot + 1..].reverse();
    Some(items)
}

fn push_hex(out: &mut String, hash: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in hash {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// Lines of text in one buffer, sorted by their bytes, which in UTF-8 is the order of code points.
#[derive(Default)]
struct Lines {
    text: String,
    spans: Vec<(u32, u32)>,
}

impl Lines {
    fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
    }

    fn push(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len() as u32;
        write(&mut self.text);
        self.spans.push((start, self.text.len() as u32));
    }

    fn sort(&mut self) {
        let text = self.text.as_bytes();
        let line = |span: &(u32, u32)| &text[span.0 as usize..span.1 as usize];
        self.spans.sort_unstable_by(|a, b| line(a).cmp(line(b)));
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().map(|span| &self.text[span.0 as usize..span.1 as usize])
    }

    fn sorted_hash<D: Digest>(&mut self) -> Output<D> {
        self.sort();
        let mut hasher = D::new();
        for line in self.iter() {
            hasher.update(line.as_bytes());
        }
        hasher.finalize()
    }
}

fn push_quad(out: &mut String, dataset: &Dataset, quad: &Quad, mut push_blank: impl FnMut(&mut String, u32)) {
    for (position, symbol) in quad.iter().enumerate() {
        if position == 3 && *symbol == Symbol::DEFAULT_GRAPH {
            break;
        }
        match dataset.blank_number(*symbol) {
            Some(blank) => push_blank(out, blank),
            None => out.push_str(dataset.text_of(*symbol)),
        }
        out.push(' ');
    }
    out.push_str(".\n");
}

fn serialize(dataset: &Dataset, quads: &[Quad], labels: &Issuer) -> String {
    let mut lines = Lines { text: String::with_capacity(quads.len() * 160), spans: Vec::with_capacity(quads.len()) };
    for quad in quads {
        lines.push(|out| {
            push_quad(out, dataset, quad, |out, blank| labels.push_label(out, labels.find(blank).unwrap_or(u32::MAX)));
        });
    }
    lines.sort();
    let mut out = String::with_capacity(lines.text.len());
    out.extend(lines.iter());
    out
}
