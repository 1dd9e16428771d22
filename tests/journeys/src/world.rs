//! Where a journey happens: a study with keys of its own, served from this machine.

use std::{fs, path::PathBuf};

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
    folder: TempDir,
    /// The pack's text.
    pub pack: String,
    /// Codes that the study accepts.
    pub codes: Vec<String>,
}

impl World {
    /// A study that is served beside the app.
    pub fn new() -> Self {
        Self::make(true)
    }

    /// The same study, as a file that a person has to choose.
    pub fn without_study() -> Self {
        Self::make(false)
    }

    fn make(is_served: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let demo = Demo::make(false).expect("the demo study can be made");
        let text = fs::read_to_string(&demo.study).expect("the demo study can be read");
        let mut pack: Value = serde_json::from_str(&text).expect("the demo study is JSON");
        // The keys are drawn by the published program: what the app seals to is theirs.
        for (at, name) in ["desk.key", "steward.key"].into_iter().enumerate() {
            run("age-keygen", folder.path(), &["-o", name], None);
            let recipient = run("age-keygen", folder.path(), &["-y", name], None);
            pack["recipients"][at]["public_key"] = recipient.trim().into();
        }
        let pack = format!("{pack:#}\n");
        fs::write(folder.path().join("study.json"), &pack).expect("the study can be written");
        let file = folder.path().join("study.json");
        fs::write(&file, &pack).expect("the study can be written");
        let site = Site {
            folder: root().join("dist"),
            study: is_served.then_some(file),
        };
        let server = Server::start(site, 0)
            .unwrap_or_else(|error| panic!("{error}: {}", error.advice().unwrap_or_default()));
        Self {
            server,
            folder,
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
        self.folder.path().join(name)
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
