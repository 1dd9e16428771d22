//! How a browser is started.

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::{
    Capabilities, ChromeCapabilities, ChromiumLikeCapabilities, FirefoxCapabilities,
    LoggingPrefsLogLevel, common::capabilities::firefox::FirefoxPreferences,
    error::WebDriverResult,
};

pub(crate) const PROFILE: &str = "profile";
pub(crate) const DOWNLOADS: &str = "downloads";
/// WebKitGTK's own small browser, which is no program of the path.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
pub(crate) const NETWORK_LOG: &str = "network.json";

/// Which browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, and with it Chrome and Edge.
    #[default]
    Chromium,
    /// Firefox. It knows no DevTools protocol, and so none of the scripts below.
    Firefox,
    /// WebKitGTK, the engine of Safari as Debian has it, on a screen that nobody sees. Its sessions
    /// are private ones, and it knows neither the scripts nor the preferences below.
    WebKit,
}

/// What is unusual about a browser.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which browser it is.
    pub engine: Engine,
    /// More arguments of the command line.
    pub arguments: Vec<&'static str>,
    /// Scripts that run in every page before its own.
    pub scripts: Vec<String>,
    /// Settings of the profile, by their names in Chromium's `Preferences` or in Firefox's
    /// `about:config`.
    pub preferences: Vec<(&'static str, Value)>,
    /// Whether complaints in the console are part of the journey.
    pub may_complain: bool,
}

impl Options {
    /// What the driver is asked for: a phone without a screen, all of it below a folder.
    pub(crate) fn capabilities(&self, folder: &Path) -> WebDriverResult<Capabilities> {
        match self.engine {
            Engine::Chromium => self.for_chromium(folder).map(Into::into),
            Engine::Firefox => self.for_firefox(folder).map(Into::into),
            Engine::WebKit => self.for_webkit(),
        }
    }

    fn for_firefox(&self, folder: &Path) -> WebDriverResult<FirefoxCapabilities> {
        let mut capabilities = FirefoxCapabilities::new();
        let profile = folder.join(PROFILE);
        std::fs::create_dir_all(&profile).expect("a folder can be made");
        for argument in ["-headless", "-profile", &profile.display().to_string()] {
            capabilities.add_arg(argument)?;
        }
        for argument in &self.arguments {
            capabilities.add_arg(argument)?;
        }
        let mut preferences = FirefoxPreferences::new();
        preferences.set("browser.download.folderList", 2)?;
        preferences.set(
            "browser.download.dir",
            folder.join(DOWNLOADS).display().to_string(),
        )?;
        for (name, value) in &self.preferences {
            preferences.set(name, value)?;
        }
        capabilities.set_preferences(preferences)?;
        Ok(capabilities)
    }

    fn for_webkit(&self) -> WebDriverResult<Capabilities> {
        let mut capabilities = Capabilities::new();
        let arguments = ["--automation"].iter().chain(&self.arguments);
        let options = json!({
            "binary": MINI_BROWSER,
            "args": arguments.collect::<Vec<_>>(),
        });
        capabilities.set("webkitgtk:browserOptions", options)?;
        Ok(capabilities)
    }

    fn for_chromium(&self, folder: &Path) -> WebDriverResult<ChromeCapabilities> {
        let mut capabilities = ChromeCapabilities::new();
        let (profile, log) = (folder.join(PROFILE), folder.join(NETWORK_LOG));
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--lang=en-GB",
            "--accept-lang=en-GB",
            &format!("--user-data-dir={}", profile.display()),
            &format!("--log-net-log={}", log.display()),
        ] {
            capabilities.add_arg(argument)?;
        }
        for argument in &self.arguments {
            capabilities.add_arg(argument)?;
        }
        let mut preferences = json!({
            "download.default_directory": folder.join(DOWNLOADS).display().to_string(),
            "download.prompt_for_download": false,
        });
        for (name, value) in &self.preferences {
            preferences[*name] = value.clone();
        }
        capabilities.add_experimental_option("prefs", preferences)?;
        let phone = json!({ "deviceMetrics":
            { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true } });
        capabilities.add_experimental_option("mobileEmulation", phone)?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        Ok(capabilities)
    }
}
