use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Defines row ids as distinct types.
macro_rules! id {
    ($($name:ident),+ $(,)?) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }
    )+};
}

id!(
    AccountId,
    AdjustmentId,
    BatchId,
    CampaignId,
    CheckId,
    CodeId,
    PaymentCodeCheckId,
    WorkshopPaymentId,
    CustomerId,
    DealerId,
    DonationId,
    EventId,
    HoldId,
    LotId,
    ModelId,
    OfferId,
    ProjectId,
    QuestionId,
    RedemptionId,
    ReferralId,
    RegistrationId,
    RewardId,
    RuleId,
    ServiceOrderId,
    SimulationId,
    TransferId,
    VehicleId,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_parse_what_they_display() {
        assert_eq!(CustomerId(42).to_string().parse(), Ok(CustomerId(42)));
        assert!("42x".parse::<CustomerId>().is_err());
        assert_eq!(serde_json::to_string(&EventId(7)).unwrap(), "7");
    }
}
