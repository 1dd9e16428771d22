//! What a participant does, from joining to locking.

use std::path::PathBuf;

use serde_json::Value;

use crate::{Browser, World, share};

/// A participant with the secrets that only they know.
#[derive(Debug, Clone)]
pub struct Person {
    /// The code they were given.
    pub code: String,
    /// The six words they chose.
    pub passphrase: String,
    /// The recovery code they noted down.
    pub recovery_code: String,
}

/// Which way one comes to the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A question about one's beginnings.
    Past,
    /// A question about what is to come.
    Future,
    /// No question.
    Free,
}

/// Something to write, and how it is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Note {
    /// The way to the composer.
    pub door: Door,
    /// What is typed.
    pub text: &'static str,
    /// The heading, which may be empty.
    pub title: &'static str,
    /// The role's value, empty to leave it.
    pub role: &'static str,
    /// The choices and wishes that are tapped, by their ids.
    pub wishes: &'static [&'static str],
}

impl Door {
    /// What opens it.
    pub fn selector(self) -> &'static str {
        match self {
            Self::Past => ".door-past",
            Self::Future => ".door-future",
            Self::Free => "a[href='/write/free']",
        }
    }
}

impl Person {
    /// Joins the study without detours, from the first page to the open journal.
    #[track_caller]
    pub fn join(browser: &Browser, world: &World) -> Self {
        browser.go(&world.url());
        Self::join_from_the_study(browser, world)
    }

    /// The same, once the study is shown.
    #[track_caller]
    pub fn join_from_the_study(browser: &Browser, world: &World) -> Self {
        browser.tap("#to-code");
        let code = world.codes[0].clone();
        browser.replace("#code", &code);
        browser.tap("#to-consent");
        Self::agree(browser, world);
        let passphrase = Self::take_six_words(browser);
        let recovery_code = Self::seal(browser);
        Self::type_back(browser, &recovery_code);
        Self {
            code,
            passphrase,
            recovery_code,
        }
    }

    /// Says yes to everything that is asked.
    #[track_caller]
    pub fn agree(browser: &Browser, world: &World) {
        browser.see("#agree");
        for item in &world.study().consent.items {
            Self::answer(browser, &item.id, "yes");
        }
        browser.tap("#agree");
    }

    /// Answers one question of the consent.
    #[track_caller]
    pub fn answer(browser: &Browser, item: &str, value: &str) {
        browser.tap(&format!(
            "label:has(> input[name='{item}'][value='{value}'])"
        ));
    }

    /// Takes the six words that are offered.
    #[track_caller]
    pub fn take_six_words(browser: &Browser) -> String {
        browser.see("#use-words");
        let passphrase = browser.texts(".words li").join(" ");
        assert_eq!(passphrase.split(' ').count(), 6, "{passphrase}");
        browser.tap("#use-words");
        assert_eq!(browser.value("#passphrase"), passphrase);
        assert_eq!(browser.value("#passphrase-again"), passphrase);
        passphrase
    }

    /// Seals with what stands in the fields, and gives the recovery code that is shown.
    #[track_caller]
    pub fn seal(browser: &Browser) -> String {
        browser.tap("#seal");
        browser.see("#groups");
        let script = "return document.querySelector('#groups').dataset.code;";
        match browser.run(script, &[]) {
            Value::String(code) => code,
            other => panic!("no recovery code is shown: {other}"),
        }
    }

    /// Types the two groups back that are asked for, which starts the journal.
    #[track_caller]
    pub fn type_back(browser: &Browser, recovery_code: &str) {
        let group = |number: usize| recovery_code.split('-').nth(number).unwrap_or_default();
        browser.replace("#group-3", group(3));
        browser.replace("#group-7", group(7));
        browser.tap("#start");
        browser.see(".doors");
    }

    /// Goes to a place of the open journal.
    #[track_caller]
    pub fn go(browser: &Browser, place: &str) {
        browser.tap(&format!("a.place[href='{place}']"));
        browser.see(&format!("a.place[href='{place}'][aria-current]"));
    }

    /// Writes and keeps an entry; gives its id and the text as the field had it.
    #[track_caller]
    pub fn write(browser: &Browser, note: &Note) -> (String, String) {
        Self::go(browser, "/");
        browser.tap(note.door.selector());
        let text = browser.enter("#paper", note.text);
        browser.see("#saved");
        browser.tap(".composer-foot .button-primary");
        (Self::keep(browser, note), text)
    }

    /// Fills the form after writing; gives the entry's id.
    #[track_caller]
    pub fn keep(browser: &Browser, note: &Note) -> String {
        browser.see("#keep");
        if !note.role.is_empty() {
            browser.tap(&format!(
                "label:has(> input[name='role'][value='{}'])",
                note.role
            ));
        }
        browser.replace("#title", note.title);
        for wish in note.wishes {
            browser.tap(&format!("label:has(> #{wish})"));
        }
        browser.tap("#keep");
        browser.see("#entry-text");
        let address = browser.run("return location.pathname;", &[]);
        let id = address
            .as_str()
            .and_then(|path| path.strip_prefix("/entries/"));
        id.unwrap_or_else(|| panic!("{address} is not an entry's place"))
            .to_owned()
    }

    /// Shares what is chosen, from the page of choosing to the saved file.
    #[track_caller]
    pub fn share_chosen(browser: &Browser) -> PathBuf {
        browser.tap("#review");
        share(browser)
    }

    /// Locks the journal.
    #[track_caller]
    pub fn lock(browser: &Browser) {
        browser.tap("#lock");
        browser.see("#passphrase");
    }

    /// Tries to open the journal with a passphrase.
    #[track_caller]
    pub fn try_passphrase(browser: &Browser, passphrase: &str) {
        browser.replace("#passphrase", passphrase);
        browser.tap("form button[type='submit']");
    }

    /// Opens the journal.
    #[track_caller]
    pub fn unlock(&self, browser: &Browser) {
        Self::try_passphrase(browser, &self.passphrase);
        browser.see("#lock");
    }
}
