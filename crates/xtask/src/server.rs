//! A static server for one built app and one study file, with the headers of a strict host.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderValue, Method, Request, Response, StatusCode, header},
};
use tokio::{net::TcpListener, runtime, sync::oneshot};

use crate::policy::HEADERS;

/// A running server. It stops, and cuts its connections, when it is dropped.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
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
        let bind = |error: io::Error| ServeError::Bind(port, error.to_string());
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(bind)?;
        let listener = runtime
            .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
            .map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let app = Router::new().fallback(answer).with_state(Arc::new(site));
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    served = axum::serve(listener, app) => drop(served),
                    stopped = stopped => drop(stopped),
                }
            });
            // The runtime goes with this thread, and every connection with the runtime.
        });
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
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
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing to hand back.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
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

async fn answer(State(site): State<Arc<Site>>, request: Request<Body>) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let sentence = "only GET and HEAD are answered here";
        return plain(StatusCode::METHOD_NOT_ALLOWED, sentence);
    }
    // The app is a few megabytes on the same machine: reading a file whole is simple and quick.
    match find(&site, request.uri().path()).map(|path| (media_type(&path), std::fs::read(path))) {
        Some((media_type, Ok(bytes))) => {
            let body = if request.method() == Method::HEAD {
                Body::empty()
            } else {
                bytes.into()
            };
            with_headers(body, StatusCode::OK, &media_type)
        }
        Some((_, Err(_))) | None => plain(StatusCode::NOT_FOUND, "there is no such file"),
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

fn plain(status: StatusCode, sentence: &'static str) -> Response<Body> {
    with_headers(sentence.into(), status, "text/plain; charset=utf-8")
}

fn with_headers(body: Body, status: StatusCode, media_type: &str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        if let Ok(name) = name.parse::<header::HeaderName>() {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(media_type) = HeaderValue::from_str(media_type) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    response
}

#[cfg(test)]
mod tests;
