//! Every request that a browser made, from its own network log.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

/// A request in a network log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The address.
    pub url: String,
    /// The origin that asked; nothing where a person or the browser itself did.
    pub initiator: Option<String>,
}

/// All requests in a network log: of pages, of their workers, and of the browser itself. The log
/// is whole once the browser is closed.
///
/// Source: Chromium's NetLog, `net/docs/net-log.md`; one event a line.
pub fn requests(log: &Path) -> BTreeSet<Request> {
    let text = fs::read(log).expect("the network log can be read");
    String::from_utf8_lossy(&text)
        .lines()
        .filter_map(|line| {
            let line = line.trim_end_matches(',');
            let line = line.strip_suffix(']').unwrap_or(line);
            let event: Value = serde_json::from_str(line).ok()?;
            let parameters = &event["params"];
            let initiator = parameters["initiator"].as_str()?;
            Some(Request {
                url: parameters["url"].as_str()?.to_owned(),
                initiator: initiator.contains("://").then(|| initiator.to_owned()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let text = "{\"constants\": {\"a\": 1},\n\"events\": [\n\
            {\"params\":{\"url\":\"http://a.example/\",\"initiator\":\"not an origin\"}},\n\
            {\"params\":{\"host\":\"a.example\"},\"type\":2},\n\
            {\"params\":{\"url\":\"wss://b.example/\",\"initiator\":\"http://a.example\"}}],\n\
            \"polledData\": {}}\n";
        fs::write(log.path(), text).unwrap();
        let found: Vec<_> = requests(log.path()).into_iter().collect();
        let expected = [
            ("http://a.example/", None),
            ("wss://b.example/", Some("http://a.example")),
        ];
        let expected = expected.map(|(url, initiator)| Request {
            url: url.to_owned(),
            initiator: initiator.map(str::to_owned),
        });
        assert_eq!(found, expected);
    }
}
