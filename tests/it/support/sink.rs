//! A mail server on this machine that takes what it is told to take, and remembers it.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use openssl::ssl::SslAcceptor;

/// How the server behaves.
#[derive(Clone, Default)]
pub(crate) struct Manner {
    /// TLS, if there is any.
    pub(crate) tls: Option<(When, SslAcceptor)>,
    /// The answer to `RCPT`, instead of taking the recipient.
    pub(crate) to_recipient: Option<&'static str>,
    /// The answer to `AUTH`, instead of letting everybody in.
    pub(crate) to_login: Option<&'static str>,
    /// How long it thinks before it answers the mail.
    pub(crate) thinks: Duration,
}

/// When a connection becomes an encrypted one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    FromTheStart,
    OnRequest,
}

/// A server on a free port; it ends with the value.
pub(crate) struct Sink {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<thread::JoinHandle<()>>,
}

struct Shared {
    manner: Manner,
    is_over: AtomicBool,
    commands: Mutex<Vec<String>>,
    mails: Mutex<Vec<String>>,
}

impl Sink {
    pub(crate) fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let is_over = AtomicBool::new(false);
        let shared = Arc::new(Shared { manner, is_over, commands: Mutex::default(), mails: Mutex::default() });
        let of_thread = Arc::clone(&shared);
        let listener = thread::spawn(move || {
            for stream in listener.incoming() {
                if of_thread.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&of_thread);
                thread::spawn(move || shared.connection(stream.expect("a connection")));
            }
        });
        Self { address, shared, listener: Some(listener) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was said to it, encrypted or not.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.shared.commands.lock().expect("the commands").clone()
    }

    /// The mails it took.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.shared.mails.lock().expect("the mails").clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            listener.join().expect("the listener ends");
        }
    }
}

/// What ends a conversation.
enum End {
    Gone,
    StartTls,
}

impl Shared {
    fn connection(&self, mut stream: TcpStream) {
        match &self.manner.tls {
            Some((When::FromTheStart, acceptor)) => {
                let Ok(mut stream) = acceptor.accept(stream) else { return };
                say(&mut stream, "220 sink");
                self.talk(&mut stream, false);
            }
            other => {
                say(&mut stream, "220 sink");
                let ended = self.talk(&mut stream, other.is_some());
                if let (End::StartTls, Some((_, acceptor))) = (ended, other)
                    && let Ok(mut stream) = acceptor.accept(stream)
                {
                    self.talk(&mut stream, false);
                }
            }
        }
    }

    fn talk(&self, stream: &mut (impl Read + Write), offers_tls: bool) -> End {
        while let Some(line) = line_of(stream) {
            let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            self.commands.lock().expect("the commands").push(line);
            match verb.as_str() {
                "EHLO" if offers_tls => say(stream, "250-sink\r\n250-STARTTLS\r\n250 8BITMIME"),
                "EHLO" => say(stream, "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME"),
                "STARTTLS" => {
                    say(stream, "220 go ahead");
                    return End::StartTls;
                }
                "AUTH" => say(stream, self.manner.to_login.unwrap_or("235 welcome")),
                "RCPT" => say(stream, self.manner.to_recipient.unwrap_or("250 ok")),
                "DATA" => {
                    say(stream, "354 go on");
                    let Some(mail) = mail_of(stream) else { return End::Gone };
                    thread::sleep(self.manner.thinks);
                    self.mails.lock().expect("the mails").push(mail);
                    say(stream, "250 taken");
                }
                "QUIT" => {
                    say(stream, "221 bye");
                    return End::Gone;
                }
                _ => say(stream, "250 ok"),
            }
        }
        End::Gone
    }
}

fn say(stream: &mut impl Write, text: &str) {
    // A client who has left is no failure.
    let _ = stream.write_all(format!("{text}\r\n").as_bytes()).and_then(|()| stream.flush());
}

/// One line, read sign by sign: what follows may be a handshake, which is not ours to read.
fn line_of(stream: &mut impl Read) -> Option<String> {
    let mut line = String::new();
    BufReader::with_capacity(1, stream).read_line(&mut line).ok().filter(|length| *length > 0)?;
    Some(line.trim_end().to_owned())
}

fn mail_of(stream: &mut impl Read) -> Option<String> {
    let mut mail = String::new();
    loop {
        match line_of(stream)?.as_str() {
            "." => return Some(mail),
            line => mail.push_str(&format!("{line}\n")),
        }
    }
}
