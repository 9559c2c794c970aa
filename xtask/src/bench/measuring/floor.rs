//! The floor: the minimum cost of the owner's pages. `xtask/floor` is a separate crate outside the workspace; its
//! program also runs queries on a SQLite file.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::server::{self, Running};
use crate::{journal, paths, process};

pub struct Floor {
    program: PathBuf,
}

impl Floor {
    pub fn build() -> Result<Self> {
        let target = paths::build().join("floor");
        let mut command =
            process::cargo(&["build", "--release", "--locked", "--manifest-path", "xtask/floor/Cargo.toml"]);
        command.arg("--target-dir").arg(&target);
        journal::step("floor", || process::run(&mut command))?;
        Ok(Self { program: target.join("release/floor") })
    }

    /// Serves the pages from a database that a portal serves too.
    pub fn start(&self, database: &Path, log: &Path) -> Result<Running> {
        let address = server::free_address()?;
        let open = File::create(log).with_context(|| format!("cannot create {}", log.display()))?;
        let mut command = Command::new(&self.program);
        command.args(["serve", &address.to_string()]).arg(database).stdout(open.try_clone()?).stderr(open);
        Running::new(&mut command, address, log)
    }

    /// The first column of the first row; empty if there are no rows.
    pub fn ask(&self, database: &Path, question: &str) -> Result<String> {
        let lines = process::output(Command::new(&self.program).arg("ask").arg(database).arg(question))?;
        Ok(lines.lines().next().unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Removes Rust's line continuations and collapses white space.
    fn plain(text: &str) -> String {
        text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn files(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, ending, found);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    /// If the floor ran fewer statements than the portal, the portal would look worse than it is; if more, better.
    #[test]
    fn the_floor_runs_the_portals_statements() {
        let (mut portal, mut floor) = (Vec::new(), Vec::new());
        files(&paths::root().join("src"), "rs", &mut portal);
        files(&paths::root().join("xtask/floor/sql"), "sql", &mut floor);
        let portal: Vec<String> = portal.iter().map(|(_, text)| plain(text)).collect();
        assert_eq!(floor.len(), 8, "statements of the session and five pages");
        for (file, text) in floor {
            // Where the portal concatenates a statement from parts, the copy has an empty line between them.
            for part in text.split("\n\n").map(plain) {
                let known = portal.iter().any(|source| source.contains(&part));
                assert!(known, "{} differs from the portal's statement: copy it again\n{part}", file.display());
            }
        }
    }

    #[test]
    fn the_floor_uses_the_portals_sqlite_version() {
        let version = |lock: &str| {
            let text = std::fs::read_to_string(paths::root().join(lock)).unwrap();
            let (_, after) = text.split_once("name = \"libsqlite3-sys\"\nversion = \"").unwrap();
            after.split_once('"').unwrap().0.to_owned()
        };
        assert_eq!(version("xtask/floor/Cargo.lock"), version("Cargo.lock"));
    }
}
