//! Where the secret that voucher codes are sealed with comes from.

use super::Config;
use crate::crypto::Keys;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

impl Config {
    /// The configured keys. Without any, the keys are random, and nobody can open the codes later.
    pub fn voucher_keys(&self) -> Keys {
        match Keys::parse(&self.voucher_key) {
            Some(keys) => keys,
            None if self.demo => Keys::demo(),
            None => Keys::new(&rand::random()),
        }
    }

    /// The keys that exist already, from the settings or the file beside the database.
    pub fn present_voucher_keys(&self) -> Option<Keys> {
        let text = std::fs::read_to_string(self.voucher_key_file());
        Keys::parse(&self.voucher_key).or_else(|| Keys::parse(&text.ok()?))
    }

    /// The secret from the settings or from the file beside the database, which is created if missing, readable by its
    /// owner only. A demo needs no file. Errors name the file.
    pub fn voucher_secret(&self) -> Result<String, String> {
        if !self.voucher_key.is_empty() {
            return Ok(self.voucher_key.clone());
        }
        let path = self.voucher_key_file();
        let named = |error: std::io::Error| format!("voucher key {}: {error}", path.display());
        match std::fs::read_to_string(&path) {
            Ok(text) if Keys::parse(&text).is_some() => Ok(text.trim().to_owned()),
            Ok(_) => Err(format!("voucher key {}: not 64 hexadecimal digits", path.display())),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(named(error)),
            Err(_) if self.demo => Ok(String::new()),
            Err(_) => make(&path).map_err(named),
        }
    }

    fn voucher_key_file(&self) -> PathBuf {
        let beside = self.sqlite_file().and_then(Path::parent);
        beside.unwrap_or(Path::new("data")).join("voucher.key")
    }
}

fn make(path: &Path) -> std::io::Result<String> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let secret = hex::encode(rand::random::<[u8; 32]>());
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    tracing::info!(path = %path.display(), "created the voucher key: keep a copy of it away from the database");
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TempFolder;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_file_is_created_once_and_readable_by_its_owner_only() {
        let folder = TempFolder(std::env::temp_dir().join(format!("club-key-{}", std::process::id())));
        let config = Config { database_url: format!("sqlite:{}/club.db", folder.0.display()), ..Config::default() };
        let made = config.voucher_secret().unwrap();
        assert_eq!(config.voucher_secret(), Ok(made.clone()), "it is not created again");
        assert_eq!(config.present_voucher_keys().unwrap().fingerprint(), Keys::parse(&made).unwrap().fingerprint());
        let path = folder.0.join("voucher.key");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let set = Config { voucher_key: "ab".repeat(32), ..config.clone() };
        assert_eq!(set.voucher_secret(), Ok("ab".repeat(32)));
        std::fs::write(&path, "not a key").unwrap();
        assert!(config.voucher_secret().is_err_and(|said| said.contains("voucher.key")));
    }
}
