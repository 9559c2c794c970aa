CREATE TABLE rewards (
    -- That of a draft which is deleted is nobody else\'s later: what was done to it stays on record.
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL CHECK (kind IN ('evoucher', 'voucher', 'goods', 'accessory', 'workshop')),
    title_zh        TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    body_zh         TEXT NOT NULL,
    body_en         TEXT NOT NULL,
    picture         TEXT NOT NULL,
    points          INTEGER NOT NULL CHECK (points > 0),
    -- What it costs from a tier on; NULL is what it costs the tier below. Never more than that.
    points_silver   INTEGER CHECK (points_silver > 0),
    points_gold     INTEGER CHECK (points_gold > 0),
    points_platinum INTEGER CHECK (points_platinum > 0),
    -- Paid at the dealer, beside the points.
    pay_fen         INTEGER NOT NULL DEFAULT 0 CHECK (pay_fen >= 0),
    -- What it would cost in a shop.
    worth_fen       INTEGER NOT NULL CHECK (worth_fen >= 0),
    stock_received  INTEGER NOT NULL CHECK (stock_received >= 0),
    stock_left      INTEGER NOT NULL,
    -- NULL is no limit.
    limit_each      INTEGER CHECK (limit_each > 0),
    status          TEXT NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    position        INTEGER NOT NULL DEFAULT 0,
    visible_from    TEXT NOT NULL CHECK (visible_from GLOB '????-??-??T??:??:??*+00:00'),
    visible_until   TEXT CHECK (visible_until GLOB '????-??-??T??:??:??*+00:00'),
    -- How long an issued code can be used, in days.
    code_days       INTEGER NOT NULL DEFAULT 180 CHECK (code_days > 0),
    -- Whose codes its redemptions get: made by the portal when they are redeemed, or brought by a partner before.
    codes           TEXT NOT NULL DEFAULT 'generated' CHECK (codes IN ('generated', 'imported')),
    version         INTEGER NOT NULL DEFAULT 1,
    CHECK (stock_left BETWEEN 0 AND stock_received),
    CHECK (codes = 'generated' OR kind IN ('evoucher', 'workshop')),
    CHECK (points_silver <= points),
    CHECK (points_gold <= COALESCE(points_silver, points)),
    CHECK (points_platinum <= COALESCE(points_gold, points_silver, points))
) STRICT;
CREATE INDEX rewards_catalogue ON rewards (status, position, id);

CREATE TABLE redemptions (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id        INTEGER NOT NULL REFERENCES customers (id),
    reward_id          INTEGER NOT NULL REFERENCES rewards (id),
    points             INTEGER NOT NULL CHECK (points > 0),
    -- What its member pays at the dealer, beside the points; as it was when it was redeemed.
    pay_fen            INTEGER NOT NULL DEFAULT 0 CHECK (pay_fen >= 0),
    -- 'issued' has its code. 'ordered' waits for staff, who pick it and send it, or bring it to the dealer ('ready')
    -- and hand it over. 'fulfilled' is done.
    state              TEXT NOT NULL CHECK (state IN ('issued', 'ordered', 'picked', 'ready', 'fulfilled', 'cancelled')),
    transfer_id        INTEGER NOT NULL REFERENCES point_transfers (id),
    refund_transfer_id INTEGER REFERENCES point_transfers (id),
    code_expires_on    TEXT CHECK (code_expires_on GLOB '????-??-??'),
    recipient          TEXT,
    recipient_phone    TEXT,
    address            TEXT,
    pickup_dealer_id   INTEGER REFERENCES dealers (id),
    created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    picked_at          TEXT CHECK (picked_at GLOB '????-??-??T??:??:??*+00:00'),
    -- At the dealer's, where it can be picked up.
    ready_at           TEXT CHECK (ready_at GLOB '????-??-??T??:??:??*+00:00'),
    fulfilled_at       TEXT CHECK (fulfilled_at GLOB '????-??-??T??:??:??*+00:00'),
    cancelled_at       TEXT CHECK (cancelled_at GLOB '????-??-??T??:??:??*+00:00'),
    carrier            TEXT CHECK (carrier IN ('sf', 'jd', 'ems', 'zto', 'yto', 'sto', 'yunda')),
    tracking_no        TEXT,
    -- Why the club took it back, for staff, and what its member reads of it; NULL where the member did.
    cancel_reason      TEXT,
    cancel_told        TEXT CHECK (cancel_told IN ('out_of_stock', 'discontinued', 'faulty', 'undelivered',
                       'not_collected', 'came_back', 'on_request')),
    CHECK ((state = 'cancelled') = (refund_transfer_id IS NOT NULL)),
    CHECK (state NOT IN ('picked', 'ready') OR picked_at IS NOT NULL),
    CHECK (state <> 'ready' OR ready_at IS NOT NULL),
    CHECK ((carrier IS NULL) = (tracking_no IS NULL)),
    CHECK ((cancel_reason IS NULL) = (cancel_told IS NULL)),
    CHECK (cancel_reason IS NULL OR state = 'cancelled')
) STRICT;
CREATE INDEX redemptions_customer ON redemptions (customer_id, id);
-- What an owner may still await or use; the newest of many.
CREATE INDEX redemptions_ahead ON redemptions (customer_id, id) WHERE state IN ('ordered', 'picked', 'ready', 'issued');
CREATE INDEX redemptions_reward ON redemptions (reward_id, customer_id);
-- What waits for staff, the oldest first.
CREATE INDEX redemptions_waiting ON redemptions (state, created_at, id) WHERE state IN ('ordered', 'picked', 'ready');

-- A friend whom a member recommends; for the dealer a lead.
CREATE TABLE referrals (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    referrer_id        INTEGER NOT NULL REFERENCES customers (id),
    friend_name        TEXT NOT NULL,
    friend_phone       TEXT NOT NULL,
    model_id           INTEGER REFERENCES models (id),
    dealer_id          INTEGER NOT NULL REFERENCES dealers (id),
    state              TEXT NOT NULL CHECK (state IN ('invited', 'contacted', 'test_drive', 'delivered', 'lapsed', 'declined')),
    -- Why it was declined; for staff only, never shown to the referrer or the friend.
    decline_reason     TEXT CHECK (decline_reason IN ('self', 'customer', 'claimed')),
    -- Set at delivery: the friend has become a customer.
    friend_customer_id INTEGER REFERENCES customers (id),
    -- The car the dealer delivered; it counts for one referral.
    delivered_vin      TEXT,
    consent_wording    TEXT NOT NULL,
    note               TEXT NOT NULL DEFAULT '',
    version            INTEGER NOT NULL DEFAULT 1,
    created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    updated_at         TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((state = 'declined') = (decline_reason IS NOT NULL))
) STRICT;
-- The first valid claim wins.
CREATE UNIQUE INDEX referrals_claim ON referrals (friend_phone) WHERE state IN ('invited', 'contacted', 'test_drive', 'delivered');
CREATE UNIQUE INDEX referrals_vin ON referrals (delivered_vin) WHERE delivered_vin IS NOT NULL;
CREATE INDEX referrals_referrer ON referrals (referrer_id, id);
CREATE INDEX referrals_dealer ON referrals (dealer_id, state, id);
CREATE INDEX referrals_stale ON referrals (updated_at) WHERE state IN ('invited', 'contacted', 'test_drive');
CREATE INDEX referrals_unpaid ON referrals (id) WHERE state = 'delivered' AND friend_customer_id IS NULL;

CREATE TABLE referral_changes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    referral_id INTEGER NOT NULL REFERENCES referrals (id),
    state       TEXT NOT NULL,
    note        TEXT NOT NULL DEFAULT '',
    changed_by  TEXT NOT NULL,
    at          TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX referral_changes_referral ON referral_changes (referral_id, id);
