use crate::text_enum;

text_enum! {
    /// A rule, in the order in which administrators read them. Its versions are the rows of `point_rules` with this code.
    pub enum RuleCode {
        /// Points for each yuan paid at a workshop.
        Workshop = "workshop",
        /// What tiers are reached with, and what they multiply workshop points by.
        Tiers = "tiers",
        Delivery = "delivery",
        ReferralTestDrive = "referral_test_drive",
        ReferralDelivery = "referral_delivery",
        /// For the friend who bought on a recommendation.
        ReferralFriend = "referral_friend",
        /// As many points as the event says.
        Event = "event",
        Profile = "profile",
        Survey = "survey",
        /// How many points are worth one yuan.
        PointValue = "point_value",
        /// How many months points are valid.
        Validity = "validity",
        /// The most points that one administrator adjusts alone.
        FourEyes = "four_eyes",
        /// The most points that a member gives to family in a month.
        Household = "household",
    }
}

impl RuleCode {
    /// What its value counts.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Workshop => Unit::PointsPerYuan,
            Self::Delivery
            | Self::ReferralTestDrive
            | Self::ReferralDelivery
            | Self::ReferralFriend
            | Self::Profile
            | Self::Survey => Unit::PointsEachTime,
            Self::Event => Unit::PointsOfSource,
            Self::Tiers | Self::PointValue | Self::Validity | Self::FourEyes | Self::Household => Unit::Setting,
        }
    }

    /// Whether it gives points, which campaigns multiply.
    pub const fn earns(self) -> bool {
        !matches!(self.unit(), Unit::Setting)
    }

    pub fn all_earning() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|code| code.earns())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    PointsPerYuan,
    /// Whatever happened, once.
    PointsEachTime,
    /// What it happened at says how many.
    PointsOfSource,
    /// It gives no points.
    Setting,
}
