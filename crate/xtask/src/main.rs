//! `cargo xtask bindgen …` runs the wasm-bindgen command line, `cargo xtask test-runner …` its test runner.
//!
//! Both come from the `wasm-bindgen-cli` library, so Cargo.lock alone decides their version. `.cargo/config.toml` names the
//! runner for the wasm target, which is how `cargo test --target wasm32-unknown-unknown` finds it.

use std::ffi::OsString;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask bindgen <arguments of wasm-bindgen>
       cargo xtask test-runner <arguments of wasm-bindgen-test-runner>";

#[expect(clippy::print_stderr, reason = "a command line tells its errors on standard error")]
fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let outcome = match arguments.next() {
        Some(task) if task == "bindgen" => {
            wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(named("wasm-bindgen", arguments))
        }
        Some(task) if task == "test-runner" => {
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(named("wasm-bindgen-test-runner", arguments))
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Both command lines expect a program name in front of their arguments.
fn named(program: &str, arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    std::iter::once(OsString::from(program)).chain(arguments).collect()
}
