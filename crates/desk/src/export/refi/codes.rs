//! The tags of the team as codes, and entries coded with them as a whole.

use std::collections::BTreeSet;

use super::document::made;
use super::{ProjectWriter, Source};
use crate::export::xml::Xml;

impl ProjectWriter<'_> {
    /// The tags that code something.
    pub fn tags(&self) -> BTreeSet<&str> {
        let tags = self.sources.iter().flat_map(|source| &source.tags);
        tags.map(String::as_str).collect()
    }

    /// The codebook, if there are tags.
    pub fn codes(&self, xml: &mut Xml) {
        let tags = self.tags();
        if tags.is_empty() {
            return;
        }
        xml.open("CodeBook", &[]);
        xml.open("Codes", &[]);
        let group = self.guid("codes");
        let of = [
            ("guid", group.as_str()),
            ("name", "Tags of the team"),
            ("isCodable", "false"),
        ];
        xml.open("Code", &of);
        for tag in tags {
            let guid = self.code(tag);
            xml.leaf(
                "Code",
                &[("guid", &guid), ("name", tag), ("isCodable", "true")],
            );
        }
        xml.close();
        xml.close();
        xml.close();
    }

    fn code(&self, tag: &str) -> String {
        self.guid(&format!("code/{tag}"))
    }

    /// The tags of an entry as codes of all its text.
    pub fn codings(
        &self,
        xml: &mut Xml,
        source: &Source<'_>,
        end: usize,
        (user, time): (&str, &str),
    ) {
        if source.tags.is_empty() || end == 0 {
            return;
        }
        let guid = |what: &str| self.guid(&format!("{what}/{}", source.guid));
        let end = end.to_string();
        let selection = guid("selection");
        let mut of = vec![
            ("guid", selection.as_str()),
            ("name", &source.name),
            ("startPosition", "0"),
            ("endPosition", &end),
        ];
        of.extend(made(user, time));
        xml.open("PlainTextSelection", &of);
        for tag in &source.tags {
            let coding = guid(&format!("coding/{tag}"));
            let of = [
                ("guid", coding.as_str()),
                ("creatingUser", user),
                ("creationDateTime", time),
            ];
            xml.open("Coding", &of);
            xml.leaf("CodeRef", &[("targetGUID", &self.code(tag))]);
            xml.close();
        }
        xml.close();
    }
}
