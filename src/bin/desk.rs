//! The entrance of the desk page: a program of its own, loaded at `/desk/` only.

#[cfg(target_arch = "wasm32")]
fn main() {
    closing_the_loop::desk::start();
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::print_stderr,
    reason = "a sentence for whoever runs the wrong program"
)]
fn main() {
    eprintln!("This is the browser app's desk. Start the app with `cargo xtask serve`.");
    std::process::exit(2);
}
