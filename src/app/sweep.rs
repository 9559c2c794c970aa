use crate::db::Db;
use crate::error::Result;
use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::sql;
use chrono::{DateTime, TimeDelta, Utc};

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "sweep",
        pace: Pace::Hourly,
        run: |app| Box::pin(async move { sweep(&app.db, app.clock.now()).await.map(|()| false) }),
    }],
    ..Feature::NONE
};

/// Deletes expired sessions, old codes and counters. Idempotent.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<()> {
    const KEPT: TimeDelta = TimeDelta::days(2);
    let mut tx = db.write().await?;
    sql!(tx, execute, "DELETE FROM sessions WHERE expires_at < $1", now)?;
    sql!(tx, execute, "DELETE FROM one_time_codes WHERE expires_at < $1", now - KEPT)?;
    sql!(tx, execute, "DELETE FROM throttles WHERE window_start < $1", now - KEPT)?;
    crate::pictures::delete_unused(&mut tx, now - KEPT).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::error::AppError;
    use crate::members::testing::{PHONE, member};
    use crate::web::App;
    use crate::web::testing::{Browser, noon};
    use crate::web::throttle;

    crate::db_test!(old_counters_are_deleted_and_new_ones_kept, |db| {
        let day = TimeDelta::days(1);
        throttle(&db, noon() - TimeDelta::days(4), "test", "old", 1, day).await?;
        throttle(&db, noon(), "test", "new", 1, day).await?;
        sweep(&db, noon()).await?;
        let mut tx = db.read().await?;
        assert_eq!(sql!(tx, scalar i64, "SELECT COUNT(*) FROM throttles")?, 1);
        let again = throttle(&db, noon(), "test", "new", 1, day).await;
        assert!(matches!(again, Err(AppError::TooMany { .. })), "the second attempt within its window");
    });

    crate::db_test!(codes_are_sent_again_after_days_without_requests, |db| {
        member(&db, "张伟", PHONE).await;
        let account = sql!(db.read().await?, optional_scalar i64, "SELECT id FROM accounts WHERE phone = $1", PHONE)?;
        assert!(account.is_some(), "a code is sent to an account");
        for (day, messages) in [(0, 1), (3, 2), (6, 3)] {
            let now = noon() + TimeDelta::days(day);
            sweep(&db, now).await?;
            let left = sql!(db.read().await?, scalar i64, "SELECT COUNT(*) FROM one_time_codes")?;
            assert_eq!(left, 0, "codes of two days ago are deleted");
            let app = App::new(db.clone(), Clock::fixed(now), Config { demo: true, ..Config::default() });
            let asked = Browser::new(&app).post("/login/code", &[("phone", PHONE)]).await;
            assert_eq!(asked.status, axum::http::StatusCode::SEE_OTHER);
            let sent = "SELECT COUNT(*) FROM outbox WHERE topic = 'code'";
            assert_eq!(sql!(db.read().await?, scalar i64, sent)?, messages);
        }
    });
}
