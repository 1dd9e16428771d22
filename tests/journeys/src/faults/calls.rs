//! Calls of the browser's storage that are made to fail, one after another or all at once.

use serde_json::{Value, json};

use crate::Browser;

/// Makes chosen calls fail. `window.calls.at` is the number of the call that fails, counted from
/// when it was set; -1 is every call; 0 none.
pub(crate) const SCRIPT: &str = "
    (() => {
        const calls = { at: 0, how: '', seen: 0, failed: 0 };
        window.calls = calls;
        const fails = () => {
            if (calls.at === 0) return '';
            calls.seen += 1;
            if (calls.at !== -1 && calls.seen !== calls.at) return '';
            calls.failed += 1;
            return calls.how;
        };
        const refuse = how => {
            if (how === 'throw') throw new DOMException('made to fail', 'UnknownError');
            if (how === 'full') throw new DOMException('made to fail', 'QuotaExceededError');
        };
        const silence = target => {
            for (const name of ['success', 'error', 'complete', 'abort']) {
                Object.defineProperty(target, 'on' + name, { set() {}, get() { return null; } });
            }
            target.addEventListener = () => {};
        };
        for (const name of ['put', 'delete']) {
            const plain = IDBObjectStore.prototype[name];
            IDBObjectStore.prototype[name] = function (...given) {
                const how = fails();
                refuse(how);
                const request = plain.apply(this, given);
                const { transaction } = this;
                if (how === 'abort') request.addEventListener('success', () => transaction.abort());
                if (how === 'error') transaction.abort();
                if (how === 'hang') silence(request);
                return request;
            };
        }
        const plain = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
            const how = mode === 'readwrite' ? fails() : '';
            refuse(how);
            const transaction = plain.call(this, stores, mode, ...rest);
            if (how === 'hang') silence(transaction);
            if (how === 'abort' || how === 'error') queueMicrotask(() => {
                try { transaction.abort(); } catch { /* it has ended */ }
            });
            return transaction;
        };
        // Whoever holds the connection can close it.
        const open = IDBFactory.prototype.open;
        window.connections = [];
        IDBFactory.prototype.open = function (...given) {
            const request = open.apply(this, given);
            request.addEventListener('success', () => window.connections.push(request.result));
            return request;
        };
    })();";

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// It throws.
    Throw,
    /// It throws what a full phone throws.
    Full,
    /// It succeeds, and then its transaction is given up.
    Abort,
    /// Its transaction is given up before it has ended.
    Error,
    /// It never answers.
    Hang,
}

impl How {
    /// Those that answer.
    pub(crate) const ANSWERING: [Self; 4] = [Self::Full, Self::Throw, Self::Abort, Self::Error];

    fn name(self) -> &'static str {
        match self {
            Self::Throw => "throw",
            Self::Full => "full",
            Self::Abort => "abort",
            Self::Error => "error",
            Self::Hang => "hang",
        }
    }
}

/// Which calls fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// One, by its number from now on.
    Number(u32),
    /// All.
    All,
}

/// From now on these calls fail.
#[track_caller]
pub(crate) fn make_fail(browser: &Browser, which: Which, how: How) {
    let at = match which {
        Which::Number(number) => i64::from(number),
        Which::All => -1,
    };
    let calls = json!({ "at": at, "how": how.name(), "seen": 0, "failed": 0 });
    browser.run("Object.assign(window.calls, arguments[0]);", &[calls]);
}

/// From now on none fails; gives how many failed.
#[track_caller]
pub(crate) fn make_work(browser: &Browser) -> u64 {
    let failed = browser.run("window.calls.at = 0; return window.calls.failed;", &[]);
    failed.as_u64().unwrap_or_default()
}

/// Closes every connection to the database that the app holds.
#[track_caller]
pub(crate) fn close_connections(browser: &Browser) -> u64 {
    let script = "
        const all = window.connections.splice(0);
        all.forEach(connection => connection.close());
        return all.length;";
    let closed: Value = browser.run(script, &[]);
    closed.as_u64().unwrap_or_default()
}
