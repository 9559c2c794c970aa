//! An address of the matrix, and what fills its braces.

use super::fixtures::Actor;
use crate::db::{Db, DbResult};
use crate::sql;
use sqlx::AssertSqlSafe;

/// One address with everything that may be asked of it.
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

    /// What fills the braces for an actor, and what must not.
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
    Ok(found.unwrap_or_else(|| panic!("the demo has nothing for {query}")))
}

/// What fills the braces of an address: queries for a text. `$1` is the customer or dealer whom the actor stands for, `$2`
/// another of the same kind; for what is foreign they change places.
#[derive(Clone, Copy)]
pub enum Ids {
    None,
    /// Belongs to a customer or dealer and to no other.
    Of(&'static str),
    /// Belongs to nobody, and what must look as if it were not there.
    Open(&'static str, Option<&'static str>),
}
