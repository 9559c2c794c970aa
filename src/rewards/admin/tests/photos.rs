//! Photos that are uploaded with the form, as browsers without scripts do.

use super::http::{FORM, seen, signed_in};
use super::*;
use crate::pictures::is_address;
use crate::web::testing::{Answer, Browser};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("a picture");
    bytes
}

/// Submits the form with a file that claims to be a PNG.
async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--b0\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    let head =
        "--b0\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    body.extend([head.as_bytes(), file, b"\r\n--b0--\r\n"].concat());
    let request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=b0");
    browser.send(request, Body::from(body)).await
}

async fn picture(db: &Db) -> String {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalar String, "SELECT picture FROM rewards WHERE id = 1").expect("a reward")
}

crate::db_test!(an_uploaded_photo_is_served_publicly, |db| {
    let mut admin = signed_in(&db).await;
    seen(&send(&mut admin, "/admin/rewards/new", &FORM, &png(1_200, 900)).await, "/admin/rewards/1/preview");
    let address = picture(&db).await;
    assert!(is_address(&address), "{address}");
    assert!(admin.get("/admin/rewards/1/preview").await.body.contains(&address));
    seen(&admin.post("/admin/rewards/1/publication", &[]).await, "/admin/rewards/1");

    let app = testing::app(&db);
    let mut stranger = Browser::new(&app);
    let list = stranger.get("/rewards").await.body;
    let tag = list.split("<img").find(|tag| tag.contains(&address)).expect("its picture");
    for attribute in ["loading=\"lazy\"", "width=\"240\"", "height=\"150\""] {
        assert!(tag.contains(attribute), "{attribute}: {tag:.200}");
    }
    let served = stranger.get(&address).await;
    assert!(served.status == StatusCode::OK && served.raw.starts_with(&[0xFF, 0xD8]));
    for (name, value) in [
        ("content-type", "image/jpeg".to_owned()),
        ("content-length", served.raw.len().to_string()),
        ("cache-control", "public, max-age=31536000, immutable".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
    ] {
        assert_eq!(stranger.header(&address, name).await.as_deref(), Some(value.as_str()), "{name}");
    }
    assert_eq!(stranger.header(&address, "set-cookie").await, None);
    for missing in ["/pictures/x.jpg", "/pictures/..%2f..%2fetc.jpg", &address.replace(".jpg", ".svg")] {
        assert_eq!(stranger.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
});

crate::db_test!(an_invalid_photo_is_rejected_and_the_form_keeps_its_input, |db| {
    let mut admin = signed_in(&db).await;
    let torn = png(300, 200);
    let script = b"GIF89a/*\x01\0*/=1;alert(1)";
    for (file, said) in [
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "请选择 PNG、JPEG 或 WebP 图片"),
        (script.to_vec(), "请选择 PNG、JPEG 或 WebP 图片"),
        (torn[..torn.len() / 2].to_vec(), "图片损坏"),
        (png(6_001, 1), "每边最多 6000 像素"),
        (vec![0xFF; 3 * 1024 * 1024], "文件超过 2 MB"),
        (vec![0xFF; 23 * 1024 * 1024], "文件超过 2 MB"),
    ] {
        let answer = send(&mut admin, "/admin/rewards/new", &FORM, &file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.body.contains(said) && answer.body.contains("href=\"#f-photo\""), "{said}");
        assert!(answer.body.contains("value=\"车顶架\"") && answer.body.contains("value=\"1800\""), "{said}");
    }
    let huge = send(&mut admin, "/admin/rewards/new", &FORM, &vec![0xFF; 25 * 1024 * 1024]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let elsewhere = send(&mut admin, "/admin/events/new", &FORM, &vec![0xFF; 512 * 1024]).await;
    assert_eq!(elsewhere.status, StatusCode::PAYLOAD_TOO_LARGE, "other forms accept no files");
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM rewards").await, 0);
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM pictures").await, 0);
});

crate::db_test!(unused_pictures_are_deleted, |db| {
    let mut admin = signed_in(&db).await;
    send(&mut admin, "/admin/rewards/new", &FORM, &png(30, 20)).await;
    let first = picture(&db).await;
    let edit = FORM.map(|(name, value)| if name == "version" { (name, "1") } else { (name, value) });
    seen(&send(&mut admin, "/admin/rewards/1/edit", &edit, &png(40, 20)).await, "/admin/rewards/1");
    let second = picture(&db).await;
    let kept = FORM.map(|(name, value)| match name {
        "version" => (name, "2"),
        "picture" => (name, second.as_str()),
        _ => (name, value),
    });
    seen(&send(&mut admin, "/admin/rewards/1/edit", &kept, b"").await, "/admin/rewards/1");
    let gone = format!("/pictures/{}.jpg", "0".repeat(64));
    let unknown = kept.map(|(name, value)| if name == "picture" { (name, gone.as_str()) } else { (name, value) });
    let answer = send(&mut admin, "/admin/rewards/1/edit", &unknown, b"").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut tx = db.write().await?;
    crate::pictures::delete_unused(&mut tx, noon() + TimeDelta::days(1)).await?;
    assert!(crate::pictures::find(&mut tx, &second).await?.is_some());
    assert!(crate::pictures::find(&mut tx, &first).await?.is_none());
});

/// The form with some fields replaced or added.
fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

/// The photo that a returned form carries over.
fn carried(answer: &Answer) -> Option<&str> {
    let (_, rest) = answer.body.split_once("name=\"photo_kept\" value=\"")?;
    rest.split('"').next()
}

crate::db_test!(a_photo_is_kept_when_other_fields_are_invalid, |db| {
    let mut admin = signed_in(&db).await;
    let wrong = with(&[("points", "many")]);
    let back = send(&mut admin, "/admin/rewards/new", &wrong, &png(30, 20)).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let address = carried(&back).expect("a kept photo").to_owned();
    assert!(is_address(&address) && back.body.contains(&format!("<img src=\"{address}\"")));
    let wrong = with(&[("points", "more"), ("photo_kept", &address)]);
    let again = admin.post("/admin/rewards/new", &wrong).await;
    assert_eq!(carried(&again), Some(address.as_str()), "kept again");
    let other = send(&mut admin, "/admin/rewards/new", &wrong, &png(40, 20)).await;
    assert!(carried(&other).is_some_and(|other| other != address), "a new photo replaces it");
    let before = db.statements();
    admin.post("/admin/rewards/new", &wrong).await;
    assert!(db.statements() - before <= 4);

    let right = with(&[("photo_kept", &address)]);
    seen(&admin.post("/admin/rewards/new", &right).await, "/admin/rewards/1/preview");
    assert_eq!(picture(&db).await, address);
    let dropped = with(&[("photo_kept", &address), ("photo_dropped", "yes"), ("version", "1")]);
    seen(&admin.post("/admin/rewards/1/edit", &dropped).await, "/admin/rewards/1");
    assert_eq!(picture(&db).await, "/img/rewards.svg#roofbox");
});

crate::db_test!(an_upload_can_only_be_used_by_its_uploader, |db| {
    let mut admin = signed_in(&db).await;
    let wrong = with(&[("points", "many")]);
    let back = send(&mut admin, "/admin/rewards/new", &wrong, &png(30, 20)).await;
    let address = carried(&back).expect("a kept photo").to_owned();
    testing::account(&db, "admin", "13900000008", None, None).await;
    let mut other = Browser::new(&testing::app(&db));
    other.sign_in("13900000008", testing::PASSWORD).await;
    let unknown = format!("/pictures/{}.jpg", "0".repeat(64));
    for (field, value) in [("photo_kept", &address), ("photo_kept", &unknown), ("picture", &address)] {
        let answer = other.post("/admin/rewards/new", &with(&[(field, value)])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(carried(&answer), None);
    }
    let outside = with(&[("photo_kept", "https://evil.example/x.jpg")]);
    seen(&other.post("/admin/rewards/new", &outside).await, "/admin/rewards/1/preview");
    assert_eq!(picture(&db).await, "/img/rewards.svg#roofbox");
    // The uploader can use it until it is deleted as unused.
    let kept = with(&[("photo_kept", &address), ("version", "1")]);
    seen(&admin.post("/admin/rewards/1/edit", &kept).await, "/admin/rewards/1");
    let unused = send(&mut admin, "/admin/rewards/new", &wrong, &png(50, 20)).await;
    let unused = carried(&unused).expect("a kept photo").to_owned();
    let mut tx = db.write().await?;
    crate::pictures::delete_unused(&mut tx, noon() + TimeDelta::days(1)).await?;
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM picture_uploads").await, 0);
    assert!(crate::pictures::find(&mut tx, &address).await?.is_some(), "a reward uses it");
    assert!(crate::pictures::find(&mut tx, &unused).await?.is_none());
    tx.commit().await?;
    let late = admin.post("/admin/rewards/new", &with(&[("photo_kept", &unused)])).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && carried(&late).is_none());
    let other_field = with(&[("picture", &address), ("version", "2")]);
    seen(&other.post("/admin/rewards/1/edit", &other_field).await, "/admin/rewards/1");
});
