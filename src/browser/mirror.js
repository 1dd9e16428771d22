// The second copy: every sealed record once more, as a file in the origin's private folder. It
// survives what breaks a database; it is flushed by nobody, so it is never the truth. Where the
// folder is missing or refuses, there is simply no second copy.
const folder = (vault) => `mirror-${vault}`;
const root = () => navigator.storage.getDirectory();

async function open(vault, store, create) {
  const mirror = await (await root()).getDirectoryHandle(folder(vault), { create });
  return store ? mirror.getDirectoryHandle(store, { create }) : mirror;
}

export async function put(vault, store, name, bytes) {
  const file = await (await open(vault, store, true)).getFileHandle(name, { create: true });
  // Written beside and put in place at close: a file is the old one or the new one.
  const stream = await file.createWritable();
  await stream.write(bytes);
  await stream.close();
}

export async function remove(vault, store, name) {
  try {
    await (await open(vault, store, false)).removeEntry(name);
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
  }
}

// All vaults that have a second copy here.
export async function vaults() {
  const found = [];
  for await (const [name, handle] of (await root()).entries()) {
    if (handle.kind === "directory" && name.startsWith("mirror-")) found.push(name.slice(7));
  }
  return found;
}

// Every file of one: its store (empty for the keyring), its name, its bytes.
export async function list(vault) {
  const found = [];
  const read = async (folder, store) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === "directory") await read(handle, name);
      else found.push([store, name, new Uint8Array(await (await handle.getFile()).arrayBuffer())]);
    }
  };
  try {
    await read(await open(vault, "", false), "");
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
  }
  return found;
}
