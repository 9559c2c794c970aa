-- Double entry, append-only. A correction is a new transfer.

-- A rule is a row with a validity; a new version is a new row, and each holds until a later one begins: the one with
-- the latest valid_from, and of these the highest version. Only what is published has a valid_from.
CREATE TABLE point_rules (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    code         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    -- Points per event; for 'workshop' points per whole yuan, for 'worth' points per yuan, for 'validity' months; for
    -- 'four_eyes' the most points that one administrator may adjust alone; for 'household' the most that a member
    -- gives to family in a month, 0 for none; for 'event' and 'tiers' 0: events say their own, tiers have `tier_rules`.
    value        INTEGER NOT NULL CHECK (value >= 0),
    -- What one member can earn by it in a calendar month of Shanghai; NULL: as much as may be.
    cap          INTEGER CHECK (cap > 0),
    title_zh     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    status       TEXT NOT NULL DEFAULT 'published' CHECK (status IN ('draft', 'published', 'withdrawn')),
    -- The day in Shanghai on which it is to begin, as its author wants it; NULL for what the club began with.
    starts_on    TEXT CHECK (starts_on GLOB '????-??-??'),
    valid_from   TEXT CHECK (valid_from GLOB '????-??-??T??:??:??*+00:00'),
    -- Why.
    note         TEXT NOT NULL DEFAULT '',
    -- Goes up with every change of a draft, so that of two editors the second learns of the first.
    revision     INTEGER NOT NULL DEFAULT 1,
    written_by   INTEGER REFERENCES accounts (id),
    written_at   TEXT CHECK (written_at GLOB '????-??-??T??:??:??*+00:00'),
    published_by INTEGER REFERENCES accounts (id),
    published_at TEXT CHECK (published_at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (code, version),
    CHECK ((status = 'published') = (valid_from IS NOT NULL)),
    -- What one may do alone is not for one alone to say.
    CHECK (code <> 'four_eyes' OR published_by <> written_by)
) STRICT;
INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) VALUES
    ('workshop', 1, 1, '维保消费', 'Workshop spending', '2015-01-01T00:00:00+00:00'),
    ('delivery', 1, 5000, '新车交付', 'New car delivered', '2015-01-01T00:00:00+00:00'),
    ('profile', 1, 200, '资料完整并核实', 'Profile complete and verified', '2015-01-01T00:00:00+00:00'),
    ('referral_test_drive', 1, 200, '推荐试驾', 'Referral: test drive', '2015-01-01T00:00:00+00:00'),
    ('referral_delivery', 1, 3000, '推荐成交', 'Referral: delivery', '2015-01-01T00:00:00+00:00'),
    ('referral_friend', 1, 1000, '受邀购车', 'Bought on a recommendation', '2015-01-01T00:00:00+00:00'),
    ('event', 1, 0, '参加活动', 'Event attended', '2015-01-01T00:00:00+00:00'),
    ('survey', 1, 50, '问卷', 'Survey answered', '2015-01-01T00:00:00+00:00'),
    ('worth', 1, 100, '积分价值（每元）', 'Worth (points per yuan)', '2015-01-01T00:00:00+00:00'),
    ('validity', 1, 36, '积分有效期', 'Validity of points', '2015-01-01T00:00:00+00:00'),
    ('four_eyes', 1, 1000, '手工调整复核线', 'Adjustments approved by two', '2015-01-01T00:00:00+00:00'),
    ('tiers', 1, 0, '会员等级', 'Tiers', '2015-01-01T00:00:00+00:00'),
    ('household', 1, 0, '家庭转赠上限', 'Gifts within a household', '2015-01-01T00:00:00+00:00');

-- Moved in the transaction that writes the entries; never summed live.
CREATE TABLE point_balances (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    available   INTEGER NOT NULL DEFAULT 0 CHECK (available >= 0),
    pending     INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
    -- Taken back after it had been spent: what is earned next settles this first.
    debt        INTEGER NOT NULL DEFAULT 0 CHECK (debt >= 0),
    -- Out of the lots and not yet where they belong: the open rows of point_holds.
    held        INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    -- Earned in the tier's period; spending never lowers it.
    growth      INTEGER NOT NULL DEFAULT 0 CHECK (growth >= 0),
    -- What was earned before this no longer counts as growth.
    growth_since TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00' CHECK (growth_since GLOB '????-??-??T??:??:??*+00:00'),
    -- The newest entry's hash: the head of this member's chain.
    chain_head  TEXT NOT NULL DEFAULT '',
    -- Merged into another customer: nothing moves here any more.
    is_gone     INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1)),
    CHECK (is_gone = 0 OR (available = 0 AND pending = 0 AND debt = 0 AND held = 0 AND growth = 0))
) STRICT;

CREATE TABLE point_transfers (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL CHECK (kind IN ('earn', 'spend', 'refund', 'lapse', 'reverse', 'settle', 'adjust', 'donate', 'hold',
                    'capture', 'release', 'merge', 'send', 'receive')),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    -- One effect for one (actor, key); the same key with another body is refused.
    actor           TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash       TEXT NOT NULL,
    rule_id         INTEGER REFERENCES point_rules (id),
    -- Whose rules apply: those of the moment when an order was closed, not of when it was booked.
    rule_at         TEXT CHECK (rule_at GLOB '????-??-??T??:??:??*+00:00'),
    -- What the rule's cap took away; an earning of which nothing is left is still a line of the statement.
    cut             INTEGER NOT NULL DEFAULT 0 CHECK (cut >= 0),
    -- What this one undoes or settles: a spending given back, once and whole; an earning taken back, perhaps in parts;
    -- a hold captured, released, or both in parts; what was received, the sending.
    undoes_id       INTEGER REFERENCES point_transfers (id),
    source          TEXT NOT NULL CHECK (source IN ('service_order', 'delivery', 'referral', 'registration', 'redemption', 'donation', 'profile', 'lot', 'survey', 'manual',
                    'adjustment', 'counter', 'merge', 'household')),
    source_id       INTEGER NOT NULL,
    -- What the statement shows beside the source: an order number, a reward's title.
    label_zh        TEXT NOT NULL,
    label_en        TEXT NOT NULL,
    at              TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (actor, idempotency_key)
) STRICT;
CREATE INDEX point_transfers_source ON point_transfers (source, source_id);
CREATE UNIQUE INDEX point_transfers_refunded ON point_transfers (undoes_id) WHERE kind = 'refund';
CREATE UNIQUE INDEX point_transfers_captured ON point_transfers (undoes_id) WHERE kind = 'capture';
CREATE UNIQUE INDEX point_transfers_released ON point_transfers (undoes_id) WHERE kind = 'release';
CREATE INDEX point_transfers_ruled ON point_transfers (customer_id, id) WHERE rule_id IS NOT NULL;
CREATE INDEX point_transfers_undone ON point_transfers (undoes_id) WHERE undoes_id IS NOT NULL;

CREATE TABLE point_entries (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer_id   INTEGER NOT NULL REFERENCES point_transfers (id),
    account       TEXT NOT NULL CHECK (account IN ('member', 'issue', 'redeemed', 'lapsed', 'debt', 'charity', 'dealer', 'held', 'between')),
    -- Set on the member's side only.
    customer_id   INTEGER REFERENCES customers (id),
    -- The member's side is 0 where a transfer moves only what the member owes; both are where a cap took all.
    amount        INTEGER NOT NULL CHECK (amount <> 0 OR account = 'member' OR kind = 'earn'),
    balance_after INTEGER CHECK (balance_after >= 0),
    debt_after    INTEGER CHECK (debt_after >= 0),
    kind          TEXT NOT NULL,
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    -- SHA-256 over the entry and the one before it in the member's chain; empty on the other side.
    hash          TEXT NOT NULL,
    CHECK ((account = 'member') = (customer_id IS NOT NULL)),
    CHECK ((account = 'member') = (balance_after IS NOT NULL)),
    CHECK ((account = 'member') = (debt_after IS NOT NULL))
) STRICT;
CREATE INDEX point_entries_customer ON point_entries (customer_id, id);
CREATE INDEX point_entries_transfer ON point_entries (transfer_id);
-- Why somebody is in debt.
CREATE INDEX point_entries_reversals ON point_entries (customer_id, id) WHERE kind IN ('reverse', 'merge');

-- Earned points lapse together with their lot; spending takes lots in the order (expires_at, id).
CREATE TABLE point_lots (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    transfer_id INTEGER NOT NULL REFERENCES point_transfers (id),
    issued      INTEGER NOT NULL CHECK (issued > 0),
    remaining   INTEGER NOT NULL,
    earned_at   TEXT NOT NULL CHECK (earned_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at  TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Its own end; later than that it ends only once it had 30 days more.
    first_expires_at TEXT NOT NULL CHECK (first_expires_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (expires_at >= first_expires_at),
    CHECK (remaining BETWEEN 0 AND issued)
) STRICT;
CREATE INDEX point_lots_transfer ON point_lots (transfer_id);
CREATE INDEX point_lots_customer ON point_lots (customer_id, id);
CREATE INDEX point_lots_open ON point_lots (customer_id, expires_at, id) WHERE remaining > 0;
CREATE INDEX point_lots_expiry ON point_lots (expires_at, customer_id) WHERE remaining > 0;
CREATE INDEX point_lots_earned ON point_lots (earned_at, customer_id);

-- Which lots a transfer took from (amount > 0) or gave back to (amount < 0).
CREATE TABLE point_lot_uses (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id      INTEGER NOT NULL REFERENCES point_lots (id),
    transfer_id INTEGER NOT NULL REFERENCES point_transfers (id),
    amount      INTEGER NOT NULL CHECK (amount <> 0),
    -- When the lot lapses, after this: what comes back late gets 30 days more.
    expires_at  TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX point_lot_uses_lot ON point_lot_uses (lot_id);
CREATE INDEX point_lot_uses_transfer ON point_lot_uses (transfer_id);

-- Documents of other systems, and the version that was booked last: each version is booked once.
CREATE TABLE point_documents (
    source    TEXT NOT NULL CHECK (source IN ('service_order', 'delivery', 'survey')),
    source_id INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    -- Of an order, the multiplier that held at the first booking; later versions are worth what they are worth by it.
    percent   INTEGER,
    -- The tier it came from.
    tier      TEXT REFERENCES tiers (code),
    -- Whose it was then: what is pending for them ends when it passes to somebody else.
    customer_id INTEGER REFERENCES customers (id),
    PRIMARY KEY (source, source_id)
) STRICT;

-- When the last complete look at documents began; for growth, from when on earnings count.
CREATE TABLE point_looks (
    scope    TEXT PRIMARY KEY CHECK (scope IN ('recent', 'all', 'growth')),
    begun_at TEXT NOT NULL CHECK (begun_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- What is written stays as it is; a correction is a new transfer.
CREATE TRIGGER point_transfers_no_update BEFORE UPDATE ON point_transfers
BEGIN
    SELECT RAISE(ABORT, 'point_transfers is append-only');
END;
CREATE TRIGGER point_transfers_no_delete BEFORE DELETE ON point_transfers
BEGIN
    SELECT RAISE(ABORT, 'point_transfers is append-only');
END;
CREATE TRIGGER point_entries_no_update BEFORE UPDATE ON point_entries
BEGIN
    SELECT RAISE(ABORT, 'point_entries is append-only');
END;
CREATE TRIGGER point_entries_no_delete BEFORE DELETE ON point_entries
BEGIN
    SELECT RAISE(ABORT, 'point_entries is append-only');
END;
CREATE TRIGGER point_lot_uses_no_update BEFORE UPDATE ON point_lot_uses
BEGIN
    SELECT RAISE(ABORT, 'point_lot_uses is append-only');
END;
CREATE TRIGGER point_lot_uses_no_delete BEFORE DELETE ON point_lot_uses
BEGIN
    SELECT RAISE(ABORT, 'point_lot_uses is append-only');
END;
