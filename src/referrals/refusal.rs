use crate::error::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The car was delivered before the referral, counts for another one, or its owner is not a new customer.
    DeliveryDoesNotCount,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::DeliveryDoesNotCount => tr!(
                l,
                "这辆车不能计入本次推荐：它在推荐前已交付、由其他经销商售出、已计入另一条推荐，或车主就是推荐人或早已是客户。",
                "This car doesn’t count for this referral: it was delivered earlier, sold by another dealer or counted already, or its owner is the referrer or an existing customer."
            ),
        }
    }
}
