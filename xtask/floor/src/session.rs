//! The visitor, by the portal's session cookie.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use rusqlite::Connection;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::db;
use crate::values::Now;

#[derive(Deserialize)]
struct Data {
    viewer: Viewer,
}

#[derive(Deserialize)]
pub struct Viewer {
    pub name: String,
    rights: Rights,
}

/// Rights of an owner; other roles are an error.
#[derive(Deserialize)]
struct Rights {
    #[serde(rename = "Owner")]
    customer: i64,
}

impl Viewer {
    pub fn customer(&self) -> i64 {
        self.rights.customer
    }

    pub fn initial(&self) -> &str {
        self.name.chars().next().map_or("", |first| &self.name[..first.len_utf8()])
    }
}

pub fn find(connection: &Connection, headers: &HeaderMap, now: &Now) -> Outcome<Viewer> {
    let cookies = headers.get(COOKIE).ok_or("no cookie")?.to_str()?;
    let id = cookies.split(';').find_map(|pair| pair.trim().strip_prefix("club=")).ok_or("no session")?;
    let row = hex::encode(Sha256::digest(id));
    let data: Vec<String> =
        db::rows(connection, include_str!("../sql/session.sql"), &[&row, &now.text], |row| row.get(0))?;
    let data: Data = serde_json::from_str(data.first().ok_or("the session has ended")?)?;
    Ok(data.viewer)
}
