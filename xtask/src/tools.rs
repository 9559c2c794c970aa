//! Programs that tests need besides cargo: installed if possible (as root on Debian), otherwise named in an error.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{journal, postgres, process};

pub struct Tool {
    /// The name shown to the user.
    name: &'static str,
    /// The Debian packages that provide it.
    packages: &'static [&'static str],
    present: fn() -> bool,
}

pub const POSTGRES: Tool =
    Tool { name: "PostgreSQL", packages: &["postgresql"], present: || postgres::programs().is_some() };
pub const PSQL: Tool =
    Tool { name: "psql", packages: &["postgresql-client"], present: || process::find("psql").is_some() };
pub const CHROMIUM: Tool = Tool { name: "Chromium", packages: &["chromium"], present: || chromium().is_some() };
pub const CHINESE_FONT: Tool =
    Tool { name: "a Chinese font", packages: &["fontconfig", "fonts-noto-cjk"], present: has_chinese_font };
pub const NODE: Tool = Tool {
    name: "Node.js 20 or newer (from Debian 13 or nodejs.org)",
    packages: &["nodejs"],
    present: || node_major() >= 20,
};
pub const NPM: Tool = Tool { name: "npm", packages: &["npm"], present: || process::find("npm").is_some() };

/// Installs missing tools, or fails and names them. No test is ever skipped because a tool is missing.
pub fn ensure(tools: &[Tool]) -> Result<()> {
    let missing = missing(tools);
    if missing.is_empty() {
        return Ok(());
    }
    if nix::unistd::geteuid().is_root() && process::find("apt-get").is_some() {
        journal::step(&format!("installing {}", names(&missing)), || install(&missing))?;
    }
    let missing = self::missing(tools);
    if !missing.is_empty() {
        bail!("missing: {}. On Debian: apt-get install {}", names(&missing), packages(&missing).join(" "));
    }
    Ok(())
}

/// The browser of the journeys: `CHROMIUM`, or the first of its usual names in PATH.
pub fn chromium() -> Option<PathBuf> {
    let usual = ["chromium", "chromium-browser", "google-chrome"];
    std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| usual.into_iter().find_map(process::find))
}

fn missing(tools: &[Tool]) -> Vec<&Tool> {
    tools.iter().filter(|tool| !(tool.present)()).collect()
}

fn names(tools: &[&Tool]) -> String {
    tools.iter().map(|tool| tool.name).collect::<Vec<_>>().join(", ")
}

fn packages(tools: &[&Tool]) -> Vec<&'static str> {
    tools.iter().flat_map(|tool| tool.packages).copied().collect()
}

fn install(missing: &[&Tool]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.arg("-qq").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages(missing).as_slice()].concat())
}

fn has_chinese_font() -> bool {
    process::find("fc-list").is_some()
        && process::output(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

/// The major version of Node.js; 0 if it is not installed.
fn node_major() -> u32 {
    let version = process::output(Command::new("node").arg("--version")).unwrap_or_default();
    version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0)
}
