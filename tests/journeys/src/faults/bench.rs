//! Where faults are tried: one world, one journal that everyone starts from, a folder for each.

use std::{
    cell::OnceCell,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Browser, Door, Note, Options, Person, World,
    faults::{
        disk,
        inside::{Held, Inside},
    },
    world,
};

/// What stands in the journal that every fault starts from.
pub(crate) const FIRST: Note = Note {
    door: Door::Past,
    text: "The first corridor had a green floor, and I counted my own steps on it.",
    title: "Green floor",
    role: "student",
    wishes: &["may-share"],
};
/// The second entry.
pub(crate) const SECOND: Note = Note {
    door: Door::Free,
    text: "Tea in the stairwell; the kettle is older than both of us.\nNobody minded.",
    title: "",
    role: "both",
    wishes: &["may-share", "ask-first"],
};
/// A draft that was left.
pub(crate) const LEFT: &str = "Half a thought about the kettle";

/// A bench: a world with a server that keeps its port, and a journal to start from.
pub struct Bench {
    /// The world; its copy of the app is its own.
    pub world: World,
    /// Who writes in the journal.
    pub person: Person,
    folder: PathBuf,
    inside: OnceCell<Inside>,
    /// Made by the first fault that asks for it.
    pub(super) long: OnceCell<(PathBuf, Held)>,
}

impl Bench {
    /// Makes the world, and in it a journal with two entries and a draft.
    pub fn new() -> Self {
        let folder = folder();
        let world = World::at(&folder.join("world"));
        let seed = folder.join(SEED);
        let mut browser = Browser::start(&seed, Self::options());
        let person = Person::join(&browser, &world);
        Person::write(&browser, &FIRST);
        Person::write(&browser, &SECOND);
        Person::go(&browser, "/");
        browser.tap(Door::Free.selector());
        browser.enter("#paper", LEFT);
        browser.see("#saved");
        browser.tap(".bar-start");
        browser.see(".waits a[href^='/write/draft/']");
        let inside = Inside::open(&browser, &person);
        browser.close();
        Self {
            world,
            person,
            folder,
            inside: OnceCell::from(inside),
            long: OnceCell::new(),
        }
    }

    /// How a browser is started that may have something to complain of.
    pub(crate) fn options() -> Options {
        Options {
            may_complain: true,
            ..Options::default()
        }
    }

    /// A folder for a fault, emptied.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.folder.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("a folder can be emptied");
        }
        fs::create_dir_all(&folder).expect("a folder can be made");
        folder
    }

    /// A folder with a copy of the profile that everyone starts from.
    pub(crate) fn copy(&self, name: &str) -> PathBuf {
        let folder = self.folder(name);
        self.copy_seed_to(&folder.join("profile"));
        folder
    }

    /// Copies that profile elsewhere.
    pub(crate) fn copy_seed_to(&self, profile: &Path) {
        world::copy_folder(&self.folder.join(SEED).join("profile"), profile);
    }

    /// A browser with a copy of that profile, at the locked journal.
    #[track_caller]
    pub(crate) fn phone(&self, name: &str, options: Options) -> Browser {
        let browser = Browser::start(&self.copy(name), options);
        browser.go(&self.world.url());
        browser.see("#passphrase");
        browser
    }

    /// The same, unlocked.
    #[track_caller]
    pub(crate) fn open_phone(&self, name: &str, options: Options) -> Browser {
        let browser = self.phone(name, options);
        self.person.unlock(&browser);
        browser
    }

    /// Who reads the journal past the app.
    pub(crate) fn inside(&self) -> &Inside {
        self.inside.get().expect("the journal was begun")
    }

    /// A page of the journal's origin in which the app does not run.
    #[track_caller]
    pub(crate) fn aside(&self, browser: &Browser) {
        browser.go(&format!("{}icons/icon.svg", self.world.url()));
    }

    /// Loads the app anew and unlocks.
    #[track_caller]
    pub(crate) fn return_to(&self, browser: &Browser) {
        browser.go(&self.world.url());
        browser.see("#passphrase");
        self.person.unlock(browser);
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What was left by faults that failed is looked at before the next run, or not at all.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const SEED: &str = "seed";

/// A folder by this process's number; those of processes that are no more are removed, with the
/// disks that one may have left mounted that was ended in the middle.
fn folder() -> PathBuf {
    let all = xtask::tools::target().join("faults");
    for old in fs::read_dir(&all).into_iter().flatten().flatten() {
        let process = old.file_name();
        if !Path::new("/proc").join(&process).exists() {
            disk::unmount_all_in(&old.path());
            let _ = fs::remove_dir_all(old.path());
        }
    }
    all.join(std::process::id().to_string())
}
