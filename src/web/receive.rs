//! Reads the body of a form within limits, so that an oversized one takes little memory.

use super::Form;
use crate::error::{AppError, Result};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use multer::{Constraints, Field, Multipart, SizeLimit};

/// How much of a form is accepted, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of the whole body; more is refused.
    pub whole: usize,
    /// Of each file. What exceeds it is read and discarded, so that the error can be shown beside the field and nothing
    /// typed is lost: let this be one byte more than the field allows.
    pub file: usize,
}

/// The maximum size of a photo, in bytes.
pub const MOST_PHOTO: usize = 2 * 1024 * 1024;
/// The maximum size of all texts together, in bytes; larger than any form of ours.
pub const MOST_TEXT: usize = 256 * 1024;

/// Reads a body by its content type. Unreadable parts are treated as not sent.
pub async fn receive(headers: &HeaderMap, body: Body, limits: Limits) -> Result<Form> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match multer::parse_boundary(content_type) {
        Ok(boundary) => parts(boundary, body, limits).await,
        Err(_) => to_bytes(body, MOST_TEXT).await.map(|body| Form::parse(&body)).map_err(|_| AppError::TooLarge),
    }
}

async fn parts(boundary: String, body: Body, limits: Limits) -> Result<Form> {
    const MOST: usize = 100;
    let whole = SizeLimit::new().whole_stream(limits.whole.try_into().unwrap_or(u64::MAX));
    let constraints = Constraints::new().size_limit(whole);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut form, mut room) = (Form::default(), MOST_TEXT);
    for _ in 0..MOST {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => return broken_off(&error, form),
        };
        let is_file = part.file_name().is_some();
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = match first_bytes(part, if is_file { limits.file } else { room + 1 }).await {
            Ok(bytes) => bytes,
            Err(error) => return broken_off(&error, form),
        };
        match is_file {
            true if bytes.is_empty() => {}
            true => form.files.push((name, bytes)),
            false => {
                room = room.checked_sub(bytes.len()).ok_or(AppError::TooLarge)?;
                form.add(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    Ok(form)
}

async fn first_bytes(mut part: Field<'_>, most: usize) -> Result<Bytes, multer::Error> {
    let mut kept = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        let room = most.saturating_sub(kept.len());
        kept.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
    }
    Ok(kept.into())
}

fn broken_off(error: &multer::Error, form: Form) -> Result<Form> {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::StreamReadFailed(_) => Err(AppError::TooLarge),
        _ => Ok(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { whole: 4_000_000, file: 1_000 };

    fn part(head: &str, body: &str) -> String {
        format!("--xyz\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    }

    async fn read(parts: &[String]) -> Result<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=xyz".parse().expect("a content type"));
        receive(&headers, Body::from(format!("{}--xyz--\r\n", parts.concat())), LIMITS).await
    }

    #[tokio::test]
    async fn multipart_bodies_are_read_as_fields_and_files() {
        let body = [
            part("name=\"title\"", " 杯 "),
            part("name=\"photo\"; filename=\"../../x.svg\"\r\nContent-Type: image/svg+xml", "<svg>"),
            part("name=\"none\"; filename=\"\"", ""),
        ];
        let form = read(&body).await.expect("a form");
        assert_eq!((form.get("title"), form.file("photo").map(|file| file.as_ref())), ("杯", Some(b"<svg>".as_ref())));
        assert!(form.file("none").is_none() && form.file("title").is_none() && !form.has("photo"));
        let whole = body.concat();
        for cut in [0, 10, 50, whole.len() - 12] {
            read(&[whole[..cut].to_owned()]).await.expect("the readable part");
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("a content type"));
        let form = receive(&headers, Body::from("title=b"), LIMITS).await.expect("a form");
        assert_eq!(form.get("title"), "b");
    }

    #[tokio::test]
    async fn an_oversized_file_is_truncated_and_an_oversized_body_refused() {
        let photo = part("name=\"photo\"; filename=\"a\"", &"x".repeat(3_000_000));
        let form = read(&[photo.clone(), part("name=\"title\"", "杯")]).await.expect("a form");
        assert_eq!((form.file("photo").map(Bytes::len), form.get("title")), (Some(LIMITS.file), "杯"));
        let twice = read(&[photo.clone(), photo]).await;
        assert_eq!(twice.err(), Some(AppError::TooLarge), "the limit applies to the whole body");
        let text = part("name=\"title\"", &"x".repeat(MOST_TEXT / 2));
        assert!(read(&[text.clone(), text.clone()]).await.is_ok());
        let texts = read(&[text.clone(), text, part("name=\"more\"", "x")]).await;
        assert_eq!(texts.err(), Some(AppError::TooLarge), "texts have their own limit");
    }
}
