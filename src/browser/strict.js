// Without this, "complete" means that the operating system has the bytes, not the disk: a power
// cut then loses everything that was called saved. rexie has no such option, so every read-write
// transaction of this page asks for it here.
// A full phone only aborts: rexie then reports neither an error nor why, so the reason is kept.
const plain = IDBDatabase.prototype.transaction;
let reason = "";

export function makeStrict() {
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode !== "readwrite") return plain.call(this, stores, mode, options);
    const transaction = plain.call(this, stores, mode, { ...options, durability: "strict" });
    transaction.addEventListener("abort", () => { reason = transaction.error?.name ?? ""; });
    return transaction;
  };
}

export function abortReason() {
  return reason;
}
