//! A row of the access matrix, and the ids that fill its placeholders.

use super::fixtures::Actor;
use crate::db::{Db, DbResult};
use crate::sql;
use sqlx::AssertSqlSafe;

/// One address, and the actors with access to it.
pub struct Row {
    pub path: &'static str,
    pub who: &'static [Actor],
    pub ids: Ids,
}

impl Row {
    /// The address with an id filled in.
    pub fn address(&self, id: &str) -> String {
        match self.path {
            "/api/seats_left" => format!("{}?event_id={id}", self.path),
            path => path.replace("{id}", id).replace("{code}", id),
        }
    }

    /// The ids for an actor: one with access, and one without.
    pub async fn ids(&self, db: &Db, actor: Actor) -> DbResult<Found> {
        let (me, other) = actor.ids();
        Ok(match self.ids {
            Ids::None => Found { own: String::new(), foreign: None },
            Ids::Of(query) => {
                Found { own: id(db, query, me, other).await?, foreign: Some(id(db, query, other, me).await?) }
            }
            Ids::Open(shown, hidden) => {
                let foreign = match hidden {
                    Some(hidden) => Some(id(db, hidden, me, other).await?),
                    None => None,
                };
                Found { own: id(db, shown, me, other).await?, foreign }
            }
        })
    }
}

pub struct Found {
    pub own: String,
    pub foreign: Option<String>,
}

async fn id(db: &Db, query: &str, me: i64, other: i64) -> DbResult<String> {
    let query = query.replace("$1", &me.to_string()).replace("$2", &other.to_string());
    let mut tx = db.read().await?;
    let found = sql!(tx, scalar Option<String>, AssertSqlSafe(format!("SELECT CAST(({query}) AS TEXT)")))?;
    Ok(found.unwrap_or_else(|| panic!("the demo data contain no row for {query}")))
}

/// Queries for the id in an address. `$1` is the actor's customer or dealer, `$2` another of the same kind; for a
/// foreign id they are swapped.
#[derive(Clone, Copy)]
pub enum Ids {
    None,
    /// The row belongs to exactly one customer or dealer.
    Of(&'static str),
    /// The row belongs to nobody; the second query is for a row that must look like a missing one.
    Open(&'static str, Option<&'static str>),
}
