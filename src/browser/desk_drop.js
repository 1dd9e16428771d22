// Everything that was dropped on the page, folders with all that is in them: pairs of path and file.
export async function dropped(event) {
  const entries = [...(event.dataTransfer?.items ?? [])]
    .map((item) => item.webkitGetAsEntry?.())
    .filter(Boolean);
  const found = [];
  const open = entries.map((entry) => [entry, ""]);
  while (open.length > 0) {
    const [entry, folder] = open.pop();
    const path = folder + entry.name;
    if (entry.isFile) {
      // What the browser cannot open is left to the person, who sees that it is not listed.
      const file = await new Promise((done) => entry.file(done, () => done(null)));
      if (file) found.push([path, file]);
      continue;
    }
    const reader = entry.createReader();
    // A reader gives a hundred at a time, and none at the end.
    for (;;) {
      const some = await new Promise((done) => reader.readEntries(done, () => done([])));
      if (some.length === 0) break;
      open.push(...some.map((inside) => [inside, path + "/"]));
    }
  }
  return found;
}
