//! Copies files into the site, and removes stale ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Wanted;

pub fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Copies a folder's files to the root of the site; a missing folder counts as empty.
pub fn copy_tree(from: &Path, wanted: &mut Wanted) -> Result<()> {
    for file in list(from)? {
        let relative = file.strip_prefix(from)?;
        wanted.write(relative, &read(&file)?)?;
    }
    Ok(())
}

pub fn remove_others(site: &Path, wanted: &BTreeSet<PathBuf>) -> Result<()> {
    for file in list(site)? {
        if !wanted.contains(file.strip_prefix(site)?) {
            std::fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
    }
    Ok(())
}

/// Every file below a folder, in no particular order.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    let entries = folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(list(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_files_are_copied_and_others_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (public, site) = (folder.path().join("public"), folder.path().join("site"));
        std::fs::create_dir_all(public.join("icons")).unwrap();
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::write(public.join("icons/car.svg"), "<svg/>").unwrap();
        std::fs::write(site.join("pkg/club.old.js"), "stale").unwrap();

        let mut wanted = Wanted::new(&site);
        copy_tree(&public, &mut wanted).unwrap();
        remove_others(&site, &wanted.files).unwrap();

        assert_eq!(list(&site).unwrap(), [site.join("icons/car.svg")]);
    }
}
