use serde::{Deserialize, Serialize};

/// What the business declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Phone or password: which, is not said.
    WrongLogin,
    /// The form was opened before somebody else changed the same thing.
    Stale,
    /// The same key came with another content.
    KeyReused,
    /// It costs something else by now.
    PriceChanged {
        points: i64,
        pay_fen: i64,
    },
    /// Its stock is the codes that were brought.
    StockIsCodes,
    /// Codes were brought or made for it: it cannot be deleted any more.
    DraftHasCodes,
    /// Codes of this file came another way meanwhile.
    CodesKnown,
    /// Used, cancelled, over, or good elsewhere.
    VoucherVoid,
    /// A voucher was looked at too long ago to be used now.
    CheckExpired,
    /// So much of it is handed out already that no more can be taken away.
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
    /// A charity project that takes nothing any more.
    ProjectOver,
    /// Not as many points expire this month as the page said.
    ExpiringChanged {
        points: i64,
    },
    /// Handed over or in work: it can no longer be cancelled.
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
    /// A ticket for another event.
    OtherEvent,
    /// A ticket of somebody who waits or cancelled.
    TicketVoid,
    /// Who joins is a member already, or the phone is somebody's sign-in number.
    AlreadyMember,
    /// Somebody else was faster.
    Handled,
    /// A button for several, and none of them ticked.
    NothingTicked,
    /// A state can only be followed by certain others.
    WrongState,
    /// Whoever proposed it cannot approve it too.
    OwnProposal,
    /// The half hour is over for which the reader had opened the file.
    FileClosed,
    /// The payment code that staff entered is used, replaced or too old by now.
    CodeOver,
    /// Points for the same bill are set aside already.
    BillHeld,
    /// Less of the bill is left to be paid than the points that were set aside for it.
    BillSmaller,
    /// Points are set aside, which must be used or given back before.
    PointsSetAside,
    /// A customer with themselves.
    SameCustomer,
    /// Two rows that hardly agree, with more points than one administrator moves alone.
    UnlikeRows {
        most: i64,
    },
    /// The rule allows no more than this to be given this month.
    TransferLimit {
        left: i64,
    },
    /// A wishlist has no place for more.
    WishlistFull {
        most: i64,
    },
    /// What was set aside is spent or given back already.
    HoldEnded,
    /// What was set aside was so for too long: it goes back.
    HoldOver,
    /// The car was delivered before the referral, counts for another, or its owner is no new customer.
    DeliveryDoesNotCount,
}
