//! What a page holds in memory, as the browser and the system see it.

use std::fmt;

use crate::Browser;

/// Keeps hold of the page's wasm memories, to look how large they are.
pub(super) const NOTE: &str = "
    (() => {
        window.memories = [];
        const note = result => {
            const { memory } = (result.instance ?? result).exports;
            if (memory) window.memories.push(memory);
            return result;
        };
        for (const name of ['instantiate', 'instantiateStreaming']) {
            const plain = WebAssembly[name];
            WebAssembly[name] = (...given) => plain.apply(WebAssembly, given).then(note);
        }
    })();";

/// Without it the heap is told in steps of megabytes.
pub(super) const PRECISE: &str = "--enable-precise-memory-info";

/// Megabytes of the page's own heap and of its wasm.
const HELD: &str = "
    const wasm = window.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    return [performance.memory.usedJSHeapSize / 1e6, wasm / 1e6];";

/// What a page holds, in megabytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Memory {
    /// Its JavaScript.
    pub(super) heap: f64,
    /// Its wasm, without that of its workers.
    pub(super) wasm: f64,
    /// All of its process, workers and what the browser itself needs for a page with it
    /// (`Rss` of `/proc/<pid>/smaps_rollup`).
    pub(super) process: f64,
}

impl Memory {
    /// Looks now.
    #[track_caller]
    pub(super) fn of(browser: &Browser) -> Self {
        let held = browser.run(HELD, &[]);
        let held = |at: usize| held[at].as_f64().unwrap_or(f64::INFINITY);
        Self {
            heap: held(0),
            wasm: held(1),
            process: browser.page_memory() as f64 / 1e6,
        }
    }

    /// The larger of both in each part.
    pub(super) fn most(self, other: Self) -> Self {
        Self {
            heap: self.heap.max(other.heap),
            wasm: self.wasm.max(other.wasm),
            process: self.process.max(other.process),
        }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            heap,
            wasm,
            process,
        } = self;
        write!(f, "{process:.0} MB (heap {heap:.1}, wasm {wasm:.1})")
    }
}
