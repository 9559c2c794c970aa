use serde::{Deserialize, Serialize};

/// A request that the business rules refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The phone or the password is wrong; which of them is not said.
    WrongLogin,
    /// Somebody else has changed the row since the form was opened.
    Stale,
    /// The idempotency key was used before with different content.
    KeyReused,
    /// The price has changed since the page was shown.
    PriceChanged {
        points: i64,
        pay_fen: i64,
    },
    /// The stock of the reward is its imported codes.
    StockIsCodes,
    /// Codes were imported or generated for the draft, so it cannot be deleted.
    DraftHasCodes,
    /// Some codes of the file have been added by other means since it was checked.
    CodesKnown,
    /// The voucher is used, cancelled, expired or valid elsewhere.
    VoucherVoid,
    /// The voucher was checked too long ago to be used now.
    CheckExpired,
    /// Only `left` items of the stock can still be removed.
    StockIssued {
        left: i64,
    },
    PointsShort {
        need: i64,
        have: i64,
    },
    OutOfStock,
    LimitReached {
        limit: i64,
    },
    NotAvailable,
    /// The charity project takes no more donations.
    ProjectOver,
    /// The points that expire this month differ from what the page said.
    ExpiringChanged {
        points: i64,
    },
    /// The redemption is handed over or in progress and can no longer be cancelled.
    TooLateToCancel,
    EventFull,
    EventNotOpen,
    EventOver,
    AlreadyRegistered,
    TierTooLow,
    ModelNotInvited,
    TooManyCompanions {
        max: i64,
    },
    AlreadyCheckedIn,
    /// The ticket is for another event.
    OtherEvent,
    /// The ticket is on the waitlist or cancelled.
    TicketVoid,
    /// The person is a member already, or the phone is another account's sign-in number.
    AlreadyMember,
    /// Somebody else has handled it already.
    Handled,
    /// An action on several rows with none of them ticked.
    NothingTicked,
    /// The present state does not allow this transition.
    WrongState,
    /// A proposal must be approved by somebody else.
    OwnProposal,
    /// The half hour for which the reader had opened the file is over.
    FileClosed,
    /// The payment code that staff entered is used, replaced or expired by now.
    CodeOver,
    /// Points are already set aside for the same bill.
    BillHeld,
    /// Less of the bill is left to pay than the points that were set aside for it.
    BillSmaller,
    /// Points are set aside and must be used or released first.
    PointsSetAside,
    /// A customer cannot be merged with themselves.
    SameCustomer,
    /// The two customers hardly match, and have more points than one administrator may move alone.
    UnlikeRows {
        most: i64,
    },
    /// The rule allows only `left` more points to be transferred this month.
    TransferLimit {
        left: i64,
    },
    /// The wishlist is full.
    WishlistFull {
        most: i64,
    },
    /// The hold has been spent or released already.
    HoldEnded,
    /// The hold has expired and will be released.
    HoldOver,
    /// The car was delivered before the referral, counts for another one, or its owner is not a new customer.
    DeliveryDoesNotCount,
}
