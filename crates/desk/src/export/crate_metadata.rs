//! RO-Crate metadata: what the folder of results is, for archives and for search.

use serde_json::{Value, json};

use super::{ExportFile, Listed, Origin};
use crate::dataset::Dataset;

/// `ro-crate-metadata.json` over the files of an export (RO-Crate 1.2,
/// <https://w3id.org/ro/crate/1.2>). `provenance.json` is written after it and stands in it
/// without size and digest.
pub fn crate_metadata(dataset: &Dataset, origin: &Origin, files: &[Listed]) -> ExportFile {
    let date: String = origin.made_at.chars().take(10).collect();
    let mut parts: Vec<Value> = files
        .iter()
        .map(|file| json!({ "@id": file.path }))
        .collect();
    parts.push(json!({ "@id": "provenance.json" }));
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.2" },
            "about": { "@id": "./" },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": format!("Entries of the study {}", dataset.study_id),
            "description": match &origin.register {
                None => "Journal entries as their writers shared them, merged and exported for analysis. Coded, not anonymous.",
                Some(_) => "Journal entries, merged and exported for analysis, with tokens in the places of names that a person decided about. Coded, not anonymous.",
            },
            "datePublished": date,
            "license": { "@id": "#terms" },
            "hasPart": parts,
            "mentions": { "@id": "#export" },
        }),
        json!({
            "@id": "#terms",
            "@type": "CreativeWork",
            "name": "Restricted use",
            "description": "To be used by the study's team only, under the consent of each participant and the handling wishes of each entry.",
        }),
        json!({
            "@id": "#export",
            "@type": "CreateAction",
            "name": "Opening, merging and exporting of bundles",
            "description": format!("By {}; provenance.json says which bundles.", origin.program),
            "endTime": origin.made_at,
            "object": { "@id": "provenance.json" },
            "result": { "@id": "./" },
        }),
        json!({
            "@id": "provenance.json",
            "@type": "File",
            "name": "Which bundles, opened by what, gave which of the files",
            "encodingFormat": "application/json",
        }),
    ];
    graph.extend(files.iter().map(|file| {
        json!({
            "@id": file.path,
            "@type": "File",
            "encodingFormat": media_type(&file.path),
            "contentSize": file.bytes.to_string(),
            "sha256": file.sha256,
        })
    }));
    let document = json!({
        "@context": "https://w3id.org/ro/crate/1.2/context",
        "@graph": graph,
    });
    let mut bytes = serde_json::to_vec_pretty(&document).expect("a JSON value can be written");
    bytes.push(b'\n');
    ExportFile::new("ro-crate-metadata.json".into(), bytes)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "csv" => "text/csv",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "vtt" => "text/vtt",
        "html" => "text/html",
        "json" => "application/json",
        "jsonl" => "application/jsonl",
        "graphml" => "application/xml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "qdpx" => "application/zip",
        _ => "application/octet-stream",
    }
}
