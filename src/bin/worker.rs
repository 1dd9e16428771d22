//! The worker's entrance: heavy work away from the page's thread.

#[cfg(target_arch = "wasm32")]
fn main() {
    closing_the_loop::heavy::serve();
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
