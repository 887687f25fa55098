//! Review in Spanish: the pages that claimants, peers, coaches, moderators and owners walk through, what their forms find
//! wrong, and that no sentence with which review refuses something was forgotten.

use std::collections::BTreeSet;
use std::path::Path;

use accolade::language::{ENGLISH, Language};
use accolade::review::FlagKind;
use fluent_syntax::ast::{Entry, PatternElement};

use crate::languages::{ENGLISH_WORDS, read_out};
use crate::support::browser::{Answer, Browser};
use crate::support::peers::{CLAIMANT_EMAIL, CLAIMANT_SCHOOL, DAY, MINUTE, Peers};
use crate::support::town::Engine;

/// What people wrote, in English.
const WRITTEN: [&str; 4] = [
    "Inquiry-Based Learning",
    "A plan for eight lessons about rivers.",
    "I led this inquiry with a whole class.",
    "The plan names no question that pupils asked.",
];

/// Insists that the page has nothing in English but what people wrote.
fn is_spanish(answer: &Answer) {
    answer.shows("<html lang=\"es\" dir=\"ltr\">");
    let mut text = read_out(&answer.text);
    for written in WRITTEN {
        text = text.replace(written, "");
    }
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        assert!(!ENGLISH_WORDS.contains(&word.to_lowercase().as_str()), "“{word}” in {text}");
    }
}

/// Somebody whose browser asks for Spanish signs in with the link that is mailed.
async fn signed_in(peers: &Peers, email: &str) -> Browser {
    let mut browser = Browser::new(&peers.app);
    browser.post("/sign-in", &[("email", email), ("next", "/claims")]).await;
    while peers.app.do_messages().await.expect("mails") > 0 {}
    let kept = peers.app.mailer().kept();
    let mail = kept.iter().rev().find(|kept| kept.mail.to == email && kept.mail.text.contains("/sign-in/"));
    let text = &mail.expect("a mail").mail.text;
    let link = text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a link").to_owned();
    browser.follow(&link).await;
    browser.languages = Some("es");
    browser
}

async fn owner(peers: &Peers) -> Browser {
    let mut owner = Browser::owner(&peers.app, &peers.school.organisation_id, "owner@school.example").await;
    owner.languages = Some("es");
    owner
}

/// The page at an address, in Spanish.
async fn look(browser: &mut Browser, path: &str) -> Answer {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    is_spanish(&page);
    page
}

/// What comes of a form with something wrong in it, in Spanish.
async fn wrong(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.send(path, fields).await;
    assert_eq!(page.status, 422, "{path}");
    is_spanish(&page);
    page.shows("Hay un problema");
    page
}

/// Sends a form and looks where it leads, in Spanish.
async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let sent = browser.send(path, fields).await;
    look(browser, sent.location()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_made_in_spanish_with_every_mistake_on_the_way() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    look(&mut claimant, "/claims").await.shows("Todavía no ha solicitado ninguna insignia.");
    let new = format!("/claims/new?achievement={}", peers.achievement);
    look(&mut claimant, &new).await.shows("Lo evalúan 2 colegas de otros centros. No ven su nombre");
    let begun = claimant.send("/claims/new", &[("achievement", peers.achievement.as_str())]).await;
    let claim = begun.location().to_owned();
    look(&mut claimant, &claim).await.shows("La está escribiendo.").shows("Se exige: Secure.");

    let evidence = format!("{claim}/evidence");
    let kind = [("kind", "artefact"), ("visibility", "public")];
    wrong(&mut claimant, &evidence, &kind).await.shows("Diga si se puede reconocer a algún alumno.");
    let kind = [("kind", "artefact"), ("visibility", "public"), ("pupils", "not_identifiable")];
    wrong(&mut claimant, &evidence, &kind).await.shows("una de las dos cosas");
    let linked: Vec<_> = kind.into_iter().chain([("link", "ftp://x")]).collect();
    wrong(&mut claimant, &evidence, &linked).await.shows("empezando por https://");
    let about = [("do", "submit"), ("school", CLAIMANT_SCHOOL), ("coach", "nobody")];
    wrong(&mut claimant, &claim, &about).await.shows("Escriba direcciones de correo");
    wrong(&mut claimant, &claim, &about[..2]).await.shows("no hay evidencias; añada al menos una;").shows("valórese");
    let text: Vec<_> = kind.into_iter().chain([("text", WRITTEN[1])]).collect();
    done(&mut claimant, &evidence, &text).await.shows("La evidencia se ha adjuntado.").shows("Evidencia 1: producto");
    let rated = [("do", "submit"), ("school", CLAIMANT_SCHOOL), ("level-planning", "1")];
    done(&mut claimant, &claim, &rated).await.shows("Se ha presentado.").shows("Recuperarla").shows(" de 2026");

    // Both find something missing; the claimant reads what, and objects.
    peers = peers.later(31 * MINUTE).await;
    let id = accolade::ids::ClaimId::from_text(claim.rsplit('/').next().expect("an identifier"));
    for number in 0..2 {
        peers.judges(number, &id, 0).await;
    }
    peers = peers.later(11 * MINUTE).await;
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    let page = look(&mut claimant, &claim).await;
    page.shows("Todavía no: aún falta algo.").shows("Beginning (se exige: Secure)").shows("Un par escribió");
    page.shows("¿Le ayuda?").shows("Presentar una objeción a la decisión").shows("1 de 3 gastados");
    let objection = [("ground", "procedure"), ("objection", " ")];
    wrong(&mut claimant, &format!("{claim}/appeal"), &objection).await.shows("Dé un motivo por escrito.");
    look(&mut claimant, "/claims").await.shows("Todavía no: aún falta algo.");
    let withdrawn = done(&mut claimant, &format!("{claim}/withdraw"), &[]).await;
    withdrawn.shows("Ha renunciado a la solicitud.").shows("Usted renunció a ella.");
    // What cannot be done any more is told in Spanish, too.
    wrong(&mut claimant, &format!("{claim}/take-back"), &[]).await.shows("en el estado «retirada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_judges_in_spanish() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let mut stranger = signed_in(&peers, CLAIMANT_EMAIL).await;
    look(&mut stranger, "/bench").await.shows("Todavía no revisa.");
    let claim = peers.submits(WRITTEN[1]).await;
    peers = peers.later(31 * MINUTE).await;
    let work = format!("/bench/{claim}");
    let mut peer = signed_in(&peers, "peer0@hill.example").await;
    look(&mut peer, "/bench").await.shows("Se le ofrece").shows("Darme un trabajo");
    for (fields, text) in [
        ([("per_week", "many"), ("away_from", ""), ("away_to", "")], "Escriba un número de 0 a 50."),
        ([("per_week", "3"), ("away_from", "soon"), ("away_to", "")], "Escriba un día"),
        ([("per_week", "3"), ("away_from", "2026-07-01"), ("away_to", "")], "Escriba el día en que vuelve"),
        ([("per_week", "3"), ("away_from", ""), ("away_to", "2026-07-01")], "Escriba también el primer día"),
        ([("per_week", "3"), ("away_from", "2026-07-02"), ("away_to", "2026-07-01")], "El último día fuera"),
    ] {
        wrong(&mut peer, "/bench/readiness", &fields).await.shows(text);
    }
    wrong(&mut peer, "/bench/conflict", &[("conflict", "nobody")]).await.shows("como ada@school.example");
    look(&mut peer, &work).await.shows("Se le ofrece hasta el").shows("Cuando empiece, tendrá cinco días.");
    wrong(&mut peer, &format!("{work}/decline"), &[("do", "decline")]).await.shows("Diga en pocas palabras por qué.");
    let page = done(&mut peer, &format!("{work}/open"), &[]).await;
    page.shows("Ya es suyo.").shows("Por favor, preséntela antes del").shows(" de 2026, ").shows("Autor ");
    let submission = page.value("submission");
    let low = [("submission", submission.as_str()), ("level-planning", "0"), ("comment-planning", "No.")];
    wrong(&mut peer, &work, &low).await.shows("Escriba al menos 30 letras junto al nivel de «planning».");
    let none = [("submission", submission.as_str())];
    wrong(&mut peer, &work, &none).await.shows("Elija un nivel para cada criterio.");
    let good = [("submission", submission.as_str()), ("level-planning", "1"), ("comment-planning", "")];
    done(&mut peer, &work, &good).await.shows("Su revisión ha llegado.").shows("Cambiar la revisión");
    peers = peers.later(11 * MINUTE).await;
    let mut peer = signed_in(&peers, "peer0@hill.example").await;
    look(&mut peer, &work).await.shows("Su revisión ha llegado. Gracias.").shows("Cómo lo valora el autor");
    wrong(&mut peer, &format!("{work}/withdraw"), &[]).await.shows("Diga en pocas palabras por qué.");
    look(&mut peer, "/coaching").await.shows("Nadie ha pedido su acompañamiento.");
    assert_eq!(peer.get("/bench/none").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_coordinates_and_rules_in_spanish() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.submits(WRITTEN[1]).await;
    peers = peers.later(31 * MINUTE).await;
    peers.judges(1, &claim, 0).await;
    peers.opens(0, &claim).await;
    peers.app.flag_work(&peers.reviewer(0), &claim, FlagKind::Misconduct).await.expect("flagged");
    let mut owner = owner(&peers).await;
    let queue = look(&mut owner, "/desk/northside/reviews").await;
    queue.shows("A la espera de resolución").shows("Se puede solicitar con evidencias").shows("Nombrar a quien revise");
    let reviewer = [("email", "new@hill.example")];
    wrong(&mut owner, "/desk/northside/reviews/reviewers", &reviewer).await.shows("Escriba el nombre del centro");

    look(&mut owner, "/moderation").await.shows("Un par sospecha una conducta indebida.");
    let case = format!("/moderation/{claim}");
    look(&mut owner, &case).await.shows("Cuánto difieren los pares").shows("Lo que señalaron los pares").shows("Par ");
    let ruling = [("do", "decide"), ("level-planning", "1"), ("reason", "")];
    wrong(&mut owner, &case, &ruling).await.shows("Dé un motivo por escrito.");
    let ruling = [("do", "decide"), ("level-planning", "0"), ("reason", "Copia.")];
    done(&mut owner, &case, &ruling).await.shows("Su resolución ha quedado registrada.").shows("Nada necesita");

    let achievement = format!("/desk/northside/achievements/{}", peers.achievement);
    let settings = format!("{achievement}/review");
    look(&mut owner, &settings).await.shows("Dos pares, tres cuando no están de acuerdo").shows("Huella de la rúbrica");
    let gate = [("open", "yes"), ("stakes", "no"), ("anonymity", "double"), ("calibration", "gate")];
    wrong(&mut owner, &settings, &gate).await.shows("Todavía no se puede probar a quienes revisan: el conjunto");
    let gold = format!("{achievement}/gold");
    look(&mut owner, &gold).await.shows("El conjunto es demasiado pequeño").shows("Todavía no hay ninguno.");
    let piece = [("words", " "), ("level-planning", "1")];
    wrong(&mut owner, &gold, &piece).await.shows("Escriba de 1 a 20.000 caracteres.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_reads_the_figures_of_review_in_spanish() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let insights = "/desk/northside/reviews/insights";
    look(&mut owner(&peers).await, insights).await.shows("Todavía no se ha evaluado nada.");
    let claim = peers.submits(WRITTEN[1]).await;
    peers = peers.later(31 * MINUTE).await;
    for (number, level) in peers.offered_to(&claim).await.into_iter().zip([1, 0]) {
        peers.judges(number, &claim, level).await;
    }
    peers = peers.later(11 * MINUTE).await;
    let third = peers.offered_to(&claim).await[0];
    peers.judges(third, &claim, 1).await;
    peers = peers.later(DAY).await;
    let mut owner = owner(&peers).await;
    let page = look(&mut owner, insights).await;
    page.shows("Inquiry-Based Learning, versión 1").shows("1, de las que 1 aceptaron el trabajo").shows("0,00");
    page.shows("aria-label=\"Días desde la presentación hasta la decisión: ").shows(" en 0");
    let simulator = "/desk/northside/reviews/simulator";
    look(&mut owner, simulator).await.shows("De 1 a 400");
    let asked = |reviewers: &str| {
        format!("{simulator}?run=yes&reviewers={reviewers}&schools=4&skills=3&claims=30&days=60&k=2&k_max=3")
    };
    look(&mut owner, &asked("12")).await.shows("El resultado en cinco ciudades").shows(" días");
    let wrong = owner.get(&asked("4000")).await;
    is_spanish(&wrong);
    wrong.shows("Escriba un número de 1 a 400.");
}

/// The texts between quotation marks in what runs of a source, each with what stands before it.
fn literals(source: &str) -> Vec<(String, String)> {
    let running = source.split("#[cfg(test)]").next().expect("a source");
    let lines = running.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    // A text that goes on in the next line.
    while let Some((before, after)) = text.split_once("\\\n") {
        text = format!("{before}{}", after.trim_start());
    }
    let pieces: Vec<&str> = text.split('"').collect();
    let texts = pieces.windows(2).step_by(2);
    texts.map(|pair| (pair[1].to_owned(), pair[0].trim_end().to_owned())).collect()
}

/// The sentences in a source with 7 in every place, but for those after one of `others`.
fn sentences(path: &str, others: &[&str]) -> Vec<String> {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path);
    let mut found = Vec::new();
    for (text, before) in literals(&source) {
        let before = before.strip_suffix("format!(").unwrap_or(&before).trim_end();
        if text.matches(' ').count() < 2 || others.iter().any(|other| before.ends_with(other)) {
            continue;
        }
        let mut parts = text.split('{');
        let mut sentence = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            sentence = format!("{sentence}7{}", part.split_once('}').expect("a closed place").1);
        }
        found.push(sentence);
    }
    found
}

/// Every sentence with which review refuses something on a page.
fn refusals() -> Vec<String> {
    let elsewhere = ["NotFound(", "Limit(", "Forbidden(", "error,", "%left,", "write!(f,", "#[error("];
    let mut found = Vec::new();
    for name in ["bench", "calibrating", "circle", "claimant", "coaching", "evidence", "file", "insights", "mod"]
        .into_iter()
        .chain(["moderating", "perform", "reviewers", "terms"])
    {
        found.extend(sentences(&format!("src/app/reviewing/{name}.rs"), &elsewhere));
    }
    for name in ["claim/command", "evidence", "eligibility", "conflict", "calibration", "rubric"]
        .map(|name| format!("review/{name}"))
    {
        found.extend(sentences(&format!("src/{name}.rs"), &["reason ="]));
    }
    found.extend(sentences("src/picture/mod.rs", &[]));
    found
}

#[test]
fn every_refusal_of_review_is_told_in_spanish() {
    let spanish = Language::Spanish.words();
    let refusals = refusals();
    assert!(refusals.len() > 90, "{}", refusals.len());
    for english in refusals {
        assert_ne!(spanish.retold(&english), english, "nobody translated this");
    }
}

/// A sentence as it is compared: from its second letter on, without a stop.
fn compared(sentence: &str) -> String {
    sentence.chars().skip(1).collect::<String>().trim_end_matches('.').to_owned()
}

#[test]
fn every_sentence_among_the_refusals_is_still_said_by_somebody() {
    let mut said: BTreeSet<String> = refusals().iter().map(|sentence| compared(sentence)).collect();
    for path in ["src/picture/upload/svg.rs", "src/picture/upload/sniff.rs", "src/review/policy.rs"] {
        said.extend(sentences(path, &[]).iter().map(|sentence| compared(sentence)));
    }
    let file = ENGLISH.iter().find(|(name, _)| *name == "faults-review").expect("the file").1;
    let resource = fluent_syntax::parser::parse(file).expect("a sound file");
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let text = message.value.expect("a text").elements.into_iter().map(|element| match element {
            PatternElement::TextElement { value } => value,
            PatternElement::Placeable { .. } => "7",
        });
        let english = text.collect::<String>();
        // Two words are no sentence: what a file is.
        assert!(english.matches(' ').count() < 2 || said.contains(&compared(&english)), "nobody says “{english}”");
    }
}
