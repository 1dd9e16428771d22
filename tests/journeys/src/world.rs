//! Where a journey happens: a study with keys of its own, served from this machine.

use std::{
    fs,
    path::{Path, PathBuf},
};

use journal::Study;
use serde_json::Value;
use tempfile::TempDir;
use xtask::{
    demo::Demo,
    server::{Server, Site},
    tools::root,
};

use crate::tool::run;

/// A study, its keys, its codes and a server for the built app.
pub struct World {
    server: Server,
    folder: PathBuf,
    /// Goes with the world, where the world is to leave nothing behind.
    _temporary: Option<TempDir>,
    /// The pack's text.
    pub pack: String,
    /// Codes that the study accepts.
    pub codes: Vec<String>,
}

impl World {
    /// A study that is served beside the app.
    pub fn new() -> Self {
        Self::make_temporary(true)
    }

    /// The same study, as a file that a person has to choose.
    pub fn without_study() -> Self {
        Self::make_temporary(false)
    }

    /// A study that is served beside a copy of the app, all of it in a folder that stays: what is
    /// built meanwhile changes nothing, and the copy may be spoilt.
    pub fn at(folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("a folder can be made");
        let copy = folder.join("dist");
        copy_folder(&root().join("dist"), &copy);
        Self::make(folder.to_path_buf(), copy, true)
    }

    fn make_temporary(is_served: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let world = Self::make(folder.path().to_path_buf(), root().join("dist"), is_served);
        Self {
            _temporary: Some(folder),
            ..world
        }
    }

    fn make(folder: PathBuf, app: PathBuf, is_served: bool) -> Self {
        let demo = Demo::make(false).expect("the demo study can be made");
        let text = fs::read_to_string(&demo.study).expect("the demo study can be read");
        let mut pack: Value = serde_json::from_str(&text).expect("the demo study is JSON");
        // The keys are drawn by the published program: what the app seals to is theirs.
        for (at, name) in ["desk.key", "steward.key"].into_iter().enumerate() {
            run("age-keygen", &folder, &["-o", name], None);
            let recipient = run("age-keygen", &folder, &["-y", name], None);
            pack["recipients"][at]["public_key"] = recipient.trim().into();
        }
        // One can speak for longer than in the demo study, as one may in another.
        pack["entry"]["audio"]["max_minutes"] = 120.into();
        let pack = format!("{pack:#}\n");
        let file = folder.join("study.json");
        fs::write(&file, &pack).expect("the study can be written");
        let site = Site {
            folder: app,
            study: is_served.then_some(file),
        };
        let server = Server::start(site, 0)
            .unwrap_or_else(|error| panic!("{error}: {}", error.advice().unwrap_or_default()));
        Self {
            server,
            folder,
            _temporary: None,
            pack,
            codes: demo.codes,
        }
    }

    /// The address of the app, with a slash at its end.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// A file or folder of this world, which goes with it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The pack as the app reads it.
    pub fn study(&self) -> Study {
        Study::from_json(self.pack.as_bytes()).expect("the study is whole")
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// Copies a folder with all that is in it; what is there already is written over.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    let (from, to) = (from.join("."), to.display().to_string());
    let from = from.display().to_string();
    run("cp", Path::new("/"), &["-a", &from, &to], None);
}
