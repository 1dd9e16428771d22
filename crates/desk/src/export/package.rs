//! Archives that other programs open as one file: workbooks, documents, projects.

use bundle::{StoredZip, StoredZipError};

use super::xml::Xml;

/// Where the names of relations begin, and those of packages (ECMA-376, parts 1 and 2).
pub(super) const RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument";

/// The parts of an archive in their order.
pub(super) fn package(
    parts: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<Vec<u8>, StoredZipError> {
    let mut zip = StoredZip::default();
    let mut out = Vec::new();
    for (name, data) in parts {
        out.extend(zip.begin(&name, &data)?);
        out.extend(data);
    }
    out.extend(zip.finish());
    Ok(out)
}

/// `[Content_Types].xml`: each part with the last words of its type, of that kind of document.
pub(super) fn content_types(document: &str, parts: &[(String, &str)]) -> Vec<u8> {
    let mut xml = Xml::document();
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    let relations = "application/vnd.openxmlformats-package.relationships+xml";
    for (ending, kind) in [("rels", relations), ("xml", "application/xml")] {
        xml.leaf("Default", &[("Extension", ending), ("ContentType", kind)]);
    }
    for (part, kind) in parts {
        let kind = format!("{TYPES}.{document}.{kind}+xml");
        xml.leaf("Override", &[("PartName", part), ("ContentType", &kind)]);
    }
    xml.finish().0
}

/// The relations of a part, numbered from `r1`, each with the last word of its type.
pub(super) fn relations(targets: &[(&str, &str)]) -> Vec<u8> {
    let mut xml = Xml::document();
    xml.open(
        "Relationships",
        &[("xmlns", &format!("{PACKAGE}/relationships"))],
    );
    for (number, (kind, target)) in (1..).zip(targets) {
        let id = format!("r{number}");
        let kind = format!("{RELATIONS}/{kind}");
        xml.leaf(
            "Relationship",
            &[("Id", &id), ("Type", &kind), ("Target", target)],
        );
    }
    xml.finish().0
}
