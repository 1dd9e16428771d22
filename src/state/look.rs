//! Language, colours and letters.

use leptos::prelude::*;

use crate::browser::page;
use crate::browser::settings::{Settings, preferred_language};
use crate::words;

/// How the app looks and speaks.
#[derive(Clone, Copy)]
pub struct Look {
    /// What was chosen.
    pub settings: RwSignal<Settings>,
    /// The language spoken; the app is drawn anew when it changes.
    pub language: RwSignal<&'static str>,
}

impl Look {
    /// Loads what was chosen before and applies it.
    pub fn provide() -> Self {
        let settings = Settings::load();
        let look = Self {
            language: RwSignal::new(spoken(&settings)),
            settings: RwSignal::new(settings),
        };
        look.apply();
        provide_context(look);
        look
    }

    /// Changes a setting, applies it and keeps it.
    pub fn change(self, change: impl FnOnce(&mut Settings)) {
        self.settings.update(change);
        self.settings.with_untracked(Settings::store);
        self.apply();
        let language = self.settings.with_untracked(spoken);
        if language != self.language.get_untracked() {
            self.language.set(language);
        }
    }

    fn apply(self) {
        let language = self.settings.with_untracked(spoken);
        words::speak(language);
        self.settings
            .with_untracked(|settings| page::apply(settings, language));
    }
}

fn spoken(settings: &Settings) -> &'static str {
    words::LANGUAGES
        .into_iter()
        .find(|known| *known == settings.language)
        .unwrap_or_else(|| preferred_language(&words::LANGUAGES))
}

/// The look of the app.
pub fn use_look() -> Look {
    expect_context()
}
