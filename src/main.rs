//! The `accolade` program; everything it does is in [`accolade::cli`].

/// What is on its way through the program are many small pieces (docs/decisions/0059).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    accolade::cli::run()
}
