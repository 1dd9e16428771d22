//! How a browser begins and ends: politely, or from one moment to the next.

use std::fs;

use serde_json::{Value, json};
use thirtyfour::WebDriver;

use super::{Browser, PATIENCE};
use crate::{driver::Driver, options::Engine, process};

impl Browser {
    /// Starts the browser again with the profile it had.
    #[track_caller]
    pub fn open(&mut self) {
        let driver = Driver::start(self.options.engine);
        let capabilities = self.options.capabilities(&self.folder);
        let capabilities = capabilities.expect("the capabilities are JSON");
        let connected = self
            .runtime
            .block_on(WebDriver::new(driver.url(), capabilities))
            .unwrap_or_else(|error| panic!("the browser did not start: {error}"));
        let timed = self
            .runtime
            .block_on(connected.set_page_load_timeout(PATIENCE / 2));
        timed.unwrap_or_else(|error| panic!("the browser takes no timeout: {error}"));
        self.running = Some((driver, connected));
        for script in &self.options.scripts {
            self.add_script(script);
        }
    }

    /// Has a script run in every page from now on, before the page's own; gives what
    /// [`Browser::remove_script`] knows it by.
    #[track_caller]
    pub fn add_script(&self, script: &str) -> Value {
        let parameters = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", parameters)
    }

    /// Runs such a script no more.
    #[track_caller]
    pub fn remove_script(&self, added: Value) {
        self.devtools("Page.removeScriptToEvaluateOnNewDocument", added);
    }

    /// Closes the browser as a person does; its profile and log are then whole.
    ///
    /// Fails if the console complained: a policy broken, a file missing, a panic.
    #[track_caller]
    pub fn close(&mut self) {
        let complaints = self.complaints();
        if let Some((driver, connected)) = self.running.take() {
            // Closed already is closed.
            let _ = self.runtime.block_on(connected.quit());
            drop(driver);
        }
        assert!(
            self.options.may_complain || complaints.is_empty(),
            "the console complained: {complaints:#?}"
        );
    }

    /// Ends the browser with all its processes from one moment to the next, as a phone does that
    /// needs the memory.
    #[track_caller]
    pub fn kill(&mut self) {
        process::signal(&process::tree(self.process()), "KILL");
        let (driver, connected) = self.running.take().expect("the browser is open");
        // There is no session left that could be closed politely; geckodriver would wait for it.
        drop(driver);
        let _ = self.runtime.block_on(connected.quit());
        // What the next browser would take for another one that is still running.
        for name in [
            "SingletonLock",
            "SingletonCookie",
            "SingletonSocket",
            "lock",
            ".parentlock",
        ] {
            let _ = fs::remove_file(self.profile().join(name));
        }
    }

    /// Holds the browser with all its processes still, as a power cut does. What it wrote so far
    /// can be looked at; then it can only be killed.
    #[track_caller]
    pub fn freeze(&self) {
        process::signal(&process::tree(self.process()), "STOP");
    }

    /// Ends the page's own process, not the browser; gives whether the session outlived it.
    #[track_caller]
    pub fn crash_page(&mut self) -> bool {
        // The page that is asked cannot answer.
        let _ = self.wait_for(self.driver().cdp().send_raw("Page.crash", json!({})));
        if self.wait_for(self.driver().title()).is_ok() {
            return true;
        }
        if let Some((driver, connected)) = self.running.take() {
            let _ = self.runtime.block_on(connected.quit());
            drop(driver);
        }
        false
    }

    /// Opens another tab and shows it.
    #[track_caller]
    pub fn new_tab(&self) {
        let opened = self.wait_for(async {
            let tab = self.driver().new_tab().await?;
            self.driver().switch_to_window(tab).await
        });
        opened.unwrap_or_else(|error| panic!("there is no other tab: {error}"));
    }

    /// Shows a tab by its number, counted from 0 in the order in which they were opened.
    #[track_caller]
    pub fn show_tab(&self, number: usize) {
        let shown = self.wait_for(async {
            let tabs = self.driver().windows().await?;
            self.driver().switch_to_window(tabs[number].clone()).await
        });
        shown.unwrap_or_else(|error| panic!("tab {number} is not shown: {error}"));
    }

    /// How much memory the largest of the processes that show pages has, in bytes: the app's, for
    /// the browser keeps a small one in reserve.
    #[track_caller]
    pub(crate) fn page_memory(&self) -> u64 {
        let pages = process::tree(self.process());
        let pages = pages
            .into_iter()
            .filter(|page| process::shows_a_page(*page));
        pages.filter_map(process::resident).max().unwrap_or(0)
    }

    /// How much memory the browser's first process has, in bytes: it holds what pages hand over.
    #[track_caller]
    pub(crate) fn own_memory(&self) -> u64 {
        process::resident(self.process()).unwrap_or(0)
    }

    /// The browser's first process.
    #[track_caller]
    fn process(&self) -> u32 {
        let name = match self.options.engine {
            Engine::Chromium => "goog:processID",
            Engine::Firefox => "moz:processID",
            Engine::WebKit => panic!("WebKitGTK does not tell its process"),
        };
        let process = self
            .driver()
            .capabilities()
            .get(name)
            .and_then(Value::as_u64);
        let process = process.and_then(|process| u32::try_from(process).ok());
        process.expect("the browser's process is known")
    }
}
