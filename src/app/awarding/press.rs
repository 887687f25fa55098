//! The press: requests to award that come in while the last ones are being written are written, signed and stored
//! together. An idle press takes a single request at once; a busy one gathers for a moment.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::batch::{self, Sheet, Written, WrittenAll};
use crate::app::signing::ToSign;
use crate::app::{App, Error, Inner};
use crate::store::{NewAward, OnDisk};

/// Requests that are taken together. More would leave nothing to be written while these are signed.
const ORDERS: usize = 16;
/// Requests whose awards are signed one after the other at most: those of a larger group by two tasks at once.
const PART: usize = ORDERS / 2;
/// How long a few requests wait for more, while others are being signed.
const MOMENT: Duration = Duration::from_millis(10);
/// Requests that may wait; more are told to come back.
const QUEUE: usize = 4_096;

/// A request with the one who waits for it.
struct Order {
    sheet: Arc<Sheet>,
    reply: oneshot::Sender<Result<Option<String>, Error>>,
}

/// Hands requests to the press.
pub(in crate::app) struct Press(mpsc::Sender<Order>);

impl Press {
    /// A press and what [`Press::run`] needs.
    pub(in crate::app) fn new() -> (Self, PressQueue) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        (Self(sender), PressQueue(receiver))
    }

    /// Has a request written and signed; the earlier answer when it was answered before.
    pub(super) async fn order(&self, sheet: Sheet) -> Result<Option<String>, Error> {
        let (reply, answer) = oneshot::channel();
        let busy = || Error::Unavailable("too many awards are waiting to be made; try again in a moment".into());
        self.0.try_send(Order { sheet: Arc::new(sheet), reply }).map_err(|_| busy())?;
        answer.await.unwrap_or_else(|_| Err(busy()))
    }
}

/// The requests that wait.
pub(in crate::app) struct PressQueue(mpsc::Receiver<Order>);

impl PressQueue {
    /// Works until the service is gone.
    pub(in crate::app) async fn run(mut self, inner: Weak<Inner>) {
        let mut orders = Vec::with_capacity(ORDERS);
        let mut signing = JoinSet::new();
        while self.gather(&mut orders, &mut signing).await {
            let Some(inner) = inner.upgrade() else { return };
            let app = App(inner);
            for group in by_organisation(orders.drain(..)) {
                app.print(group, &mut signing).await;
            }
        }
    }

    /// Takes what waits; whether there will be any more. While others are being signed, those who asked for them ask again
    /// in a moment, and that moment is waited for: a group of few costs almost as much as a full one.
    async fn gather(&mut self, orders: &mut Vec<Order>, signing: &mut JoinSet<()>) -> bool {
        if self.0.recv_many(orders, ORDERS).await == 0 {
            return false;
        }
        while signing.try_join_next().is_some() {}
        let moment = tokio::time::sleep(MOMENT);
        tokio::pin!(moment);
        while orders.len() < ORDERS && !signing.is_empty() {
            let room = ORDERS - orders.len();
            tokio::select! {
                came = self.0.recv_many(orders, room) => if came == 0 { break },
                _ = signing.join_next() => {}
                () = &mut moment => break,
            }
        }
        true
    }
}

fn by_organisation(orders: impl Iterator<Item = Order>) -> Vec<Vec<Order>> {
    let mut groups: Vec<Vec<Order>> = Vec::new();
    for order in orders {
        let id = &order.sheet.organisation.organisation_id;
        match groups.iter_mut().find(|group| group[0].sheet.organisation.organisation_id == *id) {
            Some(group) => group.push(order),
            None => groups.push(vec![order]),
        }
    }
    groups
}

impl App {
    /// Writes a group down, and lets it be signed while the next one is written.
    async fn print(&self, group: Vec<Order>, signing: &mut JoinSet<()>) {
        match self.write_down(&group).await {
            Ok(written) => {
                let on_disk = self.store().on_disk();
                let mut waiting = hand_back(group, written);
                let part = waiting.len().div_ceil(waiting.len().div_ceil(PART).max(1));
                while !waiting.is_empty() {
                    let rest = waiting.split_off(waiting.len().min(part));
                    let (app, on_disk) = (self.clone(), on_disk.clone());
                    let some = std::mem::replace(&mut waiting, rest);
                    signing.spawn(async move { app.sign_some(some, on_disk).await });
                }
            }
            Err(error) if group.len() == 1 || matches!(error, Error::Unavailable(_)) => {
                group.into_iter().for_each(|order| reply(order, Err(error.clone())));
            }
            // One of them is at fault; the others must not suffer for it.
            Err(_) => {
                for order in group {
                    Box::pin(self.print(vec![order], signing)).await;
                }
            }
        }
    }

    async fn write_down(&self, group: &[Order]) -> Result<WrittenAll, Error> {
        let sheets: Arc<[Arc<Sheet>]> = group.iter().map(|order| order.sheet.clone()).collect();
        let written = self
            .store()
            .write_ahead(move |session| {
                let sheets = sheets.clone();
                Box::pin(async move { batch::write(session, &sheets).await })
            })
            .await?;
        if let Some((list, before, reached)) = &written.reached {
            self.journal_entries(list, *before, *reached).await?;
        }
        Ok(written)
    }

    /// Has awards signed that are written down, and answers those who asked for them.
    async fn sign_some(&self, waiting: Vec<(Order, Vec<NewAward>)>, on_disk: OnDisk) {
        let Some((first, _)) = waiting.first() else { return };
        let organisation = first.sheet.organisation.clone();
        let to_sign = waiting.iter().flat_map(|(_, awards)| awards).map(ToSign::from).collect();
        match self.sign_all(&organisation, to_sign, on_disk).await {
            Ok(signed) => {
                let mut signed = signed.into_iter();
                for (order, awards) in waiting {
                    let credentials = signed.by_ref().take(awards.len()).collect();
                    self.remember_single(&order.sheet, awards, credentials);
                    reply(order, Ok(None));
                }
            }
            // They are written down and will be signed by the worker; nobody is told that all is well.
            Err(error) => waiting.into_iter().for_each(|(order, _)| reply(order, Err(error.clone()))),
        }
        self.0.notices.notify_one();
    }

    /// Whoever awards one badge looks at it next.
    fn remember_single(&self, sheet: &Sheet, mut awards: Vec<NewAward>, mut credentials: Vec<String>) {
        if let ([one], 1, Some(new), Some(credential)) =
            (&sheet.prepared[..], awards.len(), awards.pop(), credentials.pop())
        {
            self.remember(&sheet.organisation, new, &one.view, credential, sheet.now);
        }
    }
}

/// Answers the requests for which nothing is to be signed; the others, with what is.
fn hand_back(group: Vec<Order>, written: WrittenAll) -> Vec<(Order, Vec<NewAward>)> {
    let mut waiting = Vec::new();
    for (order, written) in group.into_iter().zip(written.each) {
        match written {
            Written::Answered(answer) => reply(order, Ok(Some(answer))),
            Written::Refused(error) => reply(order, Err(error)),
            Written::Awarded(awards) => waiting.push((order, awards)),
        }
    }
    waiting
}

fn reply(order: Order, outcome: Result<Option<String>, Error>) {
    // Whoever asked may have gone away; what was done stands all the same.
    let _ = order.reply.send(outcome);
}
