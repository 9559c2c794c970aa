//! bench placeholder
#[derive(clap::Args)]
pub struct Options {}
pub fn bench(_: &Options) -> anyhow::Result<()> {
    Ok(())
}
pub mod floor {
    #[derive(clap::Args)]
    pub struct Options {}
    pub fn serve(_: &Options) -> anyhow::Result<()> {
        Ok(())
    }
}
