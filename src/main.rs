//! The page's entrance.

#[cfg(target_arch = "wasm32")]
fn main() {
    closing_the_loop::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::print_stderr,
    reason = "a sentence for whoever runs the wrong program"
)]
fn main() {
    eprintln!("This is a browser app. Start it with `cargo xtask serve`.");
    std::process::exit(2);
}
