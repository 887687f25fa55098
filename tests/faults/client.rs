//! A client that speaks just enough HTTP: one request, one connection, and an answer that came whole or not at all.

use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Somebody with an API key who asks one server.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) port: u16,
    pub(crate) secret: String,
}

impl Client {
    pub(crate) fn get(&self, path: &str) -> Result<Reply> {
        self.ask("GET", path, "", "")
    }

    pub(crate) fn post(&self, path: &str, key: &str, body: &str) -> Result<Reply> {
        self.ask("POST", path, key, body)
    }

    fn ask(&self, method: &str, path: &str, key: &str, body: &str) -> Result<Reply> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", self.port);
        head.push_str(&format!("Authorization: Bearer {}\r\n", self.secret));
        if !key.is_empty() {
            head.push_str(&format!("Idempotency-Key: {key}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        read_reply(&bytes).ok_or_else(|| Error::from(ErrorKind::UnexpectedEof))
    }
}

/// The answer, if all of it is there.
fn read_reply(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    })?;
    let body = bytes.get(end + 4..end + 4 + length)?;
    Some(Reply { status, body: String::from_utf8(body.to_vec()).ok()? })
}
