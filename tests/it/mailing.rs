//! Mail: what is handed to a mail server, what is kept, and what is never said.

use std::time::Duration;

use accolade::mail::{Delivery, Mail, MailError, Mailer, Settings, SetupError};

use crate::support::badge::now;
use crate::support::certificate::Authority;
use crate::support::sink::{Manner, Sink, When};

fn mail() -> Mail {
    Mail {
        id: None,
        to: "ada@school.example".into(),
        subject: "Ihre Auszeichnung — 探究".into(),
        text: "Open https://a.example/login/secret-token\n.\nNothing more.\n".into(),
        html: None,
    }
}

fn plain(sink: &Sink) -> Settings {
    Settings { smtp: Some(format!("smtp://127.0.0.1:{}?tls=none", sink.port())), ..settings() }
}

fn settings() -> Settings {
    Settings { from: "Riverside <badges@a.example>".into(), ..Settings::default() }
}

async fn send(settings: Settings, mail: Mail) -> Result<Delivery, MailError> {
    Mailer::new(settings).expect("a mailer").send(mail, now()).await
}

#[tokio::test]
async fn a_mail_reaches_the_server_with_the_headers_it_needs() {
    let sink = Sink::new(Manner::default());

    assert_eq!(send(plain(&sink), mail()).await, Ok(Delivery::Sent));

    let sent = sink.mails().remove(0);
    for part in [
        "From: Riverside <badges@a.example>\n",
        "To: ada@school.example\n",
        "Date: Mon, 01 Jun 2026 12:00:00 +0000\n",
        "Auto-Submitted: auto-generated\n",
        "@a.example>\n",
        "\nOpen https://a.example/login/secret-token\n..\nNothing more.\n",
    ] {
        assert!(sent.contains(part), "{part:?} in {sent}");
    }
    assert!(sent.is_ascii() && sent.contains("Subject: Ihre Auszeichnung =?utf-8?b?"), "{sent}");
    let said = sink.commands();
    assert_eq!(said[0], "EHLO a.example");
    assert!(said[1].starts_with("MAIL FROM:<badges@a.example>") && said[2].starts_with("RCPT TO:<ada@school.example>"));
}

#[tokio::test]
async fn a_mail_with_a_page_holds_both_forms() {
    let sink = Sink::new(Manner::default());
    let both = Mail { html: Some("<p>Open <a href=\"https://a.example/\">this</a></p>".into()), ..mail() };

    assert_eq!(send(plain(&sink), both).await, Ok(Delivery::Sent));

    let sent = sink.mails().remove(0);
    let (text, page) = (sent.find("text/plain"), sent.find("text/html"));
    assert!(sent.contains("multipart/alternative") && text < page && text.is_some(), "{sent}");
}

#[tokio::test]
async fn nothing_breaks_out_of_a_header() {
    let sink = Sink::new(Manner::default());
    for (mail, error) in [
        (Mail { subject: "Hello\r\nBcc: eve@evil.example".into(), ..mail() }, MailError::Subject),
        (Mail { subject: "Hello\nX: y".into(), ..mail() }, MailError::Subject),
        (Mail { subject: "Hello\u{85}X: y".into(), ..mail() }, MailError::Subject),
        (Mail { to: "ada@school.example\r\nBcc: eve@evil.example".into(), ..mail() }, MailError::Recipient),
        (Mail { to: "ada@school.example, eve@evil.example".into(), ..mail() }, MailError::Recipient),
        (Mail { to: "Ada <ada@school.example>".into(), ..mail() }, MailError::Recipient),
        (Mail { to: "\"a b\"@school.example".into(), ..mail() }, MailError::Recipient),
        (Mail { to: "ada".into(), ..mail() }, MailError::Recipient),
        (Mail { to: String::new(), ..mail() }, MailError::Recipient),
    ] {
        let to = mail.to.clone();
        assert_eq!(send(plain(&sink), mail).await, Err(error), "{to:?}");
    }
    assert_eq!(sink.commands(), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_server_says_is_for_now_or_for_good() {
    for (to_recipient, error, is_temporary) in [
        ("450 4.2.1 later", MailError::Deferred { code: 450 }, true),
        ("550 5.1.1 unknown: ada@school.example", MailError::Refused { code: 550 }, false),
        ("530 5.7.0 log in first", MailError::Login, true),
    ] {
        let sink = Sink::new(Manner { to_recipient: Some(to_recipient), ..Manner::default() });

        let answer = send(plain(&sink), mail()).await.expect_err(to_recipient);

        assert_eq!((answer.is_temporary(), &answer), (is_temporary, &error));
        assert!(!answer.to_string().contains("ada"), "a sentence for logs names nobody: {answer}");
        assert_eq!(sink.mails(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_or_slow_is_for_now() {
    let sink = Sink::new(Manner { thinks: Duration::from_secs(6), ..Manner::default() });
    let hasty = Settings { time_limit: Duration::from_millis(300), ..plain(&sink) };
    assert_eq!(send(hasty, mail()).await, Err(MailError::TooSlow));

    let gone = plain(&Sink::new(Manner::default()));
    let answer = send(gone, mail()).await;
    assert_eq!(answer, Err(MailError::Unreachable));
    assert!(MailError::TooSlow.is_temporary() && MailError::Unreachable.is_temporary());
}

#[tokio::test]
async fn a_password_and_a_mail_are_told_to_a_proven_server_only() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().expect("a folder");
    let extra_ca = folder.path().join("ca.pem");
    std::fs::write(&extra_ca, authority.pem()).expect("written");
    for (scheme, when) in [("smtps", When::FromTheStart), ("smtp", When::OnRequest)] {
        let tls = |host: &str| Some((when, authority.acceptor(host)));
        let to = |sink: &Sink, extra_ca| Settings {
            smtp: Some(format!("{scheme}://user%40a.example:p%3Aw@localhost:{}", sink.port())),
            extra_ca,
            ..settings()
        };

        let sink = Sink::new(Manner { tls: tls("localhost"), ..Manner::default() });
        assert_eq!(send(to(&sink, Some(extra_ca.clone())), mail()).await, Ok(Delivery::Sent), "{scheme}");
        let login = sink.commands().into_iter().find(|line| line.starts_with("AUTH PLAIN ")).expect("a login");
        assert_eq!(login, "AUTH PLAIN AHVzZXJAYS5leGFtcGxlAHA6dw==", "user@a.example and p:w");
        assert_eq!(sink.mails().len(), 1);

        let strangers = Sink::new(Manner { tls: tls("localhost"), ..Manner::default() });
        let another = Sink::new(Manner { tls: tls("other.example"), ..Manner::default() });
        for (sink, extra_ca) in [(strangers, None), (another, Some(extra_ca.clone()))] {
            assert_eq!(send(to(&sink, extra_ca), mail()).await, Err(MailError::NotProven), "{scheme}");
            assert!(sink.commands().iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"));
        }
    }

    let without = Sink::new(Manner::default());
    let address = format!("smtp://user:pass@localhost:{}", without.port());
    let answer = send(Settings { smtp: Some(address), ..settings() }, mail()).await;
    assert_eq!(answer, Err(MailError::NotProven));
    assert!(without.commands().iter().all(|line| line.starts_with("EHLO") || line == "QUIT"));
}

#[tokio::test]
async fn a_wrong_password_is_not_the_mails_fault() {
    let sink = Sink::new(Manner { to_login: Some("535 5.7.8 no"), ..Manner::default() });
    let address = format!("smtp://user:wrong@127.0.0.1:{}?tls=none", sink.port());

    let answer = send(Settings { smtp: Some(address), ..settings() }, mail()).await;

    assert_eq!(answer, Err(MailError::Login));
    assert!(MailError::Login.is_temporary());
    assert_eq!(sink.mails(), Vec::<String>::new());
}

#[tokio::test]
async fn without_a_server_the_last_hundred_mails_are_kept_for_the_operator() {
    let mailer = Mailer::new(Settings::default()).expect("a mailer");
    for n in 0..101 {
        let numbered = Mail { subject: n.to_string(), ..mail() };
        assert_eq!(mailer.send(numbered, now()).await, Ok(Delivery::Kept));
    }
    let refused = mailer.send(Mail { subject: "a\nb".into(), ..mail() }, now()).await;

    assert_eq!(refused, Err(MailError::Subject));
    let kept = mailer.clone().kept();
    assert_eq!((kept.len(), kept[0].mail.subject.as_str(), kept[99].mail.subject.as_str()), (100, "1", "100"));
    assert_eq!((kept[0].at, &kept[0].mail.text), (now(), &mail().text));
}

#[test]
fn settings_that_cannot_work_are_refused_without_showing_the_password() {
    let with = |smtp: &str| Mailer::new(Settings { smtp: Some(smtp.into()), ..settings() }).map(drop);
    for address in ["imap://u:hunter2@a.example", "smtp://u:hunter2@a.example?tls=none", "smtps://u:hunter2%@a.example"]
    {
        let error = with(address).expect_err(address);
        assert!(matches!(error, SetupError::Server(_)) && !error.to_string().contains("hunter2"), "{error}");
    }
    for from in ["", "nobody", "A <a@b.example>\r\nBcc: c@d.example"] {
        let made = Mailer::new(Settings { from: from.into(), ..Settings::default() });
        assert!(matches!(made, Err(SetupError::Sender(_))), "{from:?}");
    }
    let secret = Settings { smtp: Some("smtps://u:hunter2@a.example".into()), ..settings() };
    assert!(!format!("{secret:?} {:?} {:?}", Mailer::new(secret.clone()), mail()).contains("hunter2"));
    assert!(!format!("{:?}", mail()).contains("secret-token"), "a mail may hold a key to an account");
}
