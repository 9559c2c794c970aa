//! Attacks from outside: forms from other sites, open redirects, forged errors, hostile texts.

use super::fixtures::{self, Actor};
use super::matrix::row_of;
use crate::app::table;
use crate::db::testing::fingerprint;
use crate::web::testing::Browser;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

/// Headers with which a browser, or another client, states the origin of a form.
const ELSEWHERE: [&[(&str, &str)]; 6] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://shop.localhost")],
    &[("sec-fetch-site", "none")],
    &[("origin", "null")],
    &[("origin", "http://localhost.evil.example")],
    &[],
];

crate::db_test!(forms_from_other_origins_are_refused, |db| {
    let app = fixtures::club(&db).await?;
    for actor in [Actor::Owner, Actor::Dealer, Actor::Admin] {
        let mut browser = fixtures::browser(&app, actor).await;
        let before = fingerprint(&db).await?;
        for entry in table().entries().iter().filter(|entry| entry.method == Method::POST) {
            let row = row_of(entry.path);
            let path = row.address(&row.ids(&db, actor).await?.own);
            for headers in ELSEWHERE {
                let mut request = Request::post(&path).header("content-type", "text/plain");
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let answer = browser.send(request, Body::from("reason=complaint&locale=en")).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
            }
        }
        assert_eq!(fingerprint(&db).await?, before);
    }
});

crate::db_test!(redirects_lead_to_our_own_pages_only, |db| {
    let app = fixtures::club(&db).await?;
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "\t//evil.example",
        "/a\r\nx: y",
        "evil",
        "/%0d%0a",
    ] {
        let mut browser = Browser::new(&app);
        let fields = [("phone", "13800138001"), ("password", crate::demo::PASSWORD), ("next", next)];
        let answers = [
            browser.post("/login", &fields).await,
            browser.post("/language", &[("locale", "en"), ("next", next)]).await,
        ];
        for answer in answers {
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            let to = answer.location;
            let own = to.starts_with('/') && !to[1..].starts_with(['/', '\\']);
            assert!(own && !to.contains("evil") && !to.contains(['\r', '\n']), "{next:?} led to {to}");
        }
    }
});

crate::db_test!(a_forged_error_in_an_address_is_not_shown, |db| {
    let app = fixtures::club(&db).await?;
    let mut browser = fixtures::browser(&app, Actor::Owner).await;
    for (number, path) in
        ["/login", "/join", "/me", "/me/profile/name", "/rewards", "/events"].iter().cycle().take(200).enumerate()
    {
        // Base64 of "<script>alert(1)</script> You won 9,999 points", as a Leptos server function would encode it.
        let error = "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0PiBZb3Ugd29uIDksOTk5IHBvaW50cw";
        let answer = browser.get(&format!("{path}?__path={path}&__err={error}{number}&flash=welcome")).await;
        assert!(matches!(answer.status.as_u16(), 200 | 303), "{path}: {}", answer.status);
        assert!(!answer.body.contains("alert(1)") && !answer.body.contains("You won"), "{path} shows it");
        assert!(!answer.body.contains("欢迎加入"), "{path} shows a message from the address");
    }
});

crate::db_test!(any_input_is_answered_and_escaped, |db| {
    let app = fixtures::club(&db).await?;
    let long = "长".repeat(10_000);
    let typed = [
        long.as_str(),
        "</textarea><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "a\r\nSet-Cookie: x=y",
        "👩‍👩‍👧‍👦\u{202e}",
    ];
    let (mut forms, mut shown) = (0, 0);
    for actor in [Actor::Owner, Actor::Dealer, Actor::Admin] {
        let mut browser = fixtures::browser(&app, actor).await;
        let mut addresses = Vec::new();
        for entry in table().entries().iter().filter(|entry| entry.method == Method::POST && entry.path != "/logout") {
            let row = row_of(entry.path);
            if row.who.contains(&actor) {
                // Forms change who owns what, so the ids are looked up before any form is sent.
                addresses.push(row.address(&row.ids(&db, actor).await?.own));
            }
        }
        for path in addresses {
            let page = browser.get(&path).await.body;
            forms += usize::from(fields(&page).count() > 3);
            for text in typed {
                let fields: Vec<_> = fields(&page).map(|name| (name, text)).collect();
                let answer = browser.post(&path, &fields).await;
                assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
                assert!(!answer.body.contains("<script>alert(1)") && !answer.body.contains("<img src=x"), "{path}");
                assert!(!answer.location.contains(['\r', '\n']), "{path}");
                shown += usize::from(answer.body.contains("&lt;script&gt;alert(1)"));
            }
        }
    }
    assert!(forms > 30 && shown > 20, "{forms} forms were filled in, and {shown} showed the script as text");
});

/// The names of all fields on a page.
fn fields(page: &str) -> impl Iterator<Item = &str> {
    page.split(" name=\"").skip(1).filter_map(|rest| rest.split('"').next())
}
