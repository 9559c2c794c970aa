//! Catalogue of the fictitious carmaker 澄远 (Chengyuan): dealers, models, workshop jobs, rewards, events, offers.

pub mod dealers;
pub mod events;
pub mod events_list;
pub mod models;
pub mod offers;
pub mod projects;
pub mod rewards;
pub mod rewards_list;
pub mod workshop;

use crate::i18n::Bilingual;

pub type Text = Bilingual<&'static str>;

pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}
