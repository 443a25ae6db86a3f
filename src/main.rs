//! The `mingce` command.

fn main() -> std::process::ExitCode {
    mingce::cli::main()
}
