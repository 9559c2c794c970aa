use super::store;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::values::SimulationId;

/// A running simulation: the database that it reads, and where it reports its progress.
pub struct Progress<'a> {
    pub db: &'a Db,
    pub clock: &'a Clock,
    pub id: SimulationId,
}

impl Progress<'_> {
    /// Reports progress; false if another process has taken it over.
    pub async fn at(&self, done: i64, whole: i64) -> Result<bool> {
        let percent = (done * 100 / whole.max(1)).clamp(0, 99);
        let mut tx = self.db.write().await?;
        let own = store::beat(&mut tx, self.id, percent, self.clock.now()).await?;
        tx.commit().await?;
        Ok(own)
    }
}
