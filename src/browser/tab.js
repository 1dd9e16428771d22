// One tab owns the open journal. The lock dies with its page, so nothing is left behind by a
// crash; a browser without locks is old enough to have one tab at a time.
const NAME = "journal";
const channel = "BroadcastChannel" in self ? new BroadcastChannel(NAME) : null;
let release = null;
let onLost = () => {};

const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function hold(options) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((answer) => {
    navigator.locks
      .request(NAME, options, (lock) => {
        answer(lock !== null);
        return lock && new Promise((done) => { release = done; });
      })
      // Stolen by another tab, or not waited for any longer.
      .catch((error) => {
        answer(false);
        if (release && error.name === "AbortError") { release = null; onLost(); }
      });
  });
}

export function claim() {
  return hold({ ifAvailable: true });
}

// Asks the owner to save and to let go; one that does not answer is frozen or gone.
export async function takeOver() {
  if (!navigator.locks) return true;
  channel?.postMessage("let go");
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), 3000);
  const given = await hold({ signal: waiting.signal });
  clearTimeout(timer);
  return given || hold({ steal: true });
}

export function letGo() {
  release?.();
  release = null;
}

export async function isTaken() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return held.some((lock) => lock.name === NAME);
}

// Calls back when another tab asks for the journal, when it took it, and when the store is about
// to be changed by a newer app.
export function listen(asked, lost, close) {
  onLost = lost;
  channel?.addEventListener("message", ({ data }) => {
    if (data === "let go") asked();
    if (data === "close") close();
  });
}

// Before the store gets a new schema: the other tabs save and close it, or the upgrade would wait
// for them for ever.
export async function makeWay(database, version) {
  const known = (await indexedDB.databases?.().catch(() => [])) ?? [];
  if (!known.some((one) => one.name === database && one.version < version)) return;
  channel?.postMessage("close");
  for (let turn = 0; turn < 30 && (await isTaken()); turn++) await rest(100);
}
