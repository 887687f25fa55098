//! Writes the answer piece by piece, for a reader who may go away at any time.

use std::time::Duration;

use askama::Template as _;
use axum::body::Bytes;
use tokio::sync::mpsc;

use super::found::Found;
use super::{Done, PIECE_BYTES};
use crate::app::BatchRun;
use crate::batch::{Applicants, Sheet};
use crate::language::Words;
use crate::verify::{SHEET_HEADS, Tally};

/// How often the page says how far it is.
const STEP: Duration = Duration::from_millis(500);

/// Writes the answer piece by piece for a reader who may go away at any time.
pub(super) struct Writer {
    pub(super) tell: mpsc::Sender<Bytes>,
    pub(super) people: Option<Applicants>,
    pub(super) tally: Tally,
    /// The words of the page.
    pub(super) words: Words,
}

impl Writer {
    /// Whether the reader is still there.
    async fn send(&self, piece: impl Into<Bytes>) -> bool {
        self.tell.send(piece.into()).await.is_ok()
    }

    pub(super) async fn table(mut self, mut run: BatchRun<Done>) {
        let mut sheet = Sheet::new(&SHEET_HEADS);
        while let Some(done) = run.next().await {
            self.tally.add(done.verdict, done.state);
            sheet.push(&done.cells);
            if sheet.length() >= PIECE_BYTES && !self.send(sheet.take()).await {
                return;
            }
        }
        self.send(sheet.take()).await;
    }

    pub(super) async fn lines(mut self, mut run: BatchRun<Done>) {
        let mut text = String::new();
        while let Some(done) = run.next().await {
            self.tally.add(done.verdict, done.state);
            text.push_str(&done.json);
            if text.len() >= PIECE_BYTES && !self.send(std::mem::take(&mut text)).await {
                return;
            }
        }
        text.push_str(&format!("{}\n", serde_json::json!({"summary": self.tally.to_json()})));
        self.send(text).await;
    }

    pub(super) async fn page(mut self, mut run: BatchRun<Done>, text: String) {
        let (head, rest) = text.split_once("<!-- steps -->").unwrap_or((&text, ""));
        let (middle, tail) = rest.split_once("<!-- outcome -->").unwrap_or((rest, ""));
        if !self.send(head.to_owned()).await {
            return;
        }
        let mut found = Found::new();
        let mut clock = tokio::time::interval(STEP);
        loop {
            tokio::select! {
                biased;
                _ = clock.tick() => {
                    if !self.send(step(self.tally.count(), &run, self.words)).await {
                        return;
                    }
                }
                done = run.next() => match done {
                    Some(done) => {
                        self.tally.add(done.verdict, done.state);
                        found.add(done);
                    }
                    None => break,
                },
            }
        }
        let last = format!("<p>{}</p>\n{middle}", end(self.tally.count(), run.elapsed(), self.words));
        if !self.send(last).await {
            return;
        }
        let rows = std::mem::take(&mut found.rows);
        let missing = run.total().saturating_sub(self.tally.count());
        let outcome =
            found.outcome(&self.tally, self.people.as_ref(), missing, self.words).render().unwrap_or_default();
        let (before, after) = outcome.split_once("<!-- rows -->").unwrap_or((&outcome, ""));
        if !self.send(before.to_owned()).await {
            return;
        }
        for piece in rows {
            if !self.send(piece).await {
                return;
            }
        }
        self.send(format!("{after}{tail}")).await;
    }
}

/// How far it is, at what rate, and how long it will take.
fn step(count: usize, run: &BatchRun<Done>, words: Words) -> String {
    let (total, seconds) = (run.total(), run.elapsed().as_secs_f64());
    let stop = format!("<a href=\"/verify\">{}</a>", words.say("many-stop"));
    if count == 0 {
        return format!("<p>{} {stop}</p>\n", words.fill("many-to-check").count("count", total));
    }
    let rate = count as f64 / seconds.max(0.001);
    let left = (total.saturating_sub(count)) as f64 / rate;
    let left = match left.ceil() as u64 {
        seconds @ 0..=90 => words.fill("many-seconds-left").count("seconds", seconds.max(1)),
        seconds => words.fill("many-minutes-left").count("minutes", seconds.div_ceil(60)),
    };
    let sentence = words.fill("many-step").count("count", count).count("total", total);
    let sentence = sentence.count("rate", rate.round() as u64).with("left", left);
    format!("<p>{sentence} {stop}</p>\n")
}

/// That it is done, and how long it took when that is worth saying.
fn end(count: usize, elapsed: Duration, words: Words) -> String {
    match elapsed.as_secs_f64() {
        seconds if seconds >= 1.0 => {
            words.fill("many-end-after").count("count", count).with("seconds", format!("{seconds:.1}")).into()
        }
        _ => words.fill("many-end").count("count", count).into(),
    }
}
