//! What entries follow on from, as links between their texts.

use std::collections::BTreeMap;

use super::ProjectWriter;
use crate::export::xml::Xml;

impl ProjectWriter<'_> {
    /// A link in one direction for each link of an entry to one that is here; in a conflict from and
    /// to each version. What was not shared is no source: that link stands in the text and in the
    /// variable `entry_links` only.
    pub fn links(&self, xml: &mut Xml) {
        let mut texts: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for source in &self.sources {
            if let Some(of) = source.of {
                texts.entry(of).or_default().push(&source.guid);
            }
        }
        let mut links = Vec::new();
        for origin in &self.sources {
            let Some((code, _)) = origin.of else { continue };
            for link in &origin.links {
                let targets = texts.get(&(code, link.entry)).into_iter().flatten();
                let kind = link.kind.as_str();
                links.extend(targets.map(|target| (kind, origin.guid.as_str(), *target)));
            }
        }
        links.sort_unstable();
        links.dedup();
        if links.is_empty() {
            return;
        }
        xml.open("Links", &[]);
        for (kind, origin, target) in links {
            let guid = self.guid(&format!("link/{kind}/{origin}/{target}"));
            let of = [
                ("guid", guid.as_str()),
                ("name", kind),
                ("direction", "OneWay"),
                ("originGUID", origin),
                ("targetGUID", target),
            ];
            xml.leaf("Link", &of);
        }
        xml.close();
    }
}
