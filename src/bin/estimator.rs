//! The passphrase estimator's entrance: a worker of its own, loaded at join only.

#[cfg(target_arch = "wasm32")]
fn main() {
    closing_the_loop::strength::serve();
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
