//! The desk's page, made out of the finished `index.html`: the same head, policy and look, with the
//! desk's own program and sheet. What belongs to the desk leaves the participants' page.

/// The folder of the page; hosts show its `index.html` at `/desk/`.
pub const PAGE: &str = "desk/index.html";
/// What starts the desk's program.
pub const LOADER: &str = "desk_loader.js";

const TITLE: &str = "Research desk";

/// The participants' page and the desk's; `None` where the page names no sheet of the desk.
pub fn split(page: &str) -> Option<(String, String)> {
    let is_ours = |tag: &str| {
        let name = tag.split_once("href=\"/").map_or("", |(_, rest)| rest);
        is_at_the_desk(name.split('"').next().unwrap_or_default())
    };
    let participants = without(page, "<link ", is_ours);
    if participants == page {
        return None;
    }
    let is_program = |tag: &str| {
        tag.contains("rel=\"modulepreload\"")
            || tag.contains("rel=\"preload\" href=\"/closing-the-loop")
            || tag.contains("rel=\"manifest\"")
    };
    let desk = without(page, "<link ", is_program);
    let desk = without(&desk, "<script ", |tag| tag.contains("\"/boot-"));
    let (before, rest) = desk.split_once("<title>")?;
    let (_, after) = rest.split_once("</title>")?;
    let start = format!(
        "<script type=\"module\" src=\"/{LOADER}\"></script>\
         <link rel=\"modulepreload\" href=\"/desk.js\" crossorigin=\"anonymous\">"
    );
    let after = after.replacen("</head>", &format!("{start}</head>"), 1);
    Some((
        participants,
        format!("{before}<title>{TITLE}</title>{after}"),
    ))
}

/// Whether a file is asked for at the desk only. Participants need not keep it.
pub fn is_at_the_desk(name: &str) -> bool {
    name.split('/').any(|part| {
        part == "desk"
            || ["desk.", "desk_", "desk-"]
                .iter()
                .any(|start| part.starts_with(start))
    })
}

/// The page without those elements of a kind that are meant; a script goes with its end.
fn without(page: &str, element: &str, is_meant: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(element) {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let is_out = is_meant(&rest[at..end]);
        kept.push_str(&rest[..if is_out { at } else { end }]);
        rest = &rest[end..];
        if is_out {
            rest = rest.strip_prefix("</script>").unwrap_or(rest);
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = "<head><title>Closing the Loop</title>\
        <link rel=\"manifest\" href=\"/manifest.webmanifest\">\
        <link rel=\"preload\" href=\"/fonts/a.woff2\" as=\"font\">\
        <link rel=\"stylesheet\" href=\"/pages-1.css\"/>\
        <link rel=\"stylesheet\" href=\"/desk-2.css\" integrity=\"x\"/>\
        <script src=\"/check.js\" defer></script>\
        <script type=\"module\" src=\"/boot-3.js\"></script>\
        <link rel=\"modulepreload\" href=\"/closing-the-loop-4.js\">\
        <link rel=\"modulepreload\" href=\"/snippets/x/desk_drop.js\">\
        <link rel=\"preload\" href=\"/closing-the-loop-4_bg.wasm\"></head><body>";

    #[test]
    fn each_page_has_its_own_and_not_the_others() {
        let (participants, desk) = split(BUILT).unwrap();
        assert!(!participants.contains("desk"), "{participants}");
        for part in [
            "pages-1.css",
            "boot-3.js",
            "closing-the-loop-4_bg.wasm",
            "manifest",
        ] {
            assert!(participants.contains(part), "{part}");
        }
        for part in [
            "boot-3",
            "closing-the-loop-4",
            "manifest",
            "Closing the Loop",
        ] {
            assert!(!desk.contains(part), "{part} in {desk}");
        }
        for part in [
            "pages-1.css",
            "desk-2.css",
            "check.js",
            "a.woff2",
            "/desk_loader.js",
        ] {
            assert!(desk.contains(part), "{part} in {desk}");
        }
        assert!(desk.contains("crossorigin=\"anonymous\"></head><body>"));
        assert_eq!(split(&participants), None);
    }

    #[test]
    fn the_desks_files_are_told_by_their_names() {
        for name in [
            "desk/index.html",
            "desk.js",
            "desk_bg.wasm",
            "desk_worker_loader.js",
            "desk-0f.css",
            "snippets/x/src/browser/desk_drop.js",
        ] {
            assert!(is_at_the_desk(name), "{name}");
        }
        for name in [
            "index.html",
            "worker.js",
            "pages-0f.css",
            "icons/desktop.png",
        ] {
            assert!(!is_at_the_desk(name), "{name}");
        }
    }
}
