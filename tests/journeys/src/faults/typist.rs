//! Who types without end, and notes what was called saved.

use serde_json::Value;

use crate::Browser;

/// How one types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// A few words, then a rest long enough for a save, and so on.
    InBursts,
    /// Without a rest.
    Steadily,
}

/// What a typist has seen so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noted {
    /// What stands in the field.
    pub(crate) typed: String,
    /// What stood there when it was last called saved, if it ever was.
    pub(crate) saved: Option<String>,
}

const START: &str = "
    const [marker, pace] = arguments;
    const field = document.querySelector('#paper');
    const words = ['ward', 'corridor', 'kettle', 'pager', 'na\\u00efve', 'window', 'M\\u00fcller',
        'night', '\\u{1f319}', 'stairwell', 'tea', 'handover', 'e\\u0301clair', 'list'];
    const state = { typed: field.value, saved: null };
    let burst = 0;
    // Nothing is typed between the page's change and this look at it.
    const look = () => { if (document.querySelector('#saved')) state.saved = field.value; };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    const type = () => {
        if (!field.isConnected || window.typist !== state) return;
        look();
        const word = words[Math.floor(Math.random() * words.length)];
        field.focus();
        field.setSelectionRange(field.value.length, field.value.length);
        document.execCommand('insertText', false, field.value === '' ? marker + ' ' : word + ' ');
        state.typed = field.value;
        burst += 1;
        const rests = pace === 'bursts' && burst % 6 === 0;
        setTimeout(type, rests ? 640 + Math.random() * 260 : 30 + Math.random() * 40);
    };
    window.typist = state;
    type();";

const LOOK: &str = "
    const state = window.typist;
    return state && [state.typed, state.saved];";

/// Begins to type on the page that is open; an empty page gets a marker first.
#[track_caller]
pub(crate) fn start(browser: &Browser, marker: &str, pace: Pace) {
    browser.see("#paper");
    let pace = match pace {
        Pace::InBursts => "bursts",
        Pace::Steadily => "steadily",
    };
    browser.run(START, &[marker.into(), pace.into()]);
}

/// Types no more.
#[track_caller]
pub(crate) fn stop(browser: &Browser) {
    browser.run("window.typist = null;", &[]);
}

/// Looks over the typist's shoulder.
#[track_caller]
pub(crate) fn look(browser: &Browser) -> Noted {
    let seen = browser.run(LOOK, &[]);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Noted {
        typed: text(&seen[0]).unwrap_or_default(),
        saved: text(&seen[1]),
    }
}

impl Noted {
    /// Whether a text is what the promise allows: all that was called saved, and nothing that was
    /// not typed. What was typed between this look and the end is not known: the text may go on.
    pub(crate) fn allows(&self, text: &str) -> bool {
        let saved = self.saved.as_deref().unwrap_or_default();
        text.starts_with(saved) && (self.typed.starts_with(text) || text.starts_with(&self.typed))
    }
}
