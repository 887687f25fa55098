//! HTTP as far as a test needs it: one question, one answer, one connection.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header, empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = |line: &'_ str| -> Option<(usize, usize)> {
            let (found, _) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some((found.len() + 1, line.len()))
        };
        self.head.lines().find_map(|line| value(line).map(|(from, to)| line[from..to].trim())).unwrap_or("")
    }
}

/// Asks a server on this machine.
pub(crate) fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\ncontent-length: {}\r\n{more}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("the server reads");
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).expect("an answer"), 0, "{method} {path}: the answer broke off: {head}");
    }
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let mut answer = Answer { status, head, body: Vec::new() };
    match answer.header("content-length").parse::<usize>() {
        Ok(length) => {
            answer.body = vec![0; length];
            reader.read_exact(&mut answer.body).expect("the whole answer");
        }
        Err(_) => drop(reader.read_to_end(&mut answer.body).expect("the whole answer")),
    }
    answer
}
