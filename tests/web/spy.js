// Stands between the app and IndexedDB: notes what is asked for, and makes faults happen.
const seen = [];
let abortNext = false;
let putsUntilRefusal = Infinity;
let lastDatabase = null;

const transaction = IDBDatabase.prototype.transaction;
const put = IDBObjectStore.prototype.put;

export function watch() {
  const strict = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    lastDatabase = this;
    const made = strict.apply(this, args);
    if (made.mode === "readwrite") seen.push(made.durability);
    return made;
  };
  IDBObjectStore.prototype.put = function (...args) {
    if (--putsUntilRefusal === 0) throw new DOMException("refused", "QuotaExceededError");
    const request = put.apply(this, args);
    if (abortNext) {
      abortNext = false;
      this.transaction.abort();
    }
    return request;
  };
}

export function durabilities() { return seen.join(","); }
export function abortTheNextPut() { abortNext = true; }
export function refuseThePut(number) { putsUntilRefusal = number; }
export function closeUnderneath() { lastDatabase.close(); }
export async function rawValue(name, store) {
  const database = await new Promise((done) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => done(request.result);
  });
  const values = await new Promise((done) => {
    const request = transaction.call(database, [store]).objectStore(store).getAll();
    request.onsuccess = () => done(request.result);
  });
  database.close();
  return values[0];
}

// Whether a newer app gets to change the store within five seconds.
export function makesWay(name) {
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => done(true);
    setTimeout(() => done(false), 5000);
  });
}

const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

// Lays a store as some version of the app left it.
export async function lay(name, schema, rows) {
  await asked(indexedDB.deleteDatabase(name));
  const request = indexedDB.open(name, schema);
  request.onupgradeneeded = () => {
    const names = ["keyring", "profile", "entries", "drafts", "receipts", "catalogue"];
    if (schema >= 2) names.push("recordings", "slices");
    for (const store of names) request.result.createObjectStore(store);
  };
  const database = await asked(request);
  for (const [store, key, hex] of rows) {
    const bytes = new Uint8Array(hex.match(/../g).map((pair) => parseInt(pair, 16)));
    // A slice's key is the recording and a number.
    const [recording, number] = key.split("/");
    const at = number === undefined ? key : [recording, Number(number)];
    await asked(transaction.call(database, store, "readwrite").objectStore(store).put(bytes, at));
  }
  database.close();
}

export async function schemaOf(name) {
  return (await indexedDB.databases()).find((one) => one.name === name)?.version;
}
