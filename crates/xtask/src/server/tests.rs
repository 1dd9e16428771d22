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
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
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
