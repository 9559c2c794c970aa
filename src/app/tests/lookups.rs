//! Enums that may grow are lookup tables in the database. Each enum has the codes and, if any, the order of its table.

use crate::db::Db;
use crate::events::model::QuestionKind;
use crate::members::consents;
use crate::outbox::Topic;
use crate::points::rules::RuleCode;
use crate::rewards::model::{CodeOrigin, RewardKind};
use crate::sql;
use crate::values::Tier;
use std::collections::BTreeSet;

crate::db_test!(enums_have_the_codes_of_their_lookup_tables, |db| {
    let topics = codes(Topic::ALL, |topic| topic.code());
    let kinds = codes(RewardKind::ALL, |kind| kind.code());
    let questions = codes(QuestionKind::ALL, |kind| kind.code());
    let purposes = codes(consents::Purpose::ALL, |purpose| purpose.code());
    for (query, codes) in [
        ("SELECT code FROM message_topics", topics),
        ("SELECT code FROM reward_kinds", kinds),
        ("SELECT code FROM question_kinds", questions),
        ("SELECT code FROM consent_purposes", purposes),
        ("SELECT DISTINCT code FROM point_rules", codes(RuleCode::ALL, |code| code.code())),
    ] {
        assert_eq!(rows(&db, query).await, codes, "{query}");
    }
});

crate::db_test!(tiers_have_the_order_of_their_lookup_table, |db| {
    let ranks = sql!(db.read().await?, all(Tier, i64), "SELECT code, rank FROM tiers ORDER BY rank")?;
    let tiers: Vec<(Tier, i64)> = Tier::ALL.iter().map(|tier| (*tier, tier.rank())).collect();
    assert_eq!(ranks, tiers);
    let initial = "SELECT t.code, t.min_tier_points, t.multiplier_percent FROM tier_rules t ORDER BY min_tier_points";
    let initial = sql!(db.read().await?, all crate::points::model::TierRule, initial)?;
    assert_eq!(initial, crate::points::model::TierRule::all_initial());
});

crate::db_test!(reward_kinds_match_their_lookup_tables, |db| {
    let fulfilment = rows(&db, "SELECT code || ' ' || fulfilment FROM reward_kinds").await;
    assert_eq!(fulfilment, codes(RewardKind::ALL, |kind| format!("{kind} {}", kind.fulfilment())));
    let mut origins = BTreeSet::new();
    for kind in RewardKind::ALL {
        let allowed = |origin: &&CodeOrigin| kind.has_code() || **origin == CodeOrigin::Generated;
        origins.extend(CodeOrigin::ALL.iter().filter(allowed).map(|origin| format!("{kind} {origin}")));
    }
    assert_eq!(rows(&db, "SELECT kind || ' ' || codes FROM reward_kind_codes").await, origins);
});

fn codes<T: Copy, C: Into<String>>(all: &[T], code: impl Fn(T) -> C) -> BTreeSet<String> {
    all.iter().map(|one| code(*one).into()).collect()
}

async fn rows(db: &Db, query: &'static str) -> BTreeSet<String> {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalars String, query).expect("codes").into_iter().collect()
}
