//! A browser as a person holds it: look, tap, type, wait.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use thirtyfour::{By, WebDriver};
use tokio::runtime::{Builder, Runtime};

mod life;

use crate::{
    driver::Driver,
    options::{DOWNLOADS, NETWORK_LOG, Options, PROFILE},
    script,
};

/// How long anything may take before it counts as not coming: a passphrase's slow key needs
/// seconds on a machine with two cores.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with a profile of its own, the size of a phone.
pub struct Browser {
    runtime: Runtime,
    options: Options,
    folder: PathBuf,
    /// Nothing only while it is closed.
    running: Option<(Driver, WebDriver)>,
    complaints: RefCell<Vec<String>>,
}

impl Browser {
    /// Starts a browser whose profile, downloads and log lie below a folder.
    pub fn start(folder: &Path, options: Options) -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let mut browser = Self {
            runtime,
            options,
            folder: folder.to_path_buf(),
            running: None,
            complaints: RefCell::default(),
        };
        fs::create_dir_all(browser.downloads()).expect("a folder can be made");
        browser.open();
        browser
    }

    /// Where the profile lies.
    pub fn profile(&self) -> PathBuf {
        self.folder.join(PROFILE)
    }

    /// Where downloads go.
    pub fn downloads(&self) -> PathBuf {
        self.folder.join(DOWNLOADS)
    }

    /// The network log, whole once the browser is closed.
    pub fn network_log(&self) -> PathBuf {
        self.folder.join(NETWORK_LOG)
    }

    /// Opens an address. This loads the app anew, which locks the journal.
    #[track_caller]
    pub fn go(&self, url: &str) {
        let loaded = self.wait_for(self.driver().goto(url));
        loaded.unwrap_or_else(|error| panic!("{url} did not load: {error}"));
    }

    /// Loads the page anew.
    #[track_caller]
    pub fn reload(&self) {
        let reloaded = self.wait_for(self.driver().refresh());
        reloaded.unwrap_or_else(|error| panic!("the page did not load again: {error}"));
    }

    /// Waits until something can be seen.
    #[track_caller]
    pub fn see(&self, selector: &str) {
        self.until(&format!("{selector} is seen"), || self.sees(selector));
    }

    /// Waits until one of several things can be seen, and gives which.
    #[track_caller]
    pub fn see_any<'a>(&self, selectors: &[&'a str]) -> &'a str {
        let mut seen = None;
        self.until(&format!("one of {selectors:?} is seen"), || {
            seen = selectors.iter().copied().find(|one| self.sees(one));
            seen.is_some()
        });
        seen.unwrap_or_default()
    }

    /// Whether something can be seen now.
    #[track_caller]
    pub fn sees(&self, selector: &str) -> bool {
        self.run(script::IS_SEEN, &[selector.into()]) == true
    }

    /// Waits until something is no longer in the document.
    #[track_caller]
    pub fn see_gone(&self, selector: &str) {
        self.until(&format!("{selector} is gone"), || !self.has(selector));
    }

    /// Whether something is in the document now.
    #[track_caller]
    pub fn has(&self, selector: &str) -> bool {
        self.run(script::IS_THERE, &[selector.into()]) == true
    }

    /// Follows an address within the app, as a link of it would: the journal stays open.
    #[track_caller]
    pub fn follow(&self, address: &str) {
        self.run(script::FOLLOW, &[address.into()]);
        self.until(&format!("{address} is shown"), || {
            self.run("return location.pathname;", &[]) == address
        });
    }

    /// Waits for something and taps it.
    #[track_caller]
    pub fn tap(&self, selector: &str) {
        self.see(selector);
        let mut last = String::new();
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let tapped = self.wait_for(async {
                let element = self.driver().find(By::Css(selector)).await?;
                element.scroll_into_view().await?;
                self.driver()
                    .execute(script::AWAIT_TAP, [selector.into()])
                    .await?;
                element.click().await
            });
            match tapped {
                Ok(()) if self.run(script::IS_TAPPED, &[]) == true => return,
                // The page moved between the pressing and the letting go.
                Ok(()) => "nothing was tapped".clone_into(&mut last),
                // Something moves or lies over it for a moment.
                Err(error) => last = error.to_string(),
            }
            thread::sleep(Duration::from_millis(100));
        }
        self.fail(&format!("{selector} could not be tapped: {last}"));
    }

    /// Enters text at the end of a field, and gives what then stands in it.
    #[track_caller]
    pub fn enter(&self, selector: &str, text: &str) -> String {
        self.see(selector);
        text_of(self.run(script::ENTER, &[selector.into(), text.into(), false.into()]))
    }

    /// Enters text in place of what stands in a field.
    #[track_caller]
    pub fn replace(&self, selector: &str, text: &str) -> String {
        self.see(selector);
        text_of(self.run(script::ENTER, &[selector.into(), text.into(), true.into()]))
    }

    /// Puts a long text into a field, in place of what stands there.
    #[track_caller]
    pub fn fill(&self, selector: &str, text: &str) {
        self.see(selector);
        self.run(script::FILL, &[selector.into(), text.into()]);
    }

    /// Chooses a value in a list.
    #[track_caller]
    pub fn choose(&self, selector: &str, value: &str) {
        self.see(selector);
        let chosen = text_of(self.run(script::CHOOSE, &[selector.into(), value.into()]));
        assert_eq!(chosen, value, "{selector} has no such choice");
    }

    /// Gives a file to a field.
    #[track_caller]
    pub fn give(&self, selector: &str, file: &Path) {
        self.until(&format!("{selector} is there"), || self.has(selector));
        let given = self.wait_for(async {
            let element = self.driver().find(By::Css(selector)).await?;
            element.send_keys(file.display().to_string()).await
        });
        given.unwrap_or_else(|error| self.fail(&format!("{selector} took no file: {error}")));
    }

    /// The value of a field.
    #[track_caller]
    pub fn value(&self, selector: &str) -> String {
        self.see(selector);
        text_of(self.run(script::VALUE, &[selector.into()]))
    }

    /// Waits for something and gives the text of the first, as it stands in the document.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.see(selector);
        self.texts(selector).into_iter().next().unwrap_or_default()
    }

    /// The texts of everything of a kind that is there now.
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        match self.run(script::TEXTS, &[selector.into()]) {
            Value::Array(texts) => texts.into_iter().map(text_of).collect(),
            _ => Vec::new(),
        }
    }

    /// Everything the page holds: markup, fields and title.
    #[track_caller]
    pub fn whole(&self) -> String {
        text_of(self.run(script::WHOLE, &[]))
    }

    /// What one would read on the page.
    #[track_caller]
    pub fn read(&self) -> String {
        text_of(self.run(script::READ, &[]))
    }

    /// Every record of every database of this origin: its store and its bytes, or nothing where
    /// it is not plain bytes.
    #[track_caller]
    pub fn records(&self) -> Vec<(String, Option<Vec<u8>>)> {
        let found = self.run_async(script::RECORDS, &[]);
        let Value::Array(records) = found else {
            self.fail(&format!("the records could not be read: {found}"));
        };
        let bytes = |value: &Value| -> Option<Vec<u8>> {
            let bytes = value.as_array()?.iter();
            bytes
                .map(|byte| u8::try_from(byte.as_u64()?).ok())
                .collect()
        };
        records
            .iter()
            .map(|record| (text_of(record["store"].clone()), bytes(&record["bytes"])))
            .collect()
    }

    /// Runs a script in the page.
    #[track_caller]
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        let ran = self.wait_for(self.driver().execute(script, arguments));
        ran.map(|value| value.json().clone())
            .unwrap_or_else(|error| panic!("a script did not run: {error}"))
    }

    /// Runs a script that calls its last argument when it is done.
    #[track_caller]
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        let ran = self.wait_for(self.driver().execute_async(script, arguments));
        ran.map(|value| value.json().clone())
            .unwrap_or_else(|error| panic!("a script did not end: {error}"))
    }

    /// Sends a command of the DevTools protocol.
    #[track_caller]
    pub fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.wait_for(self.driver().cdp().send_raw(method, parameters))
            .unwrap_or_else(|error| panic!("{method} was refused: {error}"))
    }

    /// Waits until something is so.
    #[track_caller]
    pub fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let start = Instant::now();
        while !is_so() {
            if start.elapsed() > PATIENCE {
                self.fail(&format!("waited in vain until {what}"));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Keeps a picture of the page in `target/journeys/`.
    #[track_caller]
    pub fn picture(&self, name: &str) {
        let folder = xtask::tools::target().join("journeys");
        fs::create_dir_all(&folder).expect("a folder can be made");
        let file = folder.join(format!("{name}.png"));
        let taken = self.wait_for(self.driver().screenshot(&file));
        taken.unwrap_or_else(|error| panic!("no picture could be taken: {error}"));
    }

    /// What the console complained of so far.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        if self.running.is_some()
            && let Ok(log) = self.wait_for(self.driver().browser_log())
        {
            let severe = log.into_iter().filter(|entry| entry.level == "SEVERE");
            let mut complaints = self.complaints.borrow_mut();
            complaints.extend(severe.map(|entry| entry.message));
        }
        self.complaints.borrow().clone()
    }

    /// Ends the test with what is on the page.
    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        self.picture("failed");
        let (page, complaints) = (self.read(), self.complaints());
        panic!("{what}\n--- on the page:\n{page}\n--- in the console:\n{complaints:#?}")
    }

    fn driver(&self) -> &WebDriver {
        &self.running.as_ref().expect("the browser is open").1
    }

    fn wait_for<T>(&self, answer: impl Future<Output = T>) -> T {
        self.runtime.block_on(answer)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some((driver, connected)) = self.running.take() {
            // The test has failed already, or has no more questions.
            let _ = self.runtime.block_on(connected.quit());
            drop(driver);
        }
    }
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
