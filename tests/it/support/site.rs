//! A web server on this machine that answers as a test tells it to, and counts who asks.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use openssl::ssl::SslAcceptor;

/// What a server is asked for.
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The host that the request names.
    pub(crate) host: String,
}

/// Both directions of a connection.
pub(crate) trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

/// Answers one request, in whatever way.
pub(crate) type Answer = dyn Fn(&Asked, &mut dyn Line) + Send + Sync;

/// A server on a free port; it ends with the value.
pub(crate) struct Site {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<thread::JoinHandle<()>>,
}

struct Shared {
    answer: Box<Answer>,
    tls: Option<SslAcceptor>,
    is_over: AtomicBool,
    connections: AtomicUsize,
    heads: Mutex<Vec<String>>,
}

impl Site {
    /// A server that answers without encryption.
    pub(crate) fn new(answer: impl Fn(&Asked, &mut dyn Line) + Send + Sync + 'static) -> Self {
        Self::start(Box::new(answer), None)
    }

    /// A server with a certificate.
    pub(crate) fn with_tls(tls: SslAcceptor, answer: impl Fn(&Asked, &mut dyn Line) + Send + Sync + 'static) -> Self {
        Self::start(Box::new(answer), Some(tls))
    }

    /// A server that gives one body for every path.
    pub(crate) fn of(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self::new(move |_, line| reply(line, "200 OK", &[], &body))
    }

    fn start(answer: Box<Answer>, tls: Option<SslAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            answer,
            tls,
            is_over: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            heads: Mutex::default(),
        });
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

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a path here.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port())
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().expect("the requests").clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is over.
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            listener.join().expect("the listener ends");
        }
    }
}

impl Shared {
    fn connection(&self, stream: TcpStream) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        match &self.tls {
            None => self.talk(stream),
            // Whoever does not like the certificate hangs up.
            Some(tls) => {
                if let Ok(stream) = tls.accept(stream) {
                    self.talk(stream);
                }
            }
        }
    }

    fn talk(&self, stream: impl Read + Write) {
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let path = head.split(' ').nth(1).unwrap_or("").to_owned();
        let named =
            head.lines().find_map(|line| line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("host")));
        let host = named.map_or("", |(_, host)| host.trim()).to_owned();
        self.heads.lock().expect("the requests").push(head.clone());
        (self.answer)(&Asked { path, host }, stream.get_mut());
    }
}

/// Writes a whole answer; a reader who has left is no failure.
pub(crate) fn reply(line: &mut dyn Line, status: &str, headers: &[&str], body: &[u8]) {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    let _ = line.write_all(head.as_bytes()).and_then(|()| line.write_all(body)).and_then(|()| line.flush());
}
