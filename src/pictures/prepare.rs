use crate::error::Problem;
use crate::web::MOST_PHOTO;
use axum::body::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use tokio::sync::Semaphore;

const MOST_MB: i64 = (MOST_PHOTO / 1024 / 1024) as i64;
/// The maximum length of a side, in pixels.
const WIDEST: u32 = 6_000;
/// The maximum memory for the decoded pixels, in bytes: 24 million pixels with transparency.
const MOST_MEMORY: u64 = 96 * 1024 * 1024;
/// The longer side of the stored picture, in pixels.
const KEPT: u32 = 960;
const QUALITY: u8 = 82;

/// A picture as it is served.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub hash: String,
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Prepared {
    pub fn address(&self) -> String {
        format!("/pictures/{}.jpg", self.hash)
    }
}

/// Decodes and re-encodes an upload on a blocking thread, one at a time.
pub async fn prepare(file: Bytes) -> Result<Prepared, Problem> {
    static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);
    if file.len() > MOST_PHOTO {
        return Err(Problem::FileTooLarge { max_mb: MOST_MB });
    }
    let _turn = ONE_AT_A_TIME.acquire().await.map_err(|_| Problem::BrokenPicture)?;
    let done = tokio::task::spawn_blocking(move || write(&upright(&file)?)).await;
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "a picture could not be read");
        Err(Problem::BrokenPicture)
    })
}

/// Decodes the pixels and applies the EXIF orientation.
fn upright(file: &[u8]) -> Result<DynamicImage, Problem> {
    let format = format(file).ok_or(Problem::NotAPicture)?;
    if format == ImageFormat::Jpeg && !is_whole_jpeg(file) {
        return Err(Problem::BrokenPicture);
    }
    let too_large = Problem::TooManyPixels { max: i64::from(WIDEST) };
    let problem = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => too_large,
        _ => Problem::BrokenPicture,
    };
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(WIDEST), Some(WIDEST));
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(problem)?;
    let (width, height) = decoder.dimensions();
    if width > WIDEST || height > WIDEST || decoder.total_bytes() > MOST_MEMORY {
        return Err(too_large);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(problem)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Detects the format from the first bytes, ignoring the file's name and declared type.
fn format(file: &[u8]) -> Option<ImageFormat> {
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];
    image::guess_format(file).ok().filter(|format| known.contains(format))
}

/// Whether the image data has an end: decoders accept a truncated file and fill the rest with grey.
fn is_whole_jpeg(file: &[u8]) -> bool {
    const PIXELS: u8 = 0xDA;
    const END: [u8; 2] = [0xFF, 0xD9];
    let mut rest = file.get(2..).unwrap_or_default();
    while let [0xFF, marker, high, low, ..] = *rest {
        if marker == PIXELS {
            return rest.windows(2).any(|pair| pair == END);
        }
        let length = if marker == 0xFF { 1 } else { 2 + usize::from(u16::from_be_bytes([high, low])) };
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

/// Encodes a picture, scaled down if it is large, and on white if it is transparent.
fn write(image: &DynamicImage) -> Result<Prepared, Problem> {
    let small = match image.width().max(image.height()) {
        ..=KEPT => image.clone(),
        _ => image.resize(KEPT, KEPT, FilterType::Triangle),
    };
    let pixels = on_white(&small);
    let mut bytes = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&pixels);
    written.map_err(|_| Problem::BrokenPicture)?;
    let hash = hex::encode(Sha256::digest(&bytes));
    Ok(Prepared { hash, bytes, width: pixels.width(), height: pixels.height() })
}

fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        Rgb([over(red), over(green), over(blue)])
    })
}
