use super::prepare::{Prepared, prepare};
use super::*;
use crate::error::Problem;
use axum::body::Bytes;
use image::{DynamicImage, GenericImageView, ImageFormat, Rgba, RgbaImage};
use std::io::Cursor;

/// Red above, blue below, transparent at the left edge.
pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, y| match (x, y < height / 2) {
        (0, _) if format != ImageFormat::Jpeg => Rgba([0, 0, 0, 0]),
        (_, true) => Rgba([255, 0, 0, 255]),
        (_, false) => Rgba([0, 0, 255, 255]),
    });
    let image = match format {
        ImageFormat::Jpeg => DynamicImage::ImageRgba8(image).to_rgb8().into(),
        _ => DynamicImage::ImageRgba8(image),
    };
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
    bytes
}

async fn read(bytes: Vec<u8>) -> Result<Prepared, Problem> {
    prepare(Bytes::from(bytes)).await
}

#[tokio::test]
async fn every_format_becomes_a_small_jpeg() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let done = read(picture(1_200, 600, format)).await.expect("the picture is accepted");
        assert_eq!((done.width, done.height), (960, 480), "{format:?}");
        assert!(done.bytes.starts_with(&[0xFF, 0xD8]) && is_address(&done.address()));
        let again = image::load_from_memory(&done.bytes).expect("a picture");
        let [red, _, blue, _] = again.get_pixel(480, 40).0;
        assert!(red > 200 && blue < 60, "{format:?}");
        let small = read(picture(30, 20, format)).await.expect("the picture is accepted");
        assert_eq!((small.width, small.height), (30, 20), "small pictures keep their size");
    }
    let done = read(picture(40, 40, ImageFormat::Png)).await.expect("the picture is accepted");
    let edge = image::load_from_memory(&done.bytes).expect("a picture").get_pixel(0, 2).0;
    assert!(edge[1] > 100, "transparent pixels become white: {edge:?}");
}

/// A JPEG with an EXIF segment that contains an orientation.
fn turned(orientation: u8) -> Vec<u8> {
    let plain = picture(40, 20, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"SECRETPLACE");
    let length = u16::try_from(exif.len() + 2).expect("a short segment").to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
}

#[tokio::test]
async fn the_orientation_is_applied_and_all_metadata_is_removed() {
    let done = read(turned(6)).await.expect("the picture is accepted");
    assert_eq!((done.width, done.height), (20, 40), "the picture is upright");
    let right = image::load_from_memory(&done.bytes).expect("a picture").get_pixel(17, 20).0;
    assert!(right[0] > 200, "the upper half is on the right: {right:?}");
    let text = String::from_utf8_lossy(&done.bytes).into_owned();
    assert!(!text.contains("Exif") && !text.contains("SECRETPLACE"));

    let mut with_script = picture(40, 20, ImageFormat::Png);
    with_script.extend(b"<script>alert(1)</script>PK\x03\x04");
    let done = read(with_script).await.expect("the picture is accepted");
    assert!(!String::from_utf8_lossy(&done.bytes).contains("script"), "appended data is removed");
}

#[tokio::test]
async fn files_that_are_not_pictures_are_refused() {
    let svg =
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let gif = b"GIF89a/*\x01\0\x01\0*/=1;alert(1)".to_vec();
    for bytes in [svg, gif, b"%PDF-1.7".to_vec(), b"<html>\xFF\xD8\xFF".to_vec(), b"BM".to_vec(), vec![0; 100]] {
        assert_eq!(read(bytes.clone()).await.err(), Some(Problem::NotAPicture), "{:?}", bytes.get(..8));
    }
    let large = read(vec![0xFF; 2 * 1024 * 1024 + 1]).await.err();
    assert_eq!(large, Some(Problem::FileTooLarge { max_mb: 2 }));
}

#[tokio::test]
async fn truncated_pictures_are_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let whole = picture(300, 200, format);
        for kept in [whole.len() / 2, whole.len() * 4 / 5, 40] {
            let torn = whole[..kept].to_vec();
            assert_eq!(read(torn).await.err(), Some(Problem::BrokenPicture), "{format:?} {kept}");
        }
    }
}

/// A PNG whose header claims these dimensions, with almost no data.
fn png_saying(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(1, 1, ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&crc);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let shift = |crc: u32| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| shift(crc)))
}

#[tokio::test]
async fn decompression_bombs_are_refused() {
    for (width, height) in [(60_000, 60_000), (6_001, 1), (1, 6_001), (6_000, 6_000)] {
        let refused = read(png_saying(width, height)).await.err();
        assert_eq!(refused, Some(Problem::TooManyPixels { max: 6_000 }), "{width}x{height}");
    }
    // A real bomb: 30 KB that decode to 108 MB of pixels.
    let mut bomb = Vec::new();
    let white = image::ImageBuffer::<image::Luma<u8>, Vec<u8>>::new(6_001, 6_000);
    DynamicImage::ImageLuma8(white).write_to(&mut Cursor::new(&mut bomb), ImageFormat::Png).expect("a picture");
    assert!(bomb.len() < 200_000);
    assert!(matches!(read(bomb).await, Err(Problem::TooManyPixels { .. })));
}

#[test]
fn only_hashes_are_picture_addresses() {
    let hash = "0123456789abcdef".repeat(4);
    assert!(is_address(&format!("/pictures/{hash}.jpg")));
    for wrong in
        ["", "/pictures/.jpg", "/pictures/../../etc/passwd.jpg", &format!("/pictures/{}.jpg", hash.to_uppercase())]
    {
        assert!(!is_address(wrong), "{wrong}");
    }
}
