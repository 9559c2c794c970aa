//! The islands: the browser half of the app, compiled to wasm and bound to JavaScript.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::{Bindgen, Output};

use super::{Islands, Wanted, files, short};
use crate::{dist, journal, paths, process, wasm_target};

/// Returns the name that script and wasm share, or `None` if islands are optional and cannot be built.
pub fn build(islands: Islands, wanted: &mut Wanted) -> Result<Option<String>> {
    if islands == Islands::Later {
        return Ok(None);
    }
    if let Err(error) = wasm_target::ensure() {
        if islands == Islands::Optimised {
            return Err(error);
        }
        journal::warn(&format!("{error:#}"));
        journal::warn("continuing without islands: every page works, but without interactive parts");
        return Ok(None);
    }
    let wasm = journal::step("islands", || compile(islands == Islands::Optional { quiet: true }))?;
    let bytes = files::read(&wasm)?;
    let optimised = islands == Islands::Optimised;
    let name = format!("club.{}", key(&bytes, optimised));
    if let Some(present) = already_bound(&name, wanted)? {
        wanted.files.extend(present);
        return Ok(Some(name));
    }
    let output = journal::step("binding the islands", || bind(&name, bytes))?;
    write(output, &name, optimised, wanted)?;
    Ok(Some(name))
}

fn compile(quiet: bool) -> Result<PathBuf> {
    let mut command = process::cargo(&[
        "build",
        "--package",
        "club-islands",
        "--profile",
        "wasm-release",
        "--target",
        wasm_target::TARGET,
    ]);
    if quiet {
        command.arg("--quiet");
    }
    // Clippy's wrapper, which CI sets for building the tests, optimises less.
    process::run(command.env_remove("RUSTC_WORKSPACE_WRAPPER"))?;
    Ok(paths::build().join(wasm_target::TARGET).join("wasm-release/club_islands.wasm"))
}

/// The name is a hash of the compiled bytes, so that identical bytes are not bound again.
fn key(wasm: &[u8], optimised: bool) -> String {
    let mut hasher = Sha256::new();
    hasher.update([u8::from(optimised)]);
    hasher.update(wasm);
    short(&hasher.finalize())
}

/// The list of the files that binding wrote. It is written last, so that an interrupted binding is repeated.
fn listing(name: &str) -> PathBuf {
    paths::target().join("islands").join(format!("{name}.json"))
}

fn already_bound(name: &str, wanted: &Wanted) -> Result<Option<Vec<PathBuf>>> {
    let Ok(listing) = std::fs::read(listing(name)) else {
        return Ok(None);
    };
    let listed: Vec<PathBuf> = serde_json::from_slice(&listing)?;
    let complete = listed.iter().all(|file| wanted.site.join(file).exists());
    Ok(complete.then_some(listed))
}

fn bind(name: &str, wasm: Vec<u8>) -> Result<Output> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("club_islands", wasm).out_name(name).typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.web(true)?.generate_output()
}

/// Writes the files itself: `Output::emit` would take the hash in the name for a file extension.
fn write(mut output: Output, name: &str, optimised: bool, wanted: &mut Wanted) -> Result<()> {
    let pkg = Path::new("pkg");
    let mut written = Vec::new();
    let mut put = |relative: PathBuf, bytes: &[u8]| {
        wanted.write(&relative, bytes)?;
        written.push(relative);
        anyhow::Ok(())
    };
    let mut wasm = output.wasm_mut().emit_wasm();
    if optimised {
        wasm = dist::optimise(wasm)?;
    }
    ensure!(!output.js().is_empty(), "binding the islands produced no script");
    put(pkg.join(format!("{name}_bg.wasm")), &wasm)?;
    put(pkg.join(format!("{name}.js")), output.js().as_bytes())?;
    for (identifier, snippets) in output.snippets() {
        for (index, script) in snippets.iter().enumerate() {
            put(pkg.join("snippets").join(identifier).join(format!("inline{index}.js")), script.as_bytes())?;
        }
    }
    for (path, script) in output.local_modules() {
        put(pkg.join("snippets").join(path), script.as_bytes())?;
    }
    let listing = listing(name);
    std::fs::create_dir_all(paths::target().join("islands"))?;
    std::fs::write(&listing, serde_json::to_vec(&written)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Islands do not start if bound with another version than they were compiled with.
    #[test]
    fn wasm_bindgen_and_its_cli_have_the_same_version() {
        let lock = std::fs::read_to_string(paths::root().join("Cargo.lock")).unwrap();
        let version = |name: &str| {
            let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap();
            after.split_once('"').unwrap().0.to_owned()
        };
        assert_eq!(version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    }

    #[test]
    fn optimised_islands_have_another_name() {
        assert_ne!(key(b"wasm", false), key(b"wasm", true));
    }
}
