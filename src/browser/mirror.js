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

export function remove(vault, store, name) {
  return orNothing(undefined, async () => (await open(vault, store, false)).removeEntry(name));
}

// All vaults that have a second copy here.
export async function vaults() {
  const found = [];
  for await (const [name, handle] of (await root()).entries()) {
    if (handle.kind === "directory" && name.startsWith("mirror-")) found.push(name.slice(7));
  }
  return found;
}

// Goes through every file of one: its store (empty for the keyring), its name, its handle.
async function* files(folder, store = "") {
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === "directory") yield* files(handle, name);
    else yield [store, name, handle];
  }
}

const bytes = async (handle) => new Uint8Array(await (await handle.getFile()).arrayBuffer());

// Where there is no such folder or file, there is nothing in it.
async function orNothing(nothing, what) {
  try {
    return await what();
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
    return nothing;
  }
}

// Every file of one: its store, its name, its bytes.
export function list(vault) {
  return all(vault, async (store, name, handle) => [store, name, await bytes(handle)]);
}

// The same without the bytes.
export function names(vault) {
  return all(vault, (store, name) => [store, name]);
}

async function all(vault, show) {
  const found = [];
  await orNothing(undefined, async () => {
    for await (const file of files(await open(vault, "", false))) found.push(await show(...file));
  });
  return found;
}

// The bytes of some files of a store, in the order of their names; null for what is not there.
export function read(vault, store, names) {
  return orNothing(names.map(() => null), async () => {
    const folder = await open(vault, store, false);
    const one = async (name) => bytes(await folder.getFileHandle(name));
    return Promise.all(names.map((name) => orNothing(null, () => one(name))));
  });
}
