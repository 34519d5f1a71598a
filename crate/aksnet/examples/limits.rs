//! Prints every documented figure with what its sources say, as JSON: the package's `limits.json`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() -> Result<(), aksnet::Error> {
    println!("{:#}", aksnet::ask("limits", &serde_json::Value::Null)?);
    Ok(())
}
