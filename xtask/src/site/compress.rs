//! Brotli copies of text-like files, made at build time so that the server never compresses a static file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Wanted, files};

const TEXT_LIKE: [&str; 7] = ["css", "html", "js", "svg", "txt", "wasm", "webmanifest"];

/// Compresses each wanted text-like file that has no compressed copy yet.
pub fn beside(wanted: &mut Wanted) -> Result<()> {
    let originals: Vec<PathBuf> = wanted.files.iter().filter(|file| text_like(file)).cloned().collect();
    for relative in originals {
        let original = wanted.site.join(&relative);
        let copy = compressed(&original);
        if !copy.exists() {
            let bytes =
                brotli(&files::read(&original)?).with_context(|| format!("cannot compress {}", original.display()))?;
            std::fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))?;
        }
        wanted.files.insert(compressed(&relative));
    }
    Ok(())
}

/// The name of the compressed copy: the full name plus `.br`.
pub fn compressed(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".br");
    PathBuf::from(name)
}

fn text_like(file: &Path) -> bool {
    file.extension().is_some_and(|extension| TEXT_LIKE.iter().any(|known| extension == *known))
}

fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_copy_decompresses_to_its_original() {
        let original = "车主俱乐部 ".repeat(500);
        let copy = brotli(original.as_bytes()).unwrap();
        let mut back = String::new();
        brotli::Decompressor::new(copy.as_slice(), 4096).read_to_string(&mut back).unwrap();
        assert_eq!(back, original);
        assert!(copy.len() < 100);
    }

    #[test]
    fn the_copy_keeps_the_full_name() {
        assert_eq!(compressed(Path::new("pkg/club.0a_bg.wasm")), Path::new("pkg/club.0a_bg.wasm.br"));
        assert!(text_like(Path::new("a/site.webmanifest")) && !text_like(Path::new("icon.png")));
    }
}
