//! A static server for one built app and one study file, with the headers of a strict host.

use std::{
    fs::File,
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use tiny_http::{Header, Method, Request, Response, ResponseBox, StatusCode};

use crate::policy::HEADERS;

/// A browser opens six connections to one host; more threads would only wait.
const THREADS: usize = 6;

/// A running server. It stops when it is dropped.
pub struct Server {
    /// Nothing only while it is being dropped.
    http: Option<Arc<tiny_http::Server>>,
    address: SocketAddr,
    threads: Vec<JoinHandle<()>>,
}

/// What is served.
#[derive(Debug, Clone)]
pub struct Site {
    /// The built app: `index.html` and the files beside it.
    pub folder: PathBuf,
    /// Answers `/study.json`, read anew at each request; without it the folder's own file does.
    pub study: Option<PathBuf>,
}

impl Server {
    /// Starts serving on 127.0.0.1. Port 0 takes any free port; [`Server::address`] says which.
    pub fn start(site: Site, port: u16) -> Result<Self, ServeError> {
        if !site.folder.join("index.html").is_file() {
            return Err(ServeError::NotBuilt(site.folder));
        }
        let http = tiny_http::Server::http((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| ServeError::Bind(port, error.to_string()))?;
        let address = http
            .server_addr()
            .to_ip()
            .ok_or_else(|| ServeError::Bind(port, "no address was given".into()))?;
        let http = Arc::new(http);
        let site = Arc::new(site);
        let threads = (0..THREADS)
            .map(|_| {
                let (http, site) = (Arc::clone(&http), Arc::clone(&site));
                thread::spawn(move || serve(&http, &site))
            })
            .collect();
        Ok(Self {
            http: Some(http),
            address,
            threads,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The page's address, for people and browsers; a loopback address counts as a secure context.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Waits until the process is ended.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing to hand back.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(http) = &self.http {
            // One unblock wakes one thread.
            for _ in &self.threads {
                http.unblock();
            }
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        self.http = None;
        // The listening thread ends in its own time; the next server may want the same port, because
        // a browser keeps what it stores by address and port.
        for _ in 0..100 {
            if TcpListener::bind(self.address).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder holds no built app.
    #[error("{} holds no index.html", .0.display())]
    NotBuilt(PathBuf),
    /// The port could not be taken.
    #[error("port {0} could not be opened: {1}")]
    Bind(u16, String),
}

impl ServeError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::NotBuilt(_) => Some("build the app first: cargo xtask build"),
            Self::Bind(..) => Some("choose another port: cargo xtask serve --port 8081"),
        }
    }
}

fn serve(http: &tiny_http::Server, site: &Site) {
    while let Ok(request) = http.recv() {
        let answer = answer(site, &request);
        // The browser may have gone away; that is its right.
        let _ = request.respond(answer);
    }
}

fn answer(site: &Site, request: &Request) -> ResponseBox {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return plain(405, "only GET and HEAD are answered here");
    }
    let Some(path) = find(site, request.url()) else {
        return plain(404, "there is no such file");
    };
    match open(&path) {
        Ok((file, length)) => {
            let response = Response::new(StatusCode(200), vec![], file, Some(length), None)
                // A known length is sent as such, whatever the size.
                .with_chunked_threshold(usize::MAX);
            with_headers(response.boxed(), &media_type(&path))
        }
        Err(_) => plain(404, "there is no such file"),
    }
}

/// The file that answers a request's target, if there is one.
///
/// A path without an extension is a place inside the app, which `index.html` answers for.
fn find(site: &Site, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next().unwrap_or("");
    if path == "/study.json"
        && let Some(study) = &site.study
    {
        return Some(study.clone());
    }
    let inside = safe_path(path)?;
    let file = site.folder.join(&inside);
    if file.is_file() {
        return Some(file);
    }
    let names_a_file = inside.extension().is_some();
    (!names_a_file).then(|| site.folder.join("index.html"))
}

/// A request's path as a relative one, or nothing where it could lead out of the folder or to a
/// hidden file. Percent signs are not decoded: no file of the app needs one.
fn safe_path(path: &str) -> Option<PathBuf> {
    if path.contains(['\\', '\0', ':']) {
        return None;
    }
    let relative = Path::new(path.trim_start_matches('/'));
    relative
        .components()
        .all(|component| {
            matches!(component, Component::Normal(name)
                if !name.to_string_lossy().starts_with('.'))
        })
        .then(|| relative.to_path_buf())
}

fn open(path: &Path) -> io::Result<(File, usize)> {
    let file = File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
    Ok((file, length))
}

/// The media type by the file's name, with the charset where it is text.
fn media_type(path: &Path) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = guess.type_() == "text" || guess.subtype() == "json";
    if is_text {
        format!("{guess}; charset=utf-8")
    } else {
        guess.to_string()
    }
}

fn plain(status: u16, sentence: &str) -> ResponseBox {
    let response = Response::from_string(sentence).with_status_code(status);
    with_headers(response.boxed(), "text/plain; charset=utf-8")
}

fn with_headers(mut response: ResponseBox, media_type: &str) -> ResponseBox {
    for (name, value) in HEADERS.into_iter().chain([("Content-Type", media_type)]) {
        // Only non-ASCII text is refused, and ours is ASCII.
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    response
}

#[cfg(test)]
mod tests;
