//! Server functions called by scripts: the same outcome as data, in the reader's language.

use super::fixtures::{self, Actor};
use crate::sql;
use axum::http::StatusCode;
use serde_json::{Value, json};

const TRANSFER: &str = "/me/points/transfer";

crate::db_test!(scripts_get_errors_in_the_readers_language, |db| {
    let app = fixtures::club(&db).await?;
    let mut owner = fixtures::browser(&app, Actor::Owner).await;
    let fields = [("to", "X1"), ("points", "many"), ("idempotency_key", "0")];
    for (locale, malformed, number) in [
        ("zh", "会员号为 M 加 9 位数字。", "请输入整数。"),
        ("en", "A member number is M and 9 digits.", "Please enter a whole number."),
    ] {
        owner.set_cookie("locale", locale);
        let wrong = owner.post_for_data(TRANSFER, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said: Value = serde_json::from_str(&wrong.body)?;
        assert_eq!(
            said["fields"],
            json!([{ "field": "to", "text": malformed }, { "field": "points", "text": number }])
        );
        assert_eq!(said["error"]["Invalid"][1]["problem"], json!("NotANumber"));
    }
    let stale =
        owner.post_for_data(TRANSFER, &[("to", "M000000002"), ("points", "１０"), ("idempotency_key", "none")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "a page without a key is outdated: {}", stale.body);
    let said: Value = serde_json::from_str(&stale.body)?;
    assert_eq!(said["error"], json!({ "Refused": "Stale" }));
    assert!(said["said"].as_str().is_some_and(|text| text.starts_with("Someone else has changed this")), "{said}");
});

crate::db_test!(scripts_get_the_target_of_a_redirect, |db| {
    let app = fixtures::club(&db).await?;
    let mut owner = fixtures::browser(&app, Actor::Owner).await;
    let wanted = "SELECT MIN(id) FROM rewards WHERE status = 'published' AND id NOT IN \
        (SELECT reward_id FROM wishlist_items WHERE customer_id = 1)";
    let reward = sql!(db.read().await?, scalar i64, wanted)?;
    let added = owner.post_for_data(&format!("/rewards/{reward}/wishlist"), &[]).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    assert_eq!(serde_json::from_str::<Value>(&added.body)?, json!({ "to": format!("/rewards/{reward}") }));
    assert!(owner.cookie("flash").is_some(), "the message is shown there");
    assert_eq!(owner.post_for_data("/rewards/x/wishlist", &[]).await.status, StatusCode::NOT_FOUND);
    // A field cannot replace an id in the address.
    let removed = owner.post_for_data("/me/wishlist/987654321/removal", &[("id", &reward.to_string())]).await;
    assert_eq!(removed.status, StatusCode::NOT_FOUND);
});

crate::db_test!(islands_get_numbers, |db| {
    let app = fixtures::club(&db).await?;
    let mut stranger = fixtures::browser(&app, Actor::Stranger).await;
    let event = "SELECT MIN(id) FROM events WHERE status = 'published'";
    let event = sql!(db.read().await?, scalar i64, event)?;
    let left = stranger.get(&format!("/api/seats_left?event_id={event}")).await;
    assert!(left.status == StatusCode::OK && left.body.parse::<i64>().is_ok(), "{}", left.body);
    assert_eq!(stranger.get("/api/seats_left?event_id=987654321").await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get("/api/seats_left?event_id=x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
});
