//! The name that the app's icon carries on a phone, where a study wants a neutral one.

use std::{fs, path::Path};

use serde_json::Value;

use super::PageError;
use crate::error::TaskError;

/// The variable through which `cargo xtask build --name` reaches Trunk's hook.
pub const VARIABLE: &str = "LOOP_APP_NAME";
/// What the app is called otherwise, in index.html and in the manifest.
const OWN: &str = "Closing the Loop";
/// A phone shows about twelve letters below an icon; more than this is a mistake.
const LONGEST: usize = 40;

/// The name as it will be shown, or a refusal.
pub fn check(name: &str) -> Result<&str, PageError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(PageError::AppName(name.to_owned()));
    }
    Ok(name)
}

/// Gives the page and the manifest of a folder that name.
pub fn write(name: &str, folder: &Path) -> Result<(), PageError> {
    let name = check(name)?;
    let index = folder.join("index.html");
    let page = fs::read_to_string(&index).map_err(TaskError::file(&index))?;
    fs::write(&index, renamed_page(&page, name)).map_err(TaskError::file(&index))?;

    let file = folder.join("manifest.webmanifest");
    let manifest = fs::read_to_string(&file).map_err(TaskError::file(&file))?;
    let manifest = renamed_manifest(&manifest, name).map_err(|error| TaskError::Content {
        path: file.clone(),
        what: error.to_string(),
    })?;
    fs::write(&file, manifest).map_err(TaskError::file(&file))?;
    Ok(())
}

/// Its title, the name for iPhones and the word below the mark while the app starts.
fn renamed_page(page: &str, name: &str) -> String {
    page.replace(OWN, &escaped(name))
}

fn renamed_manifest(manifest: &str, name: &str) -> Result<String, serde_json::Error> {
    let mut manifest: Value = serde_json::from_str(manifest)?;
    manifest["name"] = name.into();
    manifest["short_name"] = name.into();
    // They show the app's own name.
    if let Some(manifest) = manifest.as_object_mut() {
        manifest.remove("screenshots");
    }
    Ok(format!("{manifest:#}\n"))
}

/// Safe as text and between quotes.
fn escaped(name: &str) -> String {
    let mut safe = String::new();
    for c in name.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apps_own_page_is_renamed_everywhere() {
        let page = renamed_page(include_str!("../../../../index.html"), "Tom & \"Jo\"");
        let name = "Tom &amp; &quot;Jo&quot;";
        for place in [
            format!("<title>{name}</title>"),
            format!("<meta name=\"apple-mobile-web-app-title\" content=\"{name}\">"),
            format!("<p class=\"boot-name\">{name}</p>"),
        ] {
            assert!(page.contains(&place), "{place}");
        }
        assert!(!page.contains(OWN));
    }

    #[test]
    fn the_manifest_is_renamed_and_shows_no_pictures_of_the_other_name() {
        let own = include_str!("../../../../public/manifest.webmanifest");
        let text = renamed_manifest(own, "Evening \"pages\"").unwrap();
        assert!(!text.contains(OWN));
        let manifest: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["name"], "Evening \"pages\"");
        assert_eq!(manifest["short_name"], manifest["name"]);
        assert_eq!(manifest["start_url"], "/");
        assert_eq!(manifest["screenshots"], Value::Null);
    }

    #[test]
    fn every_picture_of_the_manifest_exists_in_its_size() {
        let public = crate::tools::root().join("public");
        let text = fs::read_to_string(public.join("manifest.webmanifest")).unwrap();
        let manifest: Value = serde_json::from_str(&text).unwrap();
        let lists = [
            "/icons",
            "/screenshots",
            "/shortcuts/0/icons",
            "/shortcuts/1/icons",
        ];
        for picture in lists
            .iter()
            .flat_map(|list| manifest.pointer(list).unwrap().as_array().unwrap())
        {
            let name = picture["src"].as_str().unwrap();
            let bytes = fs::read(public.join(&name[1..])).unwrap();
            assert!(bytes.len() < 120_000, "{name}");
            if name.ends_with(".png") {
                // PNG: width and height stand at 16, big-endian.
                let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
                let size = format!("{}x{}", number(16), number(20));
                assert_eq!(picture["sizes"], size.as_str(), "{name}");
            }
        }
    }

    #[test]
    fn a_name_that_nobody_could_read_is_refused() {
        assert_eq!(check("  Evening pages ").unwrap(), "Evening pages");
        assert_eq!(check("Été 2026").unwrap(), "Été 2026");
        for name in ["", "   ", "a\nb", &"x".repeat(41)] {
            assert!(matches!(check(name), Err(PageError::AppName(_))), "{name}");
        }
    }
}
