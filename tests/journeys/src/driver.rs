//! The program between the tests and the browser.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::options::Engine;

/// A running chromedriver, geckodriver or WebKitWebDriver. It ends, and with it its browser, when it is dropped.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    _screen: Option<Screen>,
}

/// A screen that nobody sees, for a browser that wants one. It ends when it is dropped.
struct Screen {
    process: Child,
    name: String,
}

impl Screen {
    fn start() -> Self {
        let mut process = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "800x1000x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("Xvfb does not start: {error}"));
        let mut number = String::new();
        let output = process.stdout.take().expect("its output is read");
        let read = BufReader::new(output).read_line(&mut number);
        assert!(read.is_ok_and(|length| length > 1), "Xvfb gives no screen");
        Self {
            process,
            name: format!(":{}", number.trim()),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Driver {
    /// Starts an engine's driver on a free port and waits until it answers.
    pub(crate) fn start(engine: Engine) -> Self {
        let port = free_port();
        let name = match engine {
            Engine::Chromium => "chromedriver",
            Engine::Firefox => "geckodriver",
            Engine::WebKit => "WebKitWebDriver",
        };
        let program = xtask::tools::which(name)
            .unwrap_or_else(|| panic!("{name} is not installed: cargo xtask test installs it"));
        let mut command = Command::new(program);
        let screen = (engine == Engine::WebKit).then(Screen::start);
        if let Some(screen) = &screen {
            command.env("DISPLAY", &screen.name);
            // It is told where no sandbox can be made, as for root.
            command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        let process = command
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let driver = Self {
            process,
            port,
            _screen: screen,
        };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{name} does not answer"
            );
            thread::sleep(Duration::from_millis(20));
        }
        driver
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port can be opened");
    socket.local_addr().expect("a socket has an address").port()
}
