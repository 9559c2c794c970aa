use crate::admin::{Access, Role, set_access};
use crate::garage::fixtures::dealer;
use crate::web::testing::{Browser, PASSWORD, account, app, noon};
use axum::http::StatusCode;

crate::db_test!(a_staff_account_is_disabled_at_once_and_enabled_again, |db| {
    let shop = dealer(&db, "D001", "上海浦东店").await;
    account(&db, "admin", "13900000001", None, None).await;
    account(&db, "dealer", "13900000002", None, Some(shop)).await;
    for (role, phone, home) in [(Role::Admin, "13900000001", "/admin"), (Role::Dealer, "13900000002", "/dealer")] {
        let other = if role == Role::Admin { Role::Dealer } else { Role::Admin };
        let mut browser = Browser::new(&app(&db));
        browser.sign_in(phone, PASSWORD).await;
        assert_eq!(browser.get(home).await.status, StatusCode::OK);
        for (role, phone, why) in [
            (other, phone, "there is no such account"),
            (role, "13900000009", "there is no such account"),
            (role, "139", "the phone must be a mobile number of eleven digits"),
        ] {
            let refused = set_access(&db, (role, phone), Access::Disabled, noon()).await;
            assert_eq!(refused.map_err(|error| error.to_string()), Err(why.to_owned()), "{role} {phone}");
        }
        assert_eq!(browser.get(home).await.status, StatusCode::OK);
        set_access(&db, (role, phone), Access::Disabled, noon()).await?;
        assert_ne!(browser.get(home).await.status, StatusCode::OK, "its sessions have ended");
        let refused = browser.post("/login", &[("phone", phone), ("password", PASSWORD)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "no new session: {}", refused.body);
        set_access(&db, (role, phone), Access::Enabled, noon()).await?;
        browser.sign_in(phone, PASSWORD).await;
        assert_eq!(browser.get(home).await.status, StatusCode::OK);
    }
});
