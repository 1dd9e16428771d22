//! The entrance of the desk's worker: it holds the keys and what was opened with them.

#[cfg(target_arch = "wasm32")]
fn main() {
    closing_the_loop::serve_desk();
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::print_stderr,
    reason = "a sentence for whoever runs the wrong program"
)]
fn main() {
    eprintln!("This is the browser app's worker. Start the app with `cargo xtask serve`.");
    std::process::exit(2);
}
