//! A generated section of `docs/performance.md`.

use anyhow::{Context, Result};

use crate::paths;

/// The section's name in its begin and end markers.
#[derive(Clone, Copy)]
pub struct Part(pub &'static str);

impl Part {
    pub fn print_and_write(self, text: &str) -> Result<()> {
        println!("{text}");
        let file = paths::root().join("docs/performance.md");
        let present = std::fs::read_to_string(&file).unwrap_or_else(|_| "# Performance\n".to_owned());
        std::fs::create_dir_all(paths::root().join("docs"))?;
        std::fs::write(&file, self.replaced(&present, text)).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Replaces the text between the markers; a document without markers gets the section at its end.
    fn replaced(self, document: &str, text: &str) -> String {
        let [start, end] = ["begin", "end"].map(|place| format!("<!-- {}: {place} -->", self.0));
        let block = format!("{start}\n{text}\n{end}");
        match (document.split_once(&start), document.split_once(&end)) {
            (Some((before, _)), Some((_, after))) => format!("{before}{block}{after}"),
            _ => format!("{}\n\n{block}\n", document.trim_end()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_results_replace_old_ones() {
        let first = Part("x").replaced("# Performance\n\nWhy.\n", "old");
        let second = Part("x").replaced(&format!("{first}\nMore.\n"), "new");
        assert_eq!(second, "# Performance\n\nWhy.\n\n<!-- x: begin -->\nnew\n<!-- x: end -->\n\nMore.\n");
    }
}
