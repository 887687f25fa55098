//! A browser without a screen: keeps cookies, fills in the forms that it is shown, and asks the service in process.

use std::collections::BTreeMap;

use accolade::app::App;
use accolade::http::{Hall, Settings};
use accolade::ids::OrganisationId;
use accolade::web;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// Where the service in these stories is reached.
pub(crate) const BASE: &str = "http://127.0.0.1:8080";

/// A browser.
pub(crate) struct Browser {
    routes: Router,
    cookies: BTreeMap<String, String>,
    /// What kind of answer is asked for.
    accept: Option<&'static str>,
    /// The languages that are asked for.
    pub(crate) languages: Option<&'static str>,
    /// The page whose form is sent, as browsers tell it.
    pub(crate) origin: Option<String>,
    /// Further headers, in place of those that browsers send.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.header("location")
    }

    /// The value of the first field of this name.
    pub(crate) fn value(&self, name: &str) -> String {
        let at = self.text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name} in {}", self.text));
        let tag = &self.text[at..at + self.text[at..].find('>').expect("a closed tag")];
        tag.split_once("value=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value).to_owned()
    }

    /// Insists that the page holds a text.
    pub(crate) fn shows(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "no `{text}` in {} {}", self.status, self.text);
        self
    }

    /// Insists that the page does not hold a text.
    pub(crate) fn hides(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "`{text}` in {}", self.text);
        self
    }
}

impl Browser {
    pub(crate) fn new(app: &App) -> Self {
        let hall = Hall::new(app.clone(), Settings::default());
        Self {
            routes: hall.open(web::routes()),
            cookies: BTreeMap::new(),
            accept: None,
            languages: None,
            origin: Some(BASE.to_owned()),
            headers: Vec::new(),
        }
    }

    /// One that reaches what is for programs too.
    pub(crate) fn everything(app: &App) -> Self {
        let hall = Hall::new(app.clone(), Settings::default());
        Self { routes: hall.open(accolade::api::routes().merge(web::routes())), ..Self::new(app) }
    }

    /// The same browser after the service was started anew.
    pub(crate) fn moved(&self, app: &App) -> Self {
        Self { cookies: self.cookies.clone(), ..Self::new(app) }
    }

    /// A browser that can ask the interface for programs too.
    pub(crate) fn with_api(app: &App) -> Self {
        let hall = Hall::new(app.clone(), Settings::default());
        let routes = hall.open(web::routes().merge(accolade::api::routes()));
        Self { routes, ..Self::new(app) }
    }

    /// Somebody who signed in with a link for an owner, or for somebody with a role.
    pub(crate) async fn owner(app: &App, organisation: &OrganisationId, email: &str) -> Self {
        let link = app.owner_link(organisation, email).await.expect("a link");
        let mut browser = Self::new(app);
        browser.follow(&link).await;
        browser
    }

    /// Opens a link for signing in and presses its button.
    pub(crate) async fn follow(&mut self, link: &str) -> Answer {
        let path = link.strip_prefix(BASE).expect("a link to the service").to_owned();
        assert_eq!(self.get(&path).await.status, 200);
        self.post(&path, &[("csrf", "")]).await
    }

    /// Sends JSON; nothing for `null`.
    pub(crate) async fn json(&mut self, method: &str, path: &str, body: serde_json::Value) -> Answer {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.ask(method, path, "application/json", body).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "", Vec::new()).await
    }

    /// The page at an address where programs get something else.
    pub(crate) async fn look(&mut self, path: &str) -> Answer {
        self.accept = Some("text/html");
        let answer = self.get(path).await;
        self.accept = None;
        answer
    }

    pub(crate) async fn head(&mut self, path: &str) -> Answer {
        self.ask("HEAD", path, "", Vec::new()).await
    }

    /// Sends a form as it stands here.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
        self.ask("POST", path, "application/x-www-form-urlencoded", body).await
    }

    /// Sends a form with the session's own token.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        let fields: Vec<_> = std::iter::once(("csrf", csrf.as_str())).chain(fields.iter().copied()).collect();
        self.post(path, &fields).await
    }

    /// Sends the fields of a form for files, without a file.
    pub(crate) async fn post_multipart(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let part = |(name, value): &(&str, &str)| {
            format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = fields.iter().map(part).collect::<String>() + "--limit--\r\n";
        self.ask("POST", path, "multipart/form-data; boundary=limit", body.into_bytes()).await
    }

    /// Sends a form with a file in `upload`.
    pub(crate) async fn send_file(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let csrf = self.csrf().await;
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("csrf", csrf.as_str())]) {
            let head = format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.into_bytes());
        }
        let head = "--limit\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.png\"\r\n\
            Content-Type: image/png\r\n\r\n";
        body.extend(head.as_bytes());
        body.extend(file);
        body.extend(b"\r\n--limit--\r\n");
        self.ask("POST", path, "multipart/form-data; boundary=limit", body).await
    }

    /// The token that the session's forms carry.
    pub(crate) async fn csrf(&mut self) -> String {
        self.get("/signed-out").await.value("csrf")
    }

    pub(crate) async fn ask(&mut self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        if let Some(kind) = self.accept {
            request = request.header("accept", kind);
        }
        if let Some(languages) = self.languages {
            request = request.header("accept-language", languages);
        }
        if !matches!(method, "GET" | "HEAD") {
            request = request.header("content-type", kind);
            if let Some(origin) = &self.origin {
                request = request.header("origin", origin);
            }
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, axum::http::HeaderValue::from_static(value));
        }
        let response = self.routes.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("a text");
            let (name, rest) = text.split_once('=').expect("a cookie");
            match rest.split(';').next().filter(|_| !text.contains("Max-Age=0")) {
                Some(value) => self.cookies.insert(name.to_owned(), value.to_owned()),
                None => self.cookies.remove(name),
            };
        }
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
