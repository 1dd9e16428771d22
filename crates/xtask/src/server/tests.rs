//! The server, asked as a browser and as someone with bad intentions would ask.

use std::{
    env, fs,
    io::{Read, Write},
    net::TcpStream,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use super::*;

/// A folder with a small app in it, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("site-{}-{count}", process::id()));
        fs::create_dir_all(folder.join("dist/icons")).unwrap();
        for (name, text) in [
            ("dist/index.html", "<!doctype html>"),
            ("dist/app_bg.wasm", "\0asm"),
            ("dist/boot-1.js", "start()"),
            ("dist/icons/sprite.svg", "<svg/>"),
            ("dist/.hidden", "no"),
            ("secret.key", "no"),
            ("study.json", "{\"a\":1}"),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        Self(folder)
    }

    fn site(&self) -> Site {
        Site {
            folder: self.0.join("dist"),
            study: Some(self.0.join("study.json")),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ask(server: &Server, method: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn files_places_and_the_study_are_answered() {
    let folder = Folder::make();
    let server = Server::start(folder.site(), 0).unwrap();

    let page = ask(&server, "GET", "/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("<!doctype html>"));
    for (name, value) in HEADERS {
        // Names of headers have no case (RFC 9110).
        let line = format!("{}: {value}\r\n", name.to_lowercase());
        assert!(page.contains(&line), "{name}");
    }
    assert!(ask(&server, "GET", "/entries/7f3a?x=1").contains("<!doctype html>"));
    assert!(ask(&server, "GET", "/study.json").contains("{\"a\":1}"));

    let wasm = ask(&server, "GET", "/app_bg.wasm");
    assert!(
        wasm.contains("content-type: application/wasm\r\n"),
        "{wasm}"
    );
    assert!(wasm.contains("content-length: 4\r\n"), "{wasm}");

    let head = ask(&server, "HEAD", "/boot-1.js");
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"));
}

#[test]
fn what_is_not_there_or_not_asked_for_is_refused() {
    let folder = Folder::make();
    let server = Server::start(folder.site(), 0).unwrap();
    assert!(ask(&server, "GET", "/gone.js").starts_with("HTTP/1.1 404"));
    assert!(ask(&server, "POST", "/").starts_with("HTTP/1.1 405"));
    for target in [
        "/../secret.key",
        "/icons/../../secret.key",
        "/icons/..%2f..%2fsecret.key",
        "/..\\secret.key",
        "//../secret.key",
        "/.hidden",
    ] {
        let answer = ask(&server, "GET", target);
        assert!(answer.starts_with("HTTP/1.1 404"), "{target}: {answer}");
    }
}

#[test]
fn a_dropped_server_gives_its_port_back() {
    let folder = Folder::make();
    let server = Server::start(folder.site(), 0).unwrap();
    let port = server.address().port();
    drop(server);
    assert!(Server::start(folder.site(), port).is_ok());
}

#[test]
fn an_empty_folder_is_not_served() {
    let folder = Folder::make();
    let mut site = folder.site();
    site.folder = site.folder.join("icons");
    assert!(matches!(
        Server::start(site, 0),
        Err(ServeError::NotBuilt(_))
    ));
}

#[test]
fn media_types_are_the_ones_browsers_insist_on() {
    for (name, expected) in [
        ("index.html", "text/html; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("sw.js", "text/javascript; charset=utf-8"),
        ("base.css", "text/css; charset=utf-8"),
        ("app_bg.wasm", "application/wasm"),
        ("study.json", "application/json; charset=utf-8"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("literata.woff2", "font/woff2"),
        ("icon.svg", "image/svg+xml"),
        ("icon-180.png", "image/png"),
        ("_headers", "application/octet-stream"),
    ] {
        assert_eq!(media_type(Path::new(name)), expected, "{name}");
    }
}

#[test]
fn the_service_worker_is_asked_for_anew_each_time() {
    let folder = Folder::make();
    fs::write(folder.0.join("dist/sw.js"), "const RELEASE = {};").unwrap();
    let server = Server::start(folder.site(), 0).unwrap();
    let script = ask(&server, "GET", "/sw.js");
    assert!(script.contains("content-type: text/javascript"), "{script}");
    assert!(script.contains("cache-control: no-cache\r\n"), "{script}");
}

#[test]
fn another_folder_is_served_from_the_next_request_on() {
    let folder = Folder::make();
    let server = Server::start(folder.site(), 0).unwrap();
    assert!(ask(&server, "GET", "/boot-1.js").starts_with("HTTP/1.1 200"));

    let next = folder.0.join("next");
    fs::create_dir_all(&next).unwrap();
    fs::write(next.join("index.html"), "<!doctype html>2").unwrap();
    server.switch(next);
    assert_eq!(body(&ask(&server, "GET", "/")), "<!doctype html>2");
    assert!(ask(&server, "GET", "/boot-1.js").starts_with("HTTP/1.1 404"));
    // The study is not part of a release.
    assert!(ask(&server, "GET", "/study.json").contains("{\"a\":1}"));
    assert_eq!(server.requests(), 4);
}

#[test]
fn answers_go_wrong_as_asked_until_they_are_mended() {
    let folder = Folder::make();
    let server = Server::start(folder.site(), 0).unwrap();
    let file = "/boot-1.js";
    let get = || ask(&server, "GET", file);

    server.sabotage(file, Sabotage::Missing);
    assert!(get().starts_with("HTTP/1.1 404"));

    server.sabotage(file, Sabotage::Html);
    let answer = get();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("content-type: text/html"), "{answer}");
    server.sabotage("/gone.js", Sabotage::Html);
    assert!(ask(&server, "GET", "/gone.js").starts_with("HTTP/1.1 200"));

    server.sabotage(file, Sabotage::Flip);
    let answer = get();
    assert_eq!(body(&answer).len(), "start()".len(), "{answer}");
    assert_ne!(body(&answer), "start()");

    server.sabotage(file, Sabotage::Cut);
    let answer = get();
    assert!(answer.contains("content-length: 7\r\n"), "{answer}");
    assert_eq!(body(&answer), "sta");
    // Other addresses are served as ever.
    assert!(ask(&server, "GET", "/").contains("<!doctype html>"));

    server.sabotage(file, Sabotage::Hang);
    let before = server.requests();
    thread::scope(|scope| {
        let hanging = scope.spawn(get);
        thread::sleep(Duration::from_millis(100));
        assert!(!hanging.is_finished());
        assert_eq!(server.requests(), before);
        server.mend();
        assert_eq!(body(&hanging.join().unwrap()), "start()");
    });
    assert_eq!(body(&get()), "start()");
}

#[test]
fn a_hanging_answer_does_not_keep_the_server_alive() {
    let folder = Folder::make();
    let server = Server::start(folder.site(), 0).unwrap();
    server.sabotage("/", Sabotage::Hang);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    thread::sleep(Duration::from_millis(50));
    drop(server);
    assert_eq!(stream.read(&mut [0; 9]).unwrap_or(0), 0);
}
