//! What went right or wrong, in words, at the foot of the page.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clock;

/// How long something can be undone.
pub const UNDO: Duration = Duration::from_secs(10);

/// How long a sentence stays that needs no answer.
const READ: Duration = Duration::from_secs(4);

/// A sentence, perhaps with a way back.
#[derive(Clone)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether it tells of something that went wrong; it then stays until it is closed.
    pub is_bad: bool,
    /// What undoes it.
    pub undo: Option<Rc<dyn Fn()>>,
}

/// The one notice that is shown.
#[derive(Clone, Copy)]
pub struct Notices {
    current: RwSignal<Option<Notice>, LocalStorage>,
    number: StoredValue<u32>,
}

impl Notices {
    /// Makes the place for notices.
    pub fn provide() -> Self {
        let notices = Self {
            current: RwSignal::new_local(None),
            number: StoredValue::new(0),
        };
        provide_context(notices);
        notices
    }

    /// What is shown now.
    pub fn current(self) -> Option<Notice> {
        self.current.get()
    }

    /// Says that something went right.
    pub fn say(self, text: impl Into<String>) {
        self.show(Notice {
            text: text.into(),
            is_bad: false,
            undo: None,
        });
    }

    /// Says that something went wrong.
    pub fn warn(self, text: impl Into<String>) {
        self.show(Notice {
            text: text.into(),
            is_bad: true,
            undo: None,
        });
    }

    /// Says what was done, with a way back for ten seconds.
    pub fn offer_undo(self, text: impl Into<String>, undo: impl Fn() + 'static) {
        self.show(Notice {
            text: text.into(),
            is_bad: false,
            undo: Some(Rc::new(undo)),
        });
    }

    /// Takes the notice away.
    pub fn clear(self) {
        self.current.set(None);
    }

    fn show(self, notice: Notice) {
        let stays = notice.is_bad;
        let time = if notice.undo.is_some() { UNDO } else { READ };
        self.current.set(Some(notice));
        self.number.update_value(|number| *number += 1);
        let shown = self.number.get_value();
        if stays {
            return;
        }
        leptos::task::spawn_local(async move {
            clock::pause(time).await;
            if self.number.try_get_value() == Some(shown) {
                self.clear();
            }
        });
    }
}

/// The place for notices.
pub fn use_notices() -> Notices {
    expect_context()
}
