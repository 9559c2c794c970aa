//! Bundles `style/main.css` and its imports into one minified file.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Features, Targets};
use sha2::{Digest, Sha256};

use super::{Wanted, short};
use crate::paths;

/// Returns the bundle's file name within `pkg/`.
pub fn build(wanted: &mut Wanted) -> Result<String> {
    let main = paths::root().join("style/main.css");
    if !main.exists() {
        bail!("style/main.css is missing");
    }
    let css = bundle(&main)?;
    let name = format!("app.{}.css", short(&Sha256::digest(&css)));
    wanted.write(&Path::new("pkg").join(&name), css.as_bytes())?;
    Ok(name)
}

fn bundle(main: &Path) -> Result<String> {
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let targets = oldest_browsers();
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })?;
    Ok(printed.code)
}

/// The oldest browsers on owners' phones; newer syntax is rewritten for them. Both have cascade layers and `:has()`.
fn oldest_browsers() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    let browsers = Browsers {
        android: version(109, 0),
        chrome: version(109, 0),
        ios_saf: version(15, 4),
        safari: version(15, 4),
        firefox: version(121, 0),
        ..Browsers::default()
    };
    // Font stacks are chosen for Chinese; do not add Latin fonts to them.
    Targets { browsers: Some(browsers), exclude: Features::FontFamilySystemUi, ..Targets::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_bundled_and_minified() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("main.css");
        std::fs::write(&main, "@layer base;\n@import './base.css' layer(base);\n").unwrap();
        std::fs::write(folder.path().join("base.css"), "h1 {\n  color: #ff0000;\n}\n").unwrap();
        assert_eq!(bundle(&main).unwrap(), "@layer base{h1{color:red}}");
    }

    #[test]
    fn errors_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("main.css");
        std::fs::write(&main, "@import './gone.css';\n").unwrap();
        assert!(bundle(&main).unwrap_err().to_string().contains("main.css"));
    }
}
