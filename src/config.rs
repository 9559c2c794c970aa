//! Settings: `club.toml` (or the file in CLUB_CONFIG), then `CLUB_…` environment variables, checked at startup.

mod voucher_key;

use crate::crypto::Keys;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// `sqlite:path` or `postgres://…`.
    pub database_url: String,
    /// Number of database connections: for reading (SQLite) or in total (PostgreSQL).
    pub connections: u32,
    /// The public base URL; `https://` turns on secure cookies and HSTS. Empty: the Host header of each request.
    pub public_url: String,
    /// Reverse proxies whose X-Forwarded-For is trusted.
    pub trusted_proxies: Vec<IpAddr>,
    /// A program that sends one SMS: it reads the message as JSON from standard input and exits with 0 once it is sent.
    pub sms_command: Option<PathBuf>,
    /// The same for e-mail.
    pub mail_command: Option<PathBuf>,
    /// The secret that voucher codes are sealed with: 64 hexadecimal digits, the same on every machine. Empty: the file
    /// `voucher.key` beside the database, created on the first start.
    pub voucher_key: String,
    /// Demo mode: codes that would be sent are logged, and the start prints who can sign in.
    pub demo: bool,
    /// `text` or `json`.
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            database_url: "sqlite:data/club.db".to_owned(),
            connections: 8,
            public_url: String::new(),
            trusted_proxies: Vec::new(),
            sms_command: None,
            mail_command: None,
            voucher_key: String::new(),
            demo: false,
            log_format: LogFormat::Text,
        }
    }
}

impl Config {
    /// Loads and checks the settings. An error is one line that names the setting.
    pub fn load() -> Result<Self, String> {
        let file = std::env::var("CLUB_CONFIG").unwrap_or_else(|_| "club.toml".to_owned());
        let figment = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(file))
            .merge(Env::prefixed("CLUB_").ignore(&["config", "log", "site_hash"]));
        let config: Self = figment.extract().map_err(|error| error.to_string().replace('\n', " "))?;
        config.check()?;
        Ok(config)
    }

    /// The file of a SQLite database; the URL may have two slashes and parameters.
    pub fn sqlite_file(&self) -> Option<&Path> {
        let rest = self.database_url.strip_prefix("sqlite:")?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        Some(Path::new(rest.split('?').next().unwrap_or(rest)))
    }

    /// Names the database in messages: SQLite's file, or PostgreSQL's server and database without user and password.
    pub fn database_name(&self) -> String {
        if let Some(file) = self.sqlite_file() {
            return file.display().to_string();
        }
        let (_, rest) = self.database_url.split_once("://").unwrap_or_default();
        let (_, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        place.split('?').next().unwrap_or(place).to_owned()
    }

    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    fn check(&self) -> Result<(), String> {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known.iter().any(|scheme| self.database_url.starts_with(scheme)) {
            return Err("database_url must begin with sqlite: or postgres://".to_owned());
        }
        if self.connections == 0 || self.connections > 500 {
            return Err("connections must be 1 to 500".to_owned());
        }
        let url = &self.public_url;
        if !url.is_empty() && (!url.starts_with("http://") && !url.starts_with("https://") || url.ends_with('/')) {
            return Err("public_url must begin with https:// or http:// and not end with a slash".to_owned());
        }
        if !self.voucher_key.is_empty() && Keys::parse(&self.voucher_key).is_none() {
            return Err("voucher_key must be 64 hexadecimal digits".to_owned());
        }
        for (name, command) in [("sms_command", &self.sms_command), ("mail_command", &self.mail_command)] {
            if command.as_ref().is_some_and(|path| !path.is_file()) {
                return Err(format!("{name} is not a file"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sqlite_file_is_found_in_every_form_of_url() {
        let file =
            |url: &str| Config { database_url: url.into(), ..Config::default() }.sqlite_file().map(Path::to_owned);
        for url in ["sqlite:data/club.db", "sqlite://data/club.db", "sqlite:data/club.db?mode=rwc"] {
            assert_eq!(file(url).as_deref(), Some(Path::new("data/club.db")), "{url}");
        }
        assert_eq!(file("sqlite:///var/club.db").as_deref(), Some(Path::new("/var/club.db")));
        assert_eq!(file("postgres://club@db/club"), None);
    }

    #[test]
    fn the_database_name_omits_user_and_password() {
        let name = |url: &str| Config { database_url: url.into(), ..Config::default() }.database_name();
        assert_eq!(name("sqlite:data/club.db?mode=rwc"), "data/club.db");
        assert_eq!(name("postgres://club:secret@db:5433/club?sslmode=require"), "db:5433/club");
        assert_eq!(name("postgres://db/club"), "db/club");
    }

    #[test]
    fn errors_name_the_wrong_setting() {
        let wrong = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            config.check().unwrap_err()
        };
        assert!(Config::default().check().is_ok());
        assert!(wrong(|c| c.database_url = "mysql://x".into()).contains("database_url"));
        assert!(wrong(|c| c.connections = 0).contains("connections"));
        assert!(wrong(|c| c.public_url = "club.example/".into()).contains("public_url"));
        assert!(wrong(|c| c.voucher_key = "secret".into()).contains("voucher_key"));
        assert!(wrong(|c| c.sms_command = Some("/no/such".into())).contains("sms_command"));
    }
}
