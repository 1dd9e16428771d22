"""What Taguette makes of pages and a codebook: by the functions that its upload calls."""
import asyncio
import json
import pathlib
import sys

import bs4
from taguette import convert, import_codebook

folder = pathlib.Path(sys.argv[1])
pages = {}
for page in sorted((folder / "documents").iterdir()):
    html = asyncio.run(convert.to_html(page.read_bytes(), "text/html", page.name, {}))
    assert convert.is_html_safe(html), page.name
    pages[page.name] = bs4.BeautifulSoup(html, "html5lib").get_text()
with open(folder / "codebook.csv", "rb") as codebook:
    tags = import_codebook.list_tags(codebook)
print(json.dumps({"pages": pages, "tags": tags}))
