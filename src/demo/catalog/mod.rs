//! What the demo carmaker 澄远 (Chengyuan, invented) offers: dealers, models, workshop work, rewards, events, offers.

pub mod dealers;
pub mod events;
pub mod events_list;
pub mod models;
pub mod offers;
pub mod projects;
pub mod rewards;
pub mod rewards_list;
pub mod workshop;

/// Both languages of one text.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}
