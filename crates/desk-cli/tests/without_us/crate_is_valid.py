"""The required checks of RO-Crate 1.2 that a folder fails, as JSON.

The validator fetches the specification's context from the network; here it is given the terms that
the metadata uses, as the context of RO-Crate 1.2 maps them.
"""
import json
import pathlib
import sys

import requests
from rocrate_validator import services
from rocrate_validator.utils import http

folder = pathlib.Path(sys.argv[1])
metadata = json.loads((folder / "ro-crate-metadata.json").read_text())
terms = {
    "File": "http://schema.org/MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}
for entity in metadata["@graph"]:
    for term in [*entity, entity["@type"]]:
        if not term.startswith("@"):
            terms.setdefault(term, f"http://schema.org/{term}")


def injected(_self, url, **_kwargs):
    assert url.startswith("https://w3id.org/ro/crate/1.2/context"), url
    response = requests.Response()
    response.status_code = 200
    response.url = url
    response.headers["Content-Type"] = "application/ld+json"
    response._content = json.dumps({"@context": terms}).encode()
    return response


http.HttpRequester.get = injected
settings = {
    "rocrate_uri": str(folder),
    "profile_identifier": "ro-crate-1.2",
    "requirement_severity": "REQUIRED",
    "no_cache": True,
}
result = services.validate(settings)
print(json.dumps([f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]))
