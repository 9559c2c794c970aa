//! Administration of rules: administrators write, simulate and publish drafts for a future day, and withdraw what has
//! not begun. Published rules never change, except that a campaign can be ended early; what it gave stays.

mod campaign;
mod campaign_ending;
mod campaign_fields;
mod campaign_form;
mod campaign_input;
mod campaign_store;
mod campaigns;
mod functions;
mod input;
mod list;
mod messages;
pub mod ops;
mod queries;
mod rule;
pub(super) mod store;
mod version;
mod version_fields;
mod version_form;

pub use campaign::page as campaign;
pub use campaign_form::new as new_campaign;
pub use campaigns::page as campaigns;
pub use functions::{
    EndCampaign, PublishCampaign, PublishVersion, RewriteCampaign, RewriteVersion, WithdrawCampaign, WithdrawVersion,
    WriteCampaign, WriteVersion,
};
pub use list::page as list;
pub use messages::{rule_name, value_text};
pub use queries::Version;
pub use rule::crumbs;
pub use rule::page as rule;
pub use version::page as version;

#[cfg(test)]
mod tests;
