//! The `liaison` program: see [`liaison`] for the library that does the work.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
