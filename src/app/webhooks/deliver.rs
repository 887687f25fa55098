//! Sending what happened: composed once, signed at each try, tried again with longer and longer waits, given up after
//! three days; an address that answers nothing for five days is switched off.
//!
//! Standard Webhooks: `webhook-id`, `webhook-timestamp`, and `webhook-signature` with HMAC-SHA256 over both and the body.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::TEST;
use crate::app::{App, AwardState, Error};
use crate::ids::AwardId;
use crate::store::{Webhook, WebhookDelivery};

/// What is sent at once.
const AT_ONCE: i64 = 8;
/// How long a delivery belongs to whoever claimed it.
const CLAIM_SECONDS: i64 = 60;
/// Waits between tries, in seconds: three days in all.
const WAITS: [i64; 9] = [5, 30, 120, 600, 3_600, 4 * 3_600, 12 * 3_600, 24 * 3_600, 32 * 3_600];
/// How long an address may fail before it is switched off.
const FAILING_SECONDS: i64 = 5 * 86_400;
/// Letters of an answer that are kept.
const ANSWER_LETTERS: usize = 300;
/// How long what is done is kept.
const KEPT_SECONDS: i64 = 30 * 86_400;
/// How often the worker looks when nothing wakes it.
const PAUSE: Duration = Duration::from_secs(2);

impl App {
    /// Sends what is due; how much that was.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn do_deliveries(&self) -> Result<usize, Error> {
        let now = self.now();
        if !self.store().read().await?.has_due_deliveries(now).await? {
            return Ok(0);
        }
        let until = now.plus_seconds(CLAIM_SECONDS);
        let claimed = self
            .store()
            .write(move |session| {
                Box::pin(async move { Ok::<_, Error>(session.claim_deliveries(now, until, AT_ONCE).await?) })
            })
            .await?;
        let count = claimed.len();
        let sent = claimed.into_iter().map(|delivery| {
            let app = self.clone();
            tokio::spawn(async move { app.deliver_one(delivery).await })
        });
        for one in sent.collect::<Vec<_>>() {
            one.await.map_err(Error::internal)??;
        }
        Ok(count)
    }

    /// Sends until `stop` is done.
    pub(in crate::app) async fn work_on_hooks(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let outcome = self.do_deliveries().await;
            if let Err(error) = &outcome {
                tracing::warn!(error = %error, "Webhooks could not be sent and are tried again: {error}");
            }
            let pause = if matches!(outcome, Ok(1..)) { Duration::ZERO } else { PAUSE };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = self.0.hooks_worker.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Forgets what was told long ago.
    pub(in crate::app) async fn sweep_deliveries(&self) -> Result<(), Error> {
        let before = self.now().plus_seconds(-KEPT_SECONDS);
        self.write_webhook(move |session| Box::pin(async move { Ok(session.delete_old_deliveries(before).await?) }))
            .await
    }

    async fn deliver_one(&self, delivery: WebhookDelivery) -> Result<(), Error> {
        let found = self.store().read().await?.find_webhook_of_any(&delivery.webhook_id).await?;
        let Some(hook) = found else { return Ok(()) };
        let delivery = match self.with_body(&hook, delivery).await? {
            Ok(delivery) => delivery,
            // A badge that is being signed: that is no try.
            Err(delivery) => return self.note_delivery(&hook, delivery, None).await,
        };
        let answer = self.send(&hook, &delivery).await?;
        let is_delivered = matches!(&answer, Ok((200..=299, _)));
        let is_gone = matches!(&answer, Ok((410, _)));
        let now = self.now();
        let wait = WAITS.get((delivery.attempts - 1).max(0) as usize).filter(|_| !is_delivered && !is_gone);
        let (status, text) = match answer {
            Ok((status, text)) => (Some(i64::from(status)), text),
            Err(why) => (None, why),
        };
        let tried = WebhookDelivery {
            due_at: wait.map(|seconds| now.plus_seconds(*seconds)),
            tried_at: Some(now),
            status,
            answer: text.chars().filter(|c| !c.is_control()).take(ANSWER_LETTERS).collect(),
            is_delivered,
            ..delivery
        };
        self.note_try(&hook, tried, is_gone).await
    }

    /// The delivery with what is sent; `Err` with when to come back while there is nothing to say yet.
    async fn with_body(
        &self,
        hook: &Webhook,
        delivery: WebhookDelivery,
    ) -> Result<Result<WebhookDelivery, WebhookDelivery>, Error> {
        if !delivery.body.is_empty() {
            return Ok(Ok(delivery));
        }
        let data = match delivery.event.as_str() {
            TEST => json!({"test": delivery.about}),
            _ => match self.award_data(hook, &delivery).await {
                Ok(data) => data,
                Err(Error::Unavailable(_)) => {
                    let later = self.now().plus_seconds(2);
                    let attempts = (delivery.attempts - 1).max(0);
                    return Ok(Err(WebhookDelivery { due_at: Some(later), attempts, ..delivery }));
                }
                Err(error) => return Err(error),
            },
        };
        let body = json!({"type": delivery.event, "timestamp": delivery.happened_at.to_string(), "data": data});
        Ok(Ok(WebhookDelivery { body: body.to_string(), ..delivery }))
    }

    async fn award_data(&self, hook: &Webhook, delivery: &WebhookDelivery) -> Result<Value, Error> {
        let id = AwardId::from_text(&delivery.about);
        let shown = self.load_public_award(&id).await?;
        let mut session = self.store().read().await?;
        let person = session.find_person(&shown.award.person_id).await?.ok_or(Error::NotFound("person"))?;
        let email = session.list_emails(&shown.award.person_id).await?.into_iter().next().unwrap_or_default();
        let mut data = json!({
            "organisationId": hook.organisation_id.as_str(),
            "awardId": id.as_str(),
            "url": self.addresses().award(&id),
            "shortCode": shown.award.short_code,
            "achievementId": shown.award.achievement_id.as_str(),
            "achievementName": shown.view.definition.name,
            "version": shown.award.version,
            "recipient": {"id": person.person_id.as_str(), "name": person.name, "email": email},
            "awardedAt": shown.award.awarded_at.to_string(),
        });
        if let Some(until) = shown.award.valid_until {
            data["validUntil"] = until.to_string().into();
        }
        let reason = match (&shown.state, delivery.event.as_str()) {
            (AwardState::Revoked(revocation), "award.revoked") => Some(&revocation.reason),
            (AwardState::Suspended(_, reason), "award.suspended") => Some(reason),
            _ => None,
        };
        if let Some(reason) = reason {
            data["reason"] = reason.as_str().into();
        }
        Ok(data)
    }

    /// The status with the beginning of the answer; else why nobody answered.
    async fn send(&self, hook: &Webhook, delivery: &WebhookDelivery) -> Result<Result<(u16, String), String>, Error> {
        let key = self.hook_key(hook).await?;
        let seconds = self.now().unix_seconds().to_string();
        let headers = [
            ("webhook-id", delivery.delivery_id.clone()),
            ("webhook-signature", format!("v1,{}", signature(&key, &delivery.delivery_id, &seconds, &delivery.body))),
            ("webhook-timestamp", seconds),
        ];
        let told = self.0.fetcher.tell(&hook.address, &headers, delivery.body.clone().into_bytes()).await;
        Ok(told.map(|told| (told.status, told.beginning)).map_err(|error| error.to_string()))
    }

    /// The key of an address; opening it is slow on purpose, so each is opened once.
    async fn hook_key(&self, hook: &Webhook) -> Result<Arc<Zeroizing<Vec<u8>>>, Error> {
        let known = |keys: &std::collections::HashMap<String, Arc<Zeroizing<Vec<u8>>>>| keys.get(&hook.secret).cloned();
        if let Some(key) = known(&self.0.hook_keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)) {
            return Ok(key);
        }
        let (seal, sealed, about) = (self.0.keys.seal(), hook.secret.clone(), hook.webhook_id.to_string());
        let opened = tokio::task::spawn_blocking(move || seal.open_text(&sealed, &about)).await;
        let key = Arc::new(opened.map_err(Error::internal)?.map_err(Error::internal)?);
        let mut keys = self.0.hook_keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.insert(hook.secret.clone(), key.clone());
        Ok(key)
    }

    /// Writes down what came of a try, and how the address fares.
    async fn note_try(&self, hook: &Webhook, tried: WebhookDelivery, is_gone: bool) -> Result<(), Error> {
        let now = self.now();
        let since = match tried.is_delivered {
            true => None,
            false => Some(hook.failing_since.unwrap_or(now)),
        };
        let is_over = is_gone || since.is_some_and(|since| since.plus_seconds(FAILING_SECONDS) <= now);
        let is_changed = since != hook.failing_since || is_over;
        let state = if is_over { "failed".to_owned() } else { hook.state.clone() };
        let changed = is_changed.then(|| Webhook { failing_since: since, state, ..hook.clone() });
        self.note_delivery(hook, tried, changed).await
    }

    async fn note_delivery(
        &self,
        hook: &Webhook,
        tried: WebhookDelivery,
        changed: Option<Webhook>,
    ) -> Result<(), Error> {
        let now = self.now();
        let is_off = changed.as_ref().is_some_and(|changed| changed.state == "failed" && hook.state != "failed");
        let event = crate::app::organisations::event("system".into(), "webhook.fail", hook.webhook_id.as_str());
        self.write_webhook(move |session| {
            let (tried, changed, event) = (tried.clone(), changed.clone(), event.clone());
            Box::pin(async move {
                session.put_delivery(&tried).await?;
                let Some(changed) = changed else { return Ok(()) };
                session.put_webhook(&changed, now).await?;
                if is_off {
                    session.give_up_deliveries(&changed.webhook_id).await?;
                    session.insert_audit_events(&changed.organisation_id, &[event], now).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Base64 of the HMAC-SHA256 over identifier, time and body with points between.
fn signature(key: &[u8], id: &str, seconds: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in [id, ".", seconds, ".", body] {
        mac.update(part.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_published_example() {
        // The example of the Standard Webhooks specification and of its libraries' own tests.
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
        let body = r#"{"test": 2432232314}"#;
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signed, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn tries_are_spread_over_three_days() {
        let days = WAITS.iter().sum::<i64>() as f64 / 86_400.0;
        assert!((2.9..3.2).contains(&days), "{days}");
        assert!(WAITS.is_sorted());
    }
}
