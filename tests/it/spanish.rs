//! What a Spanish reader gets: mails, and the pages of earners, passkeys and joining.

use accolade::app::{Actor, App, JoinRulesRequest, ShareField, ShareRequest, StatusMove};
use accolade::ids::AwardId;
use accolade::language::Language;
use accolade::mail::Mail;
use accolade::store::Role;

use crate::languages::{ENGLISH_WORDS, read_out};
use crate::support::browser::{Answer, BASE, Browser};
use crate::support::peers::{CLAIMANT_EMAIL, MINUTE, Peers};
use crate::support::town::{Engine, Town, engines};

const ADA: &str = "ada@school.example";
const BEN: &str = "ben@school.example";
const OWNER: &str = "owner@school.example";
/// What the issuer wrote, in English.
const THEIRS: [&str; 3] = [
    "Leads an inquiry cycle with a whole class.",
    "Two trained peers review the evidence.",
    "Two peers place the evidence at",
];

/// Insists that a text of ours says nothing in English.
fn says_no_english(text: &str, place: &str) {
    let text = THEIRS.iter().fold(text.to_owned(), |text, theirs| text.replace(theirs, ""));
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        assert!(!ENGLISH_WORDS.contains(&word), "{place}: “{word}” in {text}");
    }
}

/// Insists that a page is in Spanish.
fn is_spanish(page: &Answer, place: &str) {
    page.shows("<html lang=\"es\" dir=\"ltr\">");
    says_no_english(&read_out(&page.text), place);
}

/// The newest mail to somebody.
async fn newest(app: &App, email: &str) -> Mail {
    while app.do_messages().await.expect("mails are written") > 0 {}
    let kept = app.mailer().kept();
    kept.into_iter().rev().find(|kept| kept.mail.to == email).expect("a mail").mail
}

/// Insists that a mail is in Spanish: what it is about, what it says, and its page.
fn reads_spanish(mail: &Mail, subject: &str, part: &str) {
    assert_eq!(mail.subject, subject);
    assert!(mail.text.contains(part), "no `{part}` in {}", mail.text);
    let html = mail.html.as_deref().expect("a page");
    assert!(html.contains("<html lang=\"es\">") && html.contains(&format!("<title>{subject}</title>")), "{html}");
    let own: String = mail.text.lines().filter(|line| !line.starts_with("http")).collect();
    says_no_english(&own, subject);
}

async fn reads(app: &App, email: &str, language: Language) {
    let person = app.ensure_person(email, "").await.expect("a person").person_id;
    app.choose_language(&person, language).await.expect("chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_about_a_badge_are_in_the_language_that_their_reader_chose() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (app, school) = (&town.app, &town.school.organisation_id);
        reads(app, ADA, Language::Spanish).await;
        let (award, _other) = (town.offer(ADA).await, town.offer(BEN).await);

        let mail = newest(app, ADA).await;
        let subject = "Northside District le ha concedido una insignia: Inquiry-Based Learning";
        reads_spanish(&mail, subject, "Aquí puede verla, aceptarla o rechazarla");
        let link = format!("sin necesidad de una cuenta:\n{BASE}/yours/");
        assert!(mail.text.contains(&link), "{engine:?}: {}", mail.text);
        let english = newest(app, BEN).await;
        assert!(english.html.expect("a page").contains("<html lang=\"en\">"));
        assert_eq!(english.subject, "Northside District has awarded you a badge: Inquiry-Based Learning");

        let list = std::slice::from_ref(&award);
        for (step, subject, part) in [
            (StatusMove::Suspend, "Su insignia Inquiry-Based Learning está en suspenso", "Motivo indicado: Una duda"),
            (
                StatusMove::Reinstate,
                "Su insignia Inquiry-Based Learning ya no está en suspenso",
                "Vuelve a ser válida.",
            ),
            (StatusMove::Revoke, "Su insignia Inquiry-Based Learning ha sido retirada", "Motivo indicado: Una duda"),
        ] {
            app.change_status(&Actor::Operator, school, list, step, "Una duda").await.expect("changed");
            reads_spanish(&newest(app, ADA).await, subject, part);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_sign_in_is_mailed_in_the_language_of_the_page_unless_another_was_chosen() {
    let town = Town::new(Engine::Sqlite).await;
    town.offer(ADA).await;
    newest(&town.app, ADA).await;
    let mut browser = Browser::new(&town.app);
    browser.languages = Some("es");
    browser.post("/sign-in", &[("email", ADA)]).await.shows("Mire su correo");
    reads_spanish(&newest(&town.app, ADA).await, "Su enlace para iniciar sesión", "durante 15 minutos");

    reads(&town.app, ADA, Language::English).await;
    browser.post("/sign-in", &[("email", ADA)]).await.shows("Mire su correo");
    assert_eq!(newest(&town.app, ADA).await.subject, "Your link to sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_was_chosen_before_signing_in_is_kept_for_mails() {
    let town = Town::new(Engine::Sqlite).await;
    let mut browser = Browser::new(&town.app);
    browser.get("/language/es").await;
    let link = town.app.owner_link(&town.school.organisation_id, OWNER).await.expect("a link");
    browser.follow(&link).await.location();
    let owner = town.app.ensure_person(OWNER, "").await.expect("the owner").person_id;
    assert_eq!(town.app.find_language(&owner).await.expect("read"), Some(Language::Spanish));

    // An address that is added, in the words of who asked for it.
    browser.send("/me/addresses", &[("email", "home@school.example")]).await.location();
    let mail = newest(&town.app, "home@school.example").await;
    reads_spanish(&mail, "¿Es esta su dirección?", "quiere añadir esta dirección a su cuenta");

    // Nobody knows the address: it is invited in the words of who invites.
    browser.send("/desk/northside/members", &[("email", BEN), ("role", "reviewer")]).await.location();
    let mail = newest(&town.app, BEN).await;
    reads_spanish(&mail, "Invitación de Northside District", "con el papel de revisor");
    let path = mail.text.lines().find_map(|line| line.strip_prefix(BASE)).expect("a link").to_owned();
    let mut ben = Browser::new(&town.app);
    ben.get("/language/es").await;
    is_spanish(&ben.get(&path).await, "an invitation");
    let nameless = ben.post(&path, &[("do", "accept"), ("school", "")]).await;
    is_spanish(&nameless, "an invitation without a school");
    nameless.shows("Escriba el nombre de su centro educativo");
    ben.post(&path, &[("do", "accept"), ("school", "Quarry Lane")]).await.location();
    let ben = town.app.ensure_person(BEN, "").await.expect("Ben").person_id;
    assert_eq!(town.app.find_language(&ben).await.expect("read"), Some(Language::Spanish));
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_to_join_goes_in_spanish_from_the_form_to_the_answer() {
    let town = Town::new(Engine::Sqlite).await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    let rules = JoinRulesRequest { is_listed: true, takes_requests: true, ..JoinRulesRequest::default() };
    app.change_join_rules(&Actor::Operator, school, rules).await.expect("changed");
    app.put_member(&Actor::Operator, school, OWNER, "", Role::Owner).await.expect("an owner");
    reads(app, OWNER, Language::Spanish).await;
    let join = "/organisations/northside/join";
    let mut ada = Browser::new(app);
    ada.languages = Some("es");

    is_spanish(&ada.get(join).await, join);
    let wrong = ada.post(join, &[("email", "ada")]).await;
    is_spanish(&wrong, "a wrong address");
    wrong.shows("Escriba su dirección de correo");
    is_spanish(&ada.post(join, &[("email", ADA), ("words", "Me gustaría ayudar.")]).await, "a sent request");
    let mail = newest(app, ADA).await;
    reads_spanish(&mail, "Confirme que quiere unirse a Northside District", "quiere unirse a Northside District");
    let path = mail.text.lines().find_map(|line| line.strip_prefix(BASE)).expect("a link").to_owned();
    is_spanish(&ada.get(&path).await, "proving an address");
    ada.get("/language/es").await;
    ada.post(&path, &[("do", "ask")]).await.location();
    is_spanish(&ada.get(join).await, "a request that waits");
    is_spanish(&ada.get(&path).await, "a link that was used");

    let mail = newest(app, OWNER).await;
    reads_spanish(&mail, "Alguien quiere unirse a Northside District", "Responda aquí");
    for (role, subject, part) in [
        (None, "Northside District no le ha admitido", "Un propietario ha dicho que no."),
        (Some(Role::Editor), "Le damos la bienvenida a Northside District", "con el papel de editor"),
    ] {
        let requests = app.list_join_requests(&Actor::Operator, school).await.expect("requests");
        let request = &requests[0].request_id;
        app.answer_join_request(&Actor::Operator, school, request, role).await.expect("answered");
        reads_spanish(&newest(app, ADA).await, subject, part);
        ada.send(join, &[("words", "Otra vez."), ("do", "ask")]).await;
    }
    is_spanish(&ada.get(join).await, "a member");
}

#[tokio::test(flavor = "multi_thread")]
async fn reviewers_and_claimants_are_written_to_in_spanish() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    for person in peers.reviewers.iter().chain([&peers.claimant]) {
        peers.app.choose_language(person, Language::Spanish).await.expect("chosen");
    }
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let offered = peers.offered_to(&claim).await;
    let mail = newest(&peers.app, &format!("peer{}@hill.example", offered[0])).await;
    reads_spanish(&mail, "Northside District le pide su valoración", "unos tres por semana");
    assert!(mail.text.contains("Nuevo para mirar: 1."), "{}", mail.text);
    assert!(mail.text.contains(&format!("Su mesa de revisión:\n{BASE}/")), "{}", mail.text);

    for number in offered {
        peers.judges(number, &claim, 0).await;
    }
    // Reviews can be amended for ten minutes.
    peers = peers.later(11 * MINUTE).await;
    let mail = newest(&peers.app, CLAIMANT_EMAIL).await;
    assert!(mail.subject.starts_with("Todavía no: "), "{}", mail.subject);
    reads_spanish(&mail, &mail.subject, "todavía falta algo");
}

/// A badge that waits for an answer, and its earner, who signed in with a Spanish browser.
async fn earner() -> (Town, AwardId, Browser) {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.offer(ADA).await;
    newest(&town.app, ADA).await;
    let mut ada = Browser::new(&town.app);
    ada.languages = Some("es");
    ada.post("/sign-in", &[("email", ADA)]).await;
    let mail = newest(&town.app, ADA).await;
    let path = mail.text.lines().find_map(|line| line.strip_prefix(BASE)).expect("a link").to_owned();
    ada.post(&path, &[]).await.location();
    (town, award, ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_earners_say_nothing_in_english() {
    let (town, award, mut ada) = earner().await;
    let badge = format!("/me/badges/{award}");
    for path in ["/me", &badge, "/me/addresses", "/me/data", "/me/collections", "/account/passkeys", "/join", "/erased"]
    {
        is_spanish(&ada.get(path).await, path);
    }
    for step in ["accept", "decline", "undo", "accept"] {
        let done = ada.send(&format!("{badge}/{step}"), &[]).await.location().to_owned();
        is_spanish(&ada.get(&done).await, &done);
    }
    let share = [("label", "Para Riverside"), ("fields", "results"), ("fields", "files"), ("days", "365")];
    let shared = ada.send(&format!("{badge}/share"), &share).await.location().to_owned();
    let page = ada.get(&shared).await;
    is_spanish(&page, &shared);
    page.shows("La insignia, resultados, archivos para guardar. Funciona hasta el 1 de junio de 2027.");
    let asked = ada.send(&format!("{badge}/correct"), &[("wanted_name", "Ada Marlowe")]).await.location().to_owned();
    ada.get(&asked).await.shows("El 1 de junio de 2026 pidió el nombre «Ada Marlowe».");

    let collection = ada.send("/me/collections", &[("title", "Mis años")]).await.location().to_owned();
    let added = ada.send(&format!("{collection}/add"), &[("award", award.as_str())]).await.location().to_owned();
    is_spanish(&ada.get(&added).await, &added);
    let shared = ada.send(&format!("{collection}/share"), &[("days", "0")]).await.location().to_owned();
    let page = ada.get(&shared).await;
    is_spanish(&page, &shared);
    let link = page.text.split(&format!("href=\"{BASE}")).nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("a link").to_owned();
    let page = ada.look(&link).await;
    is_spanish(&page, &link);
    page.shows("Mis años").shows("compartió este enlace el 1 de junio de 2026");

    let too_long = "x".repeat(5_000);
    for (path, field, value, says) in [
        (format!("{badge}/share"), "label", too_long.as_str(), "Escriba como máximo 100 caracteres"),
        (format!("{badge}/share"), "days", "100000", "Elija cuánto tiempo funciona el enlace"),
        (format!("{badge}/correct"), "wanted_name", "", ""),
        ("/me/addresses".to_owned(), "email", "ada", "Escriba una dirección de correo"),
        ("/me/collections".to_owned(), "title", "", "Escriba de 1 a 150 caracteres"),
        (format!("{collection}/describe"), "introduction", &too_long, "Escriba"),
        ("/me/data/erase".to_owned(), "confirm", "ben", "Escriba la dirección tal como aparece"),
        ("/me/addresses/remove".to_owned(), "email", ADA, "Esta es su única dirección; añada otra antes de quitarla."),
        (format!("{badge}/correct"), "wanted_name", "Ada Q", "Ya lo ha pedido; el emisor todavía no ha contestado."),
    ] {
        let wrong = ada.send(&path, &[(field, value)]).await;
        assert!(wrong.status >= 400, "{path}: {}", wrong.status);
        is_spanish(&wrong, &path);
        wrong.shows(says);
    }
    assert_eq!(town.app.audit(|_| {}).await.expect("audited").findings, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_link_of_an_earner_leads_to_says_nothing_in_english() {
    let (town, award, _) = earner().await;
    let mut reader = Browser::new(&town.app);
    reader.languages = Some("es");
    let yours = link_in_mail_of(&town.app, "/yours/").await;
    is_spanish(&reader.get(&yours).await, "by the link of a mail");
    town.accept(&award, ADA).await;
    let holder = town.holder(&award, ADA).await;
    let request = ShareRequest { label: "Riverside".into(), fields: ShareField::ALL.to_vec(), days: Some(30) };
    let link = town.app.make_share(&holder, &request).await.expect("a link");
    let path = format!("/s/{}", link.token);
    let page = reader.look(&path).await;
    is_spanish(&page, &path);
    page.shows("La persona que consiguió esta insignia compartió este enlace el 1 de junio de 2026.");
    // What programs get is the same in every language.
    let spanish = reader.get(&format!("{path}/view.json")).await.text;
    assert_eq!(spanish, Browser::new(&town.app).get(&format!("{path}/view.json")).await.text);
    assert!(spanish.contains("\"state\":\"Valid\""), "{spanish}");
    for framed in [format!("/embed/badges/{award}"), format!("/embed{path}"), "/embed/badges/none".to_owned()] {
        is_spanish(&reader.get(&framed).await, &framed);
    }

    town.app.withdraw_share(holder.person(), &link.token).await.expect("ended");
    let ended = reader.look(&path).await;
    assert_eq!(ended.status, 410);
    is_spanish(&ended, "a link that has ended");
    ended.shows("La persona que lo creó lo anuló el 1 de junio de 2026.");
}

/// The newest link of a kind in a mail to Ada, as a path.
async fn link_in_mail_of(app: &App, kind: &str) -> String {
    while app.do_messages().await.expect("mails are written") > 0 {}
    let kept = app.mailer().kept();
    let mut lines = kept.iter().rev().flat_map(|kept| kept.mail.text.lines());
    let link = lines.find(|line| line.contains(kind)).expect("a link");
    link.strip_prefix(BASE).expect("a link of ours").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_passkeys_say_nothing_in_english() {
    let town = Town::new(Engine::Sqlite).await;
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    owner.languages = Some("es");
    for done in ["added", "renamed", "removed"] {
        let path = format!("/account/passkeys?done={done}");
        is_spanish(&owner.get(&path).await, &path);
    }
    let mut visitor = Browser::new(&town.app);
    visitor.languages = Some("es");
    let page = visitor.get("/sign-in/passkey").await;
    is_spanish(&page, "/sign-in/passkey");
    let challenge = page.value("challenge");
    for (challenge, says) in
        [("", "Tardó demasiado o se envió dos veces."), (challenge.as_str(), "Esta llave de acceso no se conoce aquí.")]
    {
        let wrong = visitor.post("/sign-in/passkey", &[("challenge", challenge), ("credential", "AAAA")]).await;
        assert_eq!(wrong.status, 422);
        is_spanish(&wrong, "/sign-in/passkey");
        wrong.shows(says);
    }
}
