use crate::text_enum;

text_enum! {
    /// A rule, in the order in which administrators read them. Its versions are the rows of `point_rules` with this code.
    pub enum RuleCode {
        /// Points for each yuan paid at a workshop.
        Workshop = "workshop",
        /// The tier points that each tier needs, and its multiplier of workshop points.
        Tiers = "tiers",
        Delivery = "delivery",
        ReferralTestDrive = "referral_test_drive",
        ReferralDelivery = "referral_delivery",
        /// For the referred friend who bought a car.
        ReferralFriend = "referral_friend",
        /// As many points as the event specifies.
        Event = "event",
        Profile = "profile",
        Survey = "survey",
        /// The number of points that are worth one yuan.
        PointValue = "point_value",
        /// The number of months that points are valid.
        Validity = "validity",
        /// The most points that one administrator may adjust alone.
        FourEyes = "four_eyes",
        /// The most points that a member may transfer to family in a month.
        Household = "household",
    }
}

impl RuleCode {
    /// The unit of its value.
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
    /// A fixed number of points each time.
    PointsEachTime,
    /// The source, such as an event, specifies the number of points.
    PointsOfSource,
    /// It gives no points.
    Setting,
}
