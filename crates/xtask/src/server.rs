//! A static server for one built app and one study file, with the headers of a strict host.

use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderValue, Method, Request, Response, StatusCode, header},
};
use tokio::{net::TcpListener, runtime, sync::oneshot, time};

use crate::policy::HEADERS;

mod sabotage;

pub use sabotage::Sabotage;

/// A running server. It stops, and cuts its connections, when it is dropped.
pub struct Server {
    address: SocketAddr,
    serving: Arc<Serving>,
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
        let serving = Arc::new(Serving {
            site: Mutex::new(site),
            sabotaged: Mutex::default(),
            requests: AtomicU64::new(0),
        });
        let app = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&serving));
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
            serving,
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

    /// For tests: serves another folder from the next request on, as after an update of the host.
    /// Nothing of the folder before is answered any more.
    pub fn switch(&self, folder: PathBuf) {
        held(&self.serving.site).folder = folder;
    }

    /// For tests: lets the answer to one address go wrong until [`Server::mend`]. The address is
    /// compared as it is asked for: `/` is not `/entries`, though the same file answers both.
    pub fn sabotage(&self, path: &str, sabotage: Sabotage) {
        held(&self.serving.sabotaged).insert(path.to_owned(), sabotage);
    }

    /// For tests: ends every [`Server::sabotage`].
    pub fn mend(&self) {
        held(&self.serving.sabotaged).clear();
    }

    /// How many requests were answered so far, wrongly or not; one that hangs is not yet.
    pub fn requests(&self) -> u64 {
        self.serving.requests.load(Ordering::Relaxed)
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

/// What a running server looks up at each request.
struct Serving {
    site: Mutex<Site>,
    sabotaged: Mutex<HashMap<String, Sabotage>>,
    requests: AtomicU64,
}

/// A lock's content. A test that failed while it held one must not make the others fail as well.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(serving): State<Arc<Serving>>, request: Request<Body>) -> Response<Body> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let sabotage = || held(&serving.sabotaged).get(&path).copied();
    while sabotage() == Some(Sabotage::Hang) {
        time::sleep(Duration::from_millis(20)).await;
    }
    let sabotage = sabotage();
    let site = held(&serving.site).clone();
    let response = respond(&site, &method, &path, sabotage);
    serving.requests.fetch_add(1, Ordering::Relaxed);
    response
}

fn respond(site: &Site, method: &Method, path: &str, sabotage: Option<Sabotage>) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let sentence = "only GET and HEAD are answered here";
        return plain(StatusCode::METHOD_NOT_ALLOWED, sentence);
    }
    if sabotage == Some(Sabotage::Html) {
        let media_type = "text/html; charset=utf-8";
        return with_headers(sabotage::LOGIN_PAGE.into(), StatusCode::OK, media_type);
    }
    // The app is a few megabytes on the same machine: reading a file whole is simple and quick.
    let found = find(site, path)
        .filter(|_| sabotage != Some(Sabotage::Missing))
        .and_then(|path| Some((media_type(&path), std::fs::read(path).ok()?)));
    let Some((media_type, mut bytes)) = found else {
        return plain(StatusCode::NOT_FOUND, "there is no such file");
    };
    match sabotage {
        _ if *method == Method::HEAD => with_headers(Body::empty(), StatusCode::OK, &media_type),
        Some(Sabotage::Cut) => {
            let mut response = with_headers(sabotage::half(&bytes), StatusCode::OK, &media_type);
            let promised = HeaderValue::from(bytes.len());
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, promised);
            response
        }
        _ => {
            if sabotage == Some(Sabotage::Flip) {
                sabotage::flip(&mut bytes);
            }
            with_headers(bytes.into(), StatusCode::OK, &media_type)
        }
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
    // A folder with a page of its own: the research desk.
    let page = file.join("index.html");
    if page.is_file() {
        return Some(page);
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
