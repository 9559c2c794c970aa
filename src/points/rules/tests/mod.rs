mod awards;
mod orders;

use super::model::Basis;
use super::{Award, RuleCode, pay};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::ops::Moved;
use crate::points::testing::{RUNNERS, assert_whole, available, member, race};
use crate::sql;
use crate::values::CustomerId;
use crate::web::testing::noon;
use chrono::{DateTime, TimeDelta, Utc};

fn day(n: i64) -> DateTime<Utc> {
    noon() + TimeDelta::days(n)
}

/// A version in force from a moment on, inserted directly.
async fn version(db: &Db, code: RuleCode, (value, cap): (i64, Option<i64>), from: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO point_rules (code, version, value, cap, title_zh, title_en, valid_from) \
                  SELECT $1, MAX(version) + 1, $2, $3, '规则', 'Rule', $4 FROM point_rules WHERE code = $1";
    sql!(tx, execute, insert, code, value, cap, from).expect("a version");
    tx.commit().await.expect("committed");
}

/// A published campaign on these days.
async fn campaign(db: &Db, code: RuleCode, percent: i64, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO point_campaigns (rule_code, percent, title_zh, title_en, starts_at, ends_at, status, \
                  written_at) VALUES ($1, $2, '双倍周', 'Double week', $3, $4, 'published', $3) RETURNING id";
    let id = sql!(tx, scalar i64, insert, code, percent, from, until).expect("a campaign");
    tx.commit().await.expect("committed");
    id
}

fn award<'a>(customer: CustomerId, rule: RuleCode, basis: Basis, idempotency_key: &'a str) -> Award<'a> {
    Award {
        customer,
        rule,
        basis,
        actor: "tester",
        idempotency_key,
        source: PointSource::Survey,
        source_id: 1,
        label: Bilingual { zh: "测试", en: "Test" },
        at: noon(),
    }
}

async fn pay_now(db: &Db, award: &Award<'_>) -> Result<Option<Moved>> {
    let mut tx = db.write().await?;
    let moved = pay(&mut tx, award).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Points given, points cut and the campaign of every earning, in order.
async fn earnings(tx: &mut Tx) -> Vec<(i64, i64, Option<i64>)> {
    let query = "SELECT -e.amount, t.cut, t.campaign_id FROM point_transfers t JOIN point_entries e \
                 ON e.transfer_id = t.id AND e.account = 'issue' WHERE t.kind = 'earn' ORDER BY t.id";
    sql!(tx, all(i64, i64, Option<i64>), query).expect("earnings")
}
