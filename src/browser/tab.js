// One tab owns the open journal. The lock dies with its page, so nothing is left behind by a
// crash; a browser without locks is old enough to have one tab at a time.
let release = null;

export function claim() {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((answer) => {
    navigator.locks.request("journal", { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock && new Promise((done) => { release = done; });
    });
  });
}

export function letGo() {
  release?.();
  release = null;
}
