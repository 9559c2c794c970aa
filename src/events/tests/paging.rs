//! Lists page back as they came.

use crate::events::testing::*;
use crate::sql;
use crate::web::testing::{Browser, PASSWORD, account, app, noon, there_and_back};
use chrono::TimeDelta;

crate::db_test!(what_pages_forward_pages_back, |db| {
    const MANY: i64 = 55;
    let full = insert_event(&db, |e| e.capacity = 2).await;
    for n in 0..MANY {
        let later = TimeDelta::hours(n % 7);
        insert_event(&db, |e| (e.starts_at, e.ends_at) = (e.starts_at + later, e.ends_at + later)).await;
        let member = insert_member(&db, n, 0).await;
        register(&db, member, full, 0).await?;
    }
    let mut tx = db.write().await?;
    let dealer = "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone) \
                  VALUES (1, 'D1', '店', 'Dealer', '上海市', '上海', 'Shanghai', '路', '021')";
    sql!(tx, execute, dealer)?;
    for n in 0..MANY {
        let lead = "INSERT INTO referrals (referrer_id, friend_name, friend_phone, dealer_id, state, consent_wording, \
                    created_at, updated_at) VALUES (1, '王小明', $1, 1, 'contacted', '同意', $2, $2)";
        sql!(tx, execute, lead, format!("13700{n:06}"), noon())?;
        let campaign = "INSERT INTO point_campaigns (rule_code, percent, title_zh, title_en, starts_at, ends_at, \
                        written_at) VALUES ('workshop', 200, $1, $1, $2, $3, $2)";
        sql!(tx, execute, campaign, format!("双倍{n}"), noon(), noon() + TimeDelta::days(2))?;
    }
    tx.commit().await?;
    account(&db, "admin", "13900009999", None, None).await;
    account(&db, "dealer", "13900008888", None, Some(1)).await;
    let mut admin = Browser::new(&app(&db));
    admin.sign_in("13900009999", PASSWORD).await;
    for path in [
        "/admin/events",
        "/admin/events?status=all&sort=start",
        "/admin/events/1",
        "/admin/members",
        "/admin/members?q=%E5%BC%A0",
        "/admin/points/campaigns?status=draft",
        "/admin/points/campaigns?status=all&sort=start",
    ] {
        assert_eq!(there_and_back(&mut admin, path).await, 3, "{path}");
    }
    assert_eq!(there_and_back(&mut Browser::new(&app(&db)), "/events?when=").await, 5);
    let mut owner = Browser::new(&app(&db));
    owner.sign_in(&phone(0), PASSWORD).await;
    assert_eq!(there_and_back(&mut owner, "/me/referrals").await, 3);
    let mut dealer = Browser::new(&app(&db));
    dealer.sign_in("13900008888", PASSWORD).await;
    assert_eq!(there_and_back(&mut dealer, "/dealer/leads?state=contacted").await, 3);
});
