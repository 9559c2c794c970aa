-- The club's own tables, which only the portal writes.
-- Money is whole fen, points are whole points, instants are UTC, days are Asia/Shanghai.

-- == Members, accounts and sign-in ==

-- A member of a tier with a higher rank has more rights. `tier_rules` says what a tier is reached with and what it
-- multiplies points by.
CREATE TABLE tiers (
    code TEXT PRIMARY KEY,
    rank INTEGER NOT NULL UNIQUE
) STRICT;
INSERT INTO tiers (code, rank) VALUES ('basic', 0), ('silver', 1), ('gold', 2), ('platinum', 3);

-- A customer who activated a portal account.
CREATE TABLE members (
    customer_id   INTEGER PRIMARY KEY REFERENCES customers (id),
    member_no     TEXT NOT NULL UNIQUE,
    tier          TEXT NOT NULL DEFAULT 'basic' REFERENCES tiers (code),
    -- The last day of the tier's period; NULL for the lowest tier, which nobody loses.
    tier_until    TEXT CHECK (tier_until GLOB '????-??-??'),
    -- What the check a month before the period's end found; NULL before that check.
    tier_notice   TEXT CHECK (tier_notice IN ('safe', 'warned')),
    referral_code TEXT NOT NULL UNIQUE,
    joined_at     TEXT NOT NULL CHECK (joined_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX members_tier_until ON members (tier_until, customer_id) WHERE tier_until IS NOT NULL;

CREATE TABLE accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    role          TEXT NOT NULL CHECK (role IN ('owner', 'dealer', 'admin')),
    phone         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    customer_id   INTEGER UNIQUE REFERENCES customers (id),
    dealer_id     INTEGER REFERENCES dealers (id),
    -- An argon2id hash; with NULL the account signs in by code only.
    password_hash TEXT,
    locale        TEXT CHECK (locale IN ('zh-CN', 'en')),
    disabled_at   TEXT CHECK (disabled_at GLOB '????-??-??T??:??:??*+00:00'),
    created_at    TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((role = 'owner') = (customer_id IS NOT NULL)),
    CHECK ((role = 'dealer') = (dealer_id IS NOT NULL))
) STRICT;
CREATE INDEX accounts_dealer ON accounts (dealer_id) WHERE dealer_id IS NOT NULL;

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account_id INTEGER REFERENCES accounts (id),
    data       TEXT NOT NULL,
    agent      TEXT NOT NULL,
    address    TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    seen_at    TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Codes sent by SMS or mail: six digits, stored as a hash, valid once, for few attempts and a short time.
CREATE TABLE one_time_codes (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose         TEXT NOT NULL CHECK (purpose IN ('join', 'login', 'password', 'phone', 'email')),
    -- The phone number or mail address that receives the code.
    target          TEXT NOT NULL,
    -- Who may use the code; NULL where nobody matches, so that both cases look the same.
    customer_id     INTEGER REFERENCES customers (id),
    account_id      INTEGER REFERENCES accounts (id),
    code_hash       TEXT NOT NULL,
    failed_attempts INTEGER NOT NULL DEFAULT 0 CHECK (failed_attempts BETWEEN 0 AND 5),
    created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    used_at         TEXT CHECK (used_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX one_time_codes_target ON one_time_codes (target, purpose, id);

-- Counts throttled actions by key and time window.
CREATE TABLE throttles (
    key          TEXT NOT NULL,
    window_start TEXT NOT NULL CHECK (window_start GLOB '????-??-??T??:??:??*+00:00'),
    count        INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (key, window_start)
) STRICT;

-- == Messages ==

-- Topics of messages.
CREATE TABLE message_topics (
    code TEXT PRIMARY KEY
) STRICT;
INSERT INTO message_topics (code) VALUES
    ('code'), ('account'), ('event'), ('redemption'), ('wishlist'), ('expiry'),
    ('tier'), ('adjustment'), ('donation'), ('household'), ('workshop_payment');

-- Messages to send. The transaction that causes a message writes it; a job sends each once.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    recipient   TEXT NOT NULL,
    customer_id INTEGER REFERENCES customers (id),
    topic       TEXT NOT NULL REFERENCES message_topics (code),
    body        TEXT NOT NULL,
    dedupe_key  TEXT NOT NULL UNIQUE,
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    due_at      TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??*+00:00'),
    sent_at     TEXT CHECK (sent_at GLOB '????-??-??T??:??:??*+00:00'),
    attempts    INTEGER NOT NULL DEFAULT 0,
    last_error  TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE sent_at IS NULL;

-- == Audit trail of staff ==

-- Every access to a customer's file. Staff see nothing unless this row is written in the same transaction.
CREATE TABLE file_accesses (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    dealer_id   INTEGER REFERENCES dealers (id),
    -- What staff saw: 'file', 'phone', 'export' …
    what        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    at          TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX file_accesses_customer ON file_accesses (customer_id, id);
CREATE INDEX file_accesses_account ON file_accesses (account_id, customer_id, at);

-- What staff did to anything that is not a customer: events, rewards, accounts.
CREATE TABLE staff_actions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    detail     TEXT NOT NULL DEFAULT '',
    -- The version of the subject that an edit made.
    version    INTEGER,
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX staff_actions_subject ON staff_actions (subject, subject_id, id);
CREATE INDEX staff_actions_wrong_codes ON staff_actions (at) WHERE action = 'payment_code_wrong';

-- The fields that an edit changed, as its form has them.
CREATE TABLE staff_action_changes (
    action_id INTEGER NOT NULL REFERENCES staff_actions (id),
    field     TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    PRIMARY KEY (action_id, field)
) STRICT;

-- Forms that created a draft: the same form sent again creates no second draft. Rows stay when the draft is deleted.
CREATE TABLE draft_forms (
    account_id      INTEGER NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    -- SHA-256 of everything in the form.
    digest          TEXT NOT NULL CHECK (length(digest) = 64),
    subject         TEXT NOT NULL CHECK (subject IN ('reward', 'charity', 'event', 'rule', 'campaign')),
    -- NULL only until the same transaction inserts the draft.
    subject_id      INTEGER,
    at              TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (account_id, idempotency_key)
) STRICT;

-- == Merges ==

-- A merge of two rows of one person: `customer_id` is the duplicate, `survivor_id` the customer that remains.
CREATE TABLE customer_merges (
    customer_id   INTEGER PRIMARY KEY REFERENCES customers (id),
    -- Never a duplicate itself: if it is merged later, this row is updated to the next survivor.
    survivor_id   INTEGER NOT NULL REFERENCES customers (id),
    -- Of the membership that ended; NULL where the duplicate had none, or where it moved to the survivor.
    member_no     TEXT UNIQUE,
    referral_code TEXT UNIQUE,
    -- NULL if another system merged them.
    merged_by     INTEGER REFERENCES accounts (id),
    reason        TEXT NOT NULL,
    merged_at     TEXT NOT NULL CHECK (merged_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (customer_id <> survivor_id)
) STRICT;
CREATE INDEX customer_merges_survivor ON customer_merges (survivor_id);

-- == Point rules ==

-- A version of a rule is a row. The version in force is the published one with the latest valid_from, and of equal ones
-- the highest version. Only published versions have a valid_from.
CREATE TABLE point_rules (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    code         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    -- Points each time. Exceptions: 'workshop' and 'point_value' are points per yuan, 'validity' is months, 'four_eyes' is
    -- the most points that one administrator may adjust alone, 'household' is the most points that a member gives to
    -- family in a month (0 forbids it). 'event' and 'tiers' are 0: `events` and `tier_rules` have the numbers.
    value        INTEGER NOT NULL CHECK (value >= 0),
    -- The most points that the rule gives one member in a calendar month of Shanghai; NULL is no limit.
    cap          INTEGER CHECK (cap > 0),
    title_zh     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    status       TEXT NOT NULL DEFAULT 'published' CHECK (status IN ('draft', 'published', 'withdrawn')),
    -- The day in Shanghai on which the author wants it to begin; NULL for the rules the club started with.
    starts_on    TEXT CHECK (starts_on GLOB '????-??-??'),
    valid_from   TEXT CHECK (valid_from GLOB '????-??-??T??:??:??*+00:00'),
    -- Why the author changes the rule.
    note         TEXT NOT NULL DEFAULT '',
    -- Increases with every change of a draft, so that concurrent edits are detected.
    revision     INTEGER NOT NULL DEFAULT 1,
    written_by   INTEGER REFERENCES accounts (id),
    written_at   TEXT CHECK (written_at GLOB '????-??-??T??:??:??*+00:00'),
    published_by INTEGER REFERENCES accounts (id),
    published_at TEXT CHECK (published_at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (code, version),
    CHECK ((status = 'published') = (valid_from IS NOT NULL)),
    -- Changing what one administrator may adjust alone needs a second administrator.
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
    ('point_value', 1, 100, '积分价值（每元）', 'Value (points per yuan)', '2015-01-01T00:00:00+00:00'),
    ('validity', 1, 36, '积分有效期', 'Validity of points', '2015-01-01T00:00:00+00:00'),
    ('four_eyes', 1, 1000, '手工调整复核线', 'Adjustments approved by two', '2015-01-01T00:00:00+00:00'),
    ('tiers', 1, 0, '会员等级', 'Tiers', '2015-01-01T00:00:00+00:00'),
    ('household', 1, 0, '家庭转赠上限', 'Transfers within a household', '2015-01-01T00:00:00+00:00');

-- What a tier is reached with and what it multiplies workshop points by, for each version of the rule 'tiers'.
CREATE TABLE tier_rules (
    rule_id            INTEGER NOT NULL REFERENCES point_rules (id),
    code               TEXT NOT NULL REFERENCES tiers (code),
    min_tier_points    INTEGER NOT NULL CHECK (min_tier_points >= 0),
    multiplier_percent INTEGER NOT NULL CHECK (multiplier_percent >= 100),
    PRIMARY KEY (rule_id, code)
) STRICT;
INSERT INTO tier_rules (rule_id, code, min_tier_points, multiplier_percent)
    SELECT id, 'basic', 0, 100 FROM point_rules WHERE code = 'tiers' UNION ALL
    SELECT id, 'silver', 2000, 110 FROM point_rules WHERE code = 'tiers' UNION ALL
    SELECT id, 'gold', 8000, 125 FROM point_rules WHERE code = 'tiers' UNION ALL
    SELECT id, 'platinum', 20000, 150 FROM point_rules WHERE code = 'tiers';

-- Versions of the rule 'tiers' whose new thresholds have already raised members; each does so once.
CREATE TABLE tier_raises (
    rule_id INTEGER PRIMARY KEY REFERENCES point_rules (id),
    done_at TEXT NOT NULL CHECK (done_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- A campaign raises a rule's points for some days. Of several campaigns the best one counts; they never add up.
CREATE TABLE point_campaigns (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_code       TEXT NOT NULL,
    percent         INTEGER NOT NULL CHECK (percent BETWEEN 101 AND 1000),
    title_zh        TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    -- The first instant of the first day, and of the day after the last, in Shanghai.
    starts_at       TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T??:??:??*+00:00'),
    ends_at         TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T??:??:??*+00:00'),
    status          TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
    note            TEXT NOT NULL DEFAULT '',
    revision        INTEGER NOT NULL DEFAULT 1,
    written_by      INTEGER REFERENCES accounts (id),
    written_at      TEXT NOT NULL CHECK (written_at GLOB '????-??-??T??:??:??*+00:00'),
    published_by    INTEGER REFERENCES accounts (id),
    published_at    TEXT CHECK (published_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Set if the campaign was ended early: the planned end, who ended it, when and why.
    planned_ends_at TEXT CHECK (planned_ends_at GLOB '????-??-??T??:??:??*+00:00'),
    ended_by        INTEGER REFERENCES accounts (id),
    ended_at        TEXT CHECK (ended_at GLOB '????-??-??T??:??:??*+00:00'),
    end_reason      TEXT CHECK (end_reason <> ''),
    CHECK (starts_at < ends_at),
    CHECK (planned_ends_at > ends_at),
    CHECK ((ended_at IS NULL) = (planned_ends_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CHECK (ended_at IS NULL OR (status = 'published' AND ended_at >= starts_at AND ended_at < ends_at))
) STRICT;
CREATE INDEX point_campaigns_rule ON point_campaigns (rule_code, ends_at);
CREATE INDEX point_campaigns_starts_at ON point_campaigns (starts_at, id);

-- A campaign without rows holds for every model, or every dealer.
CREATE TABLE point_campaign_models (
    campaign_id INTEGER NOT NULL REFERENCES point_campaigns (id),
    model_id    INTEGER NOT NULL REFERENCES models (id),
    PRIMARY KEY (campaign_id, model_id)
) STRICT;

CREATE TABLE point_campaign_dealers (
    campaign_id INTEGER NOT NULL REFERENCES point_campaigns (id),
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    PRIMARY KEY (campaign_id, dealer_id)
) STRICT;

-- Replays of the past under a draft; they book nothing.
CREATE TABLE rule_simulations (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What is replayed: either a version of a rule or a campaign.
    rule_id     INTEGER REFERENCES point_rules (id),
    campaign_id INTEGER REFERENCES point_campaigns (id),
    -- The draft's revision at that time.
    revision    INTEGER NOT NULL,
    months      INTEGER NOT NULL CHECK (months BETWEEN 1 AND 24),
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    -- The percentage of members that the replay has read.
    progress    INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    -- The last sign of life; a replay that gives none was stopped.
    beat_at     TEXT NOT NULL CHECK (beat_at GLOB '????-??-??T??:??:??*+00:00'),
    -- JSON once the replay is done.
    result      TEXT,
    started_by  INTEGER NOT NULL REFERENCES accounts (id),
    started_at  TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((rule_id IS NULL) <> (campaign_id IS NULL)),
    CHECK ((state = 'done') = (result IS NOT NULL))
) STRICT;
CREATE INDEX rule_simulations_rule ON rule_simulations (rule_id, id);
CREATE INDEX rule_simulations_campaign ON rule_simulations (campaign_id, id);

-- == The ledger of points ==
-- Double entry: each transfer has two entries, which sum to zero.

-- Updated in the transaction that writes the entries; never summed on demand.
CREATE TABLE point_balances (
    customer_id       INTEGER PRIMARY KEY REFERENCES customers (id),
    available         INTEGER NOT NULL DEFAULT 0 CHECK (available >= 0),
    pending           INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
    -- Points taken back after they were spent; the next earnings settle this first.
    debt              INTEGER NOT NULL DEFAULT 0 CHECK (debt >= 0),
    -- Points of the open rows of point_holds: out of their lots, not yet spent.
    held              INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    -- Points earned in the tier's period; spending never lowers it.
    tier_points       INTEGER NOT NULL DEFAULT 0 CHECK (tier_points >= 0),
    -- Points earned before this no longer count as tier points.
    tier_points_since TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00'
        CHECK (tier_points_since GLOB '????-??-??T??:??:??*+00:00'),
    -- The newest entry's hash: the head of this member's chain.
    chain_head        TEXT NOT NULL DEFAULT '',
    -- The customer was merged into another: no points move here any more.
    is_merged         INTEGER NOT NULL DEFAULT 0 CHECK (is_merged IN (0, 1)),
    CHECK (is_merged = 0 OR (available = 0 AND pending = 0 AND debt = 0 AND held = 0 AND tier_points = 0))
) STRICT;
-- Pending points are counted again once a day.
CREATE INDEX point_balances_pending ON point_balances (customer_id) WHERE pending > 0;

CREATE TABLE point_transfers (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL CHECK (kind IN (
        'earn', 'spend', 'refund', 'expire', 'reverse', 'settle', 'adjust', 'donate', 'hold', 'capture',
        'release', 'merge', 'send', 'receive')),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    -- One (actor, key) has one effect; the same key with another body is refused.
    actor           TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash       TEXT NOT NULL,
    rule_id         INTEGER REFERENCES point_rules (id),
    campaign_id     INTEGER REFERENCES point_campaigns (id),
    -- The moment whose rules apply: when an order was closed, not when it was booked.
    rule_at         TEXT CHECK (rule_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Points that the rule's cap took away; an earning of which nothing is left still appears in the statement.
    cut             INTEGER NOT NULL DEFAULT 0 CHECK (cut >= 0),
    -- The transfer that this one undoes or settles. A refund returns a spending once and completely; a reversal takes
    -- an earning back, perhaps in parts; a capture or release ends a hold, perhaps in parts; a receipt refers to the
    -- transfer that sent the points.
    undoes_id       INTEGER REFERENCES point_transfers (id),
    source          TEXT NOT NULL CHECK (source IN (
        'service_order', 'delivery', 'referral', 'registration', 'redemption', 'donation', 'profile', 'lot',
        'survey', 'manual', 'adjustment', 'workshop_payment', 'merge', 'household')),
    source_id       INTEGER NOT NULL,
    -- What the statement shows beside the source, such as an order number or a reward's title.
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
CREATE INDEX point_transfers_campaign ON point_transfers (campaign_id, rule_at) WHERE campaign_id IS NOT NULL;

CREATE TABLE point_entries (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer_id   INTEGER NOT NULL REFERENCES point_transfers (id),
    account       TEXT NOT NULL CHECK (account IN (
        'member', 'issue', 'redeemed', 'expired', 'debt', 'charity', 'dealer', 'held', 'between')),
    -- Set on the member's side only.
    customer_id   INTEGER REFERENCES customers (id),
    -- 0 on the member's side if the transfer only changes the debt; 0 on both sides if a cap took everything.
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
-- Shows why a member is in debt.
CREATE INDEX point_entries_reversals ON point_entries (customer_id, id) WHERE kind IN ('reverse', 'merge');
-- Reads the club's side of the ledger by time.
CREATE INDEX point_entries_flow ON point_entries (at) WHERE account <> 'member';

-- Earned points expire together with their lot; spending consumes lots in the order (expires_at, id).
CREATE TABLE point_lots (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id      INTEGER NOT NULL REFERENCES customers (id),
    transfer_id      INTEGER NOT NULL REFERENCES point_transfers (id),
    issued           INTEGER NOT NULL CHECK (issued > 0),
    remaining        INTEGER NOT NULL,
    earned_at        TEXT NOT NULL CHECK (earned_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at       TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    -- The original expiry; expires_at is later only if points that came back gave the lot 30 days more.
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
    -- The lot's expiry after this use: points that come back late get 30 days more.
    expires_at  TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX point_lot_uses_lot ON point_lot_uses (lot_id);
CREATE INDEX point_lot_uses_transfer ON point_lot_uses (transfer_id);

-- What was in a lot when a merge moved it to the survivor; the lot itself stays as it is.
CREATE TABLE point_lot_moves (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    lot_id          INTEGER NOT NULL REFERENCES point_lots (id),
    out_transfer_id INTEGER NOT NULL REFERENCES point_transfers (id),
    in_transfer_id  INTEGER NOT NULL REFERENCES point_transfers (id),
    amount          INTEGER NOT NULL CHECK (amount > 0),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX point_lot_moves_out ON point_lot_moves (out_transfer_id);
CREATE INDEX point_lot_moves_in ON point_lot_moves (in_transfer_id);

-- The ledger is append-only; a correction is a new transfer.
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
CREATE TRIGGER point_lot_moves_no_update BEFORE UPDATE ON point_lot_moves
BEGIN
    SELECT RAISE(ABORT, 'point_lot_moves is append-only');
END;
CREATE TRIGGER point_lot_moves_no_delete BEFORE DELETE ON point_lot_moves
BEGIN
    SELECT RAISE(ABORT, 'point_lot_moves is append-only');
END;
-- INSERT OR REPLACE would delete a row without calling the triggers that forbid deletion.
CREATE TRIGGER point_transfers_no_replace BEFORE INSERT ON point_transfers
WHEN EXISTS (SELECT 1 FROM point_transfers WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_transfers is append-only');
END;
CREATE TRIGGER point_entries_no_replace BEFORE INSERT ON point_entries
WHEN EXISTS (SELECT 1 FROM point_entries WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_entries is append-only');
END;
CREATE TRIGGER point_lot_uses_no_replace BEFORE INSERT ON point_lot_uses
WHEN EXISTS (SELECT 1 FROM point_lot_uses WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_lot_uses is append-only');
END;
CREATE TRIGGER point_lot_moves_no_replace BEFORE INSERT ON point_lot_moves
WHEN EXISTS (SELECT 1 FROM point_lot_moves WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'point_lot_moves is append-only');
END;
-- The same transfer sent again is ignored, as ON CONFLICT DO NOTHING says.
CREATE TRIGGER point_transfers_no_second BEFORE INSERT ON point_transfers
WHEN EXISTS (SELECT 1 FROM point_transfers WHERE actor = NEW.actor AND idempotency_key = NEW.idempotency_key
    AND id <> NEW.id)
BEGIN
    SELECT RAISE(IGNORE);
END;

-- Documents of other systems and the version that was booked last: each version is booked once.
CREATE TABLE point_documents (
    source      TEXT NOT NULL CHECK (source IN ('service_order', 'delivery', 'survey')),
    source_id   INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    -- The multiplier of an order's first booking; later versions of the order use it, too.
    percent     INTEGER,
    -- The tier that gave the multiplier.
    tier        TEXT REFERENCES tiers (code),
    -- The customer at that time: their pending points end when the document passes to somebody else.
    customer_id INTEGER REFERENCES customers (id),
    PRIMARY KEY (source, source_id)
) STRICT;

-- When the last complete scan of the documents began; for 'tier points', the instant from which earnings count.
CREATE TABLE scan_checkpoints (
    scope    TEXT PRIMARY KEY CHECK (scope IN ('recent', 'all', 'tier_points')),
    begun_at TEXT NOT NULL CHECK (begun_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- == Holds, adjustments, tier changes and reminders ==

-- Points set aside until it is known whether they are spent. Each hold ends once: it is captured, perhaps in part, or
-- released.
CREATE TABLE point_holds (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id         INTEGER NOT NULL REFERENCES customers (id),
    -- The transfer that took the points out of their lots.
    transfer_id         INTEGER NOT NULL UNIQUE REFERENCES point_transfers (id),
    points              INTEGER NOT NULL CHECK (points > 0),
    state               TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'captured', 'released')),
    -- The points that were spent; the rest went back.
    captured            INTEGER NOT NULL DEFAULT 0,
    -- The capture, or the release if nothing was captured.
    settled_transfer_id INTEGER UNIQUE REFERENCES point_transfers (id),
    created_at          TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- From this instant on the hold cannot be captured, and a job releases it.
    expires_at          TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    settled_at          TEXT CHECK (settled_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (expires_at > created_at),
    CHECK ((state = 'open') = (settled_transfer_id IS NULL)),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK (captured BETWEEN 0 AND points),
    CHECK ((state = 'captured') = (captured > 0)),
    CHECK (state <> 'captured' OR settled_at < expires_at)
) STRICT;
CREATE INDEX point_holds_customer ON point_holds (customer_id, id);
CREATE INDEX point_holds_open ON point_holds (expires_at, id) WHERE state = 'open';

-- Points that an administrator gives or takes by hand.
CREATE TABLE point_adjustments (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    -- Positive gives points, negative takes them.
    points          INTEGER NOT NULL CHECK (points <> 0),
    -- Only staff read this.
    reason          TEXT NOT NULL CHECK (reason <> ''),
    -- The reason that the member reads.
    reason_code     TEXT NOT NULL CHECK (reason_code IN ('correction', 'missed', 'compensation', 'goodwill')),
    -- A 'proposed' adjustment waits for a second administrator.
    state           TEXT NOT NULL CHECK (state IN ('proposed', 'done', 'declined')),
    -- The version of 'four_eyes' in force when it was proposed.
    rule_id         INTEGER NOT NULL REFERENCES point_rules (id),
    proposed_by     INTEGER NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    proposed_at     TEXT NOT NULL CHECK (proposed_at GLOB '????-??-??T??:??:??*+00:00'),
    -- NULL if the adjustment needed no second administrator.
    decided_by      INTEGER REFERENCES accounts (id),
    decided_at      TEXT CHECK (decided_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Why the second administrator declined it.
    decline_reason  TEXT CHECK (decline_reason <> ''),
    transfer_id     INTEGER UNIQUE REFERENCES point_transfers (id),
    UNIQUE (proposed_by, idempotency_key),
    CHECK ((state = 'proposed') = (decided_at IS NULL)),
    CHECK ((state = 'done') = (transfer_id IS NOT NULL)),
    CHECK ((state = 'declined') = (decline_reason IS NOT NULL)),
    CHECK (state <> 'declined' OR decided_by IS NOT NULL),
    -- Whoever proposes may withdraw the adjustment, but never approves it.
    CHECK (state <> 'done' OR decided_by IS NULL OR decided_by <> proposed_by)
) STRICT;
CREATE INDEX point_adjustments_waiting ON point_adjustments (id) WHERE state = 'proposed';
CREATE INDEX point_adjustments_customer ON point_adjustments (customer_id, id);

-- Every change of a member's tier, up or down.
CREATE TABLE tier_changes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    tier_from   TEXT NOT NULL REFERENCES tiers (code),
    tier_to     TEXT NOT NULL REFERENCES tiers (code),
    tier_points INTEGER NOT NULL,
    at          TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX tier_changes_customer ON tier_changes (customer_id, id);

-- A run of reminders of points that expire at an instant, so many days before. It processes members in the order of
-- their ids and can be interrupted anywhere.
CREATE TABLE expiry_reminders (
    expires_at     TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    days           INTEGER NOT NULL CHECK (days > 0),
    -- Every member up to this id was notified.
    after_customer INTEGER NOT NULL DEFAULT 0,
    done           INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    PRIMARY KEY (expires_at, days)
) STRICT;

-- Sums over the whole ledger, which a job makes. Those of a past month never change.
CREATE TABLE point_sums (
    -- 'flow': points moved in a month. 'stood': points left in lots that expired in a month, so many months before.
    -- 'left': points left now, by tier and age. 'ends': points left now, by the month in which they expire.
    -- 'owed': the sum of all balances, by what will become of the points.
    what  TEXT NOT NULL CHECK (what IN ('flow', 'stood', 'left', 'ends', 'owed')),
    -- A month such as 2026-11, or a tier.
    slot  TEXT NOT NULL,
    part  TEXT NOT NULL,
    value INTEGER NOT NULL,
    at    TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (what, slot, part)
) STRICT;

-- == Pictures ==

-- Uploaded pictures, re-encoded by the portal. The address contains the hash, so its content never changes.
CREATE TABLE pictures (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    mime       TEXT NOT NULL CHECK (mime = 'image/jpeg'),
    width      INTEGER NOT NULL CHECK (width > 0),
    height     INTEGER NOT NULL CHECK (height > 0),
    bytes      BLOB NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- Who recently uploaded a picture: only they may use it in a form that is shown again. A job deletes rows after two
-- days, and pictures that nothing shows by then.
CREATE TABLE picture_uploads (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash       TEXT NOT NULL REFERENCES pictures (hash),
    -- SHA-256 of the file as it was uploaded.
    file_hash  TEXT NOT NULL CHECK (length(file_hash) = 64),
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (account_id, hash)
) STRICT;
CREATE INDEX picture_uploads_hash ON picture_uploads (hash);

-- == Rewards ==

-- Kinds of rewards, and how a redemption of each is fulfilled: the member uses a code, the club ships it, or the member
-- picks it up at a dealer.
CREATE TABLE reward_kinds (
    code       TEXT PRIMARY KEY,
    fulfilment TEXT NOT NULL CHECK (fulfilment IN ('code', 'shipment', 'pickup'))
) STRICT;
INSERT INTO reward_kinds (code, fulfilment) VALUES
    ('evoucher', 'code'), ('voucher', 'shipment'), ('goods', 'shipment'), ('accessory', 'pickup'), ('workshop', 'code');

-- Where a reward of a kind may take its codes from. Kinds that are not redeemed for a code have 'generated' only.
CREATE TABLE reward_kind_codes (
    kind  TEXT NOT NULL REFERENCES reward_kinds (code),
    codes TEXT NOT NULL CHECK (codes IN ('generated', 'imported')),
    PRIMARY KEY (kind, codes)
) STRICT;
INSERT INTO reward_kind_codes (kind, codes) VALUES
    ('evoucher', 'generated'), ('evoucher', 'imported'), ('voucher', 'generated'), ('goods', 'generated'),
    ('accessory', 'generated'), ('workshop', 'generated'), ('workshop', 'imported');

CREATE TABLE rewards (
    -- The id of a deleted draft is never given again, because `staff_actions` still names it.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    kind           TEXT NOT NULL,
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    body_zh        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    picture        TEXT NOT NULL,
    -- The retail price.
    value_fen      INTEGER NOT NULL CHECK (value_fen >= 0),
    stock_received INTEGER NOT NULL CHECK (stock_received >= 0),
    stock_left     INTEGER NOT NULL,
    -- The most that one member may redeem; NULL is no limit.
    limit_each     INTEGER CHECK (limit_each > 0),
    status         TEXT NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    position       INTEGER NOT NULL DEFAULT 0,
    visible_from   TEXT NOT NULL CHECK (visible_from GLOB '????-??-??T??:??:??*+00:00'),
    visible_until  TEXT CHECK (visible_until GLOB '????-??-??T??:??:??*+00:00'),
    -- How many days an issued code is valid.
    code_days      INTEGER NOT NULL DEFAULT 180 CHECK (code_days > 0),
    -- Where its codes come from: the portal generates one at each redemption, or a partner's codes are imported before.
    codes          TEXT NOT NULL DEFAULT 'generated',
    version        INTEGER NOT NULL DEFAULT 1,
    FOREIGN KEY (kind, codes) REFERENCES reward_kind_codes (kind, codes),
    CHECK (stock_left BETWEEN 0 AND stock_received)
) STRICT;
CREATE INDEX rewards_catalogue ON rewards (status, position, id);
CREATE INDEX rewards_position ON rewards (position, id);
CREATE INDEX rewards_visible_from ON rewards (visible_from, id);
CREATE INDEX rewards_picture ON rewards (picture);

-- What a member pays. Every reward has a price for the lowest tier. A tier without a row pays what the next lower tier
-- pays, and no tier pays more points than a lower one.
CREATE TABLE reward_prices (
    reward_id INTEGER NOT NULL REFERENCES rewards (id) ON DELETE CASCADE,
    tier      TEXT NOT NULL REFERENCES tiers (code),
    points    INTEGER NOT NULL CHECK (points > 0),
    -- What the member pays at the dealer in addition to the points.
    pay_fen   INTEGER NOT NULL DEFAULT 0 CHECK (pay_fen >= 0),
    PRIMARY KEY (reward_id, tier)
) STRICT, WITHOUT ROWID;

CREATE TABLE redemptions (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id        INTEGER NOT NULL REFERENCES customers (id),
    reward_id          INTEGER NOT NULL REFERENCES rewards (id),
    points             INTEGER NOT NULL CHECK (points > 0),
    -- What the member pays at the dealer in addition to the points, as of the redemption.
    pay_fen            INTEGER NOT NULL DEFAULT 0 CHECK (pay_fen >= 0),
    -- An 'issued' one has its code. An 'ordered' one waits for staff, who pick it and ship it, or bring it to the
    -- dealer ('ready') and hand it over. A 'fulfilled' one is done.
    state              TEXT NOT NULL CHECK (state IN (
        'issued', 'ordered', 'picked', 'ready', 'fulfilled', 'cancelled')),
    transfer_id        INTEGER NOT NULL REFERENCES point_transfers (id),
    refund_transfer_id INTEGER REFERENCES point_transfers (id),
    code_expires_on    TEXT CHECK (code_expires_on GLOB '????-??-??'),
    recipient          TEXT,
    recipient_phone    TEXT,
    address            TEXT,
    pickup_dealer_id   INTEGER REFERENCES dealers (id),
    created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    picked_at          TEXT CHECK (picked_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Since when it can be picked up at the dealer.
    ready_at           TEXT CHECK (ready_at GLOB '????-??-??T??:??:??*+00:00'),
    fulfilled_at       TEXT CHECK (fulfilled_at GLOB '????-??-??T??:??:??*+00:00'),
    cancelled_at       TEXT CHECK (cancelled_at GLOB '????-??-??T??:??:??*+00:00'),
    carrier            TEXT CHECK (carrier IN ('sf', 'jd', 'ems', 'zto', 'yto', 'sto', 'yunda')),
    tracking_no        TEXT,
    -- Why the club cancelled it, for staff, and the reason that the member reads; NULL if the member cancelled.
    cancel_reason      TEXT,
    cancel_reason_code TEXT CHECK (cancel_reason_code IN (
        'out_of_stock', 'discontinued', 'faulty', 'undelivered', 'not_collected', 'returned', 'on_request')),
    CHECK ((state = 'cancelled') = (refund_transfer_id IS NOT NULL)),
    CHECK (state NOT IN ('picked', 'ready') OR picked_at IS NOT NULL),
    CHECK (state <> 'ready' OR ready_at IS NOT NULL),
    CHECK ((carrier IS NULL) = (tracking_no IS NULL)),
    CHECK ((cancel_reason IS NULL) = (cancel_reason_code IS NULL)),
    CHECK (cancel_reason IS NULL OR state = 'cancelled')
) STRICT;
CREATE INDEX redemptions_customer ON redemptions (customer_id, id);
-- Finds what a member may still receive or use, the newest first.
CREATE INDEX redemptions_ahead ON redemptions (customer_id, id) WHERE state IN ('ordered', 'picked', 'ready', 'issued');
CREATE INDEX redemptions_reward ON redemptions (reward_id, customer_id);
-- Finds what waits for staff, the oldest first.
CREATE INDEX redemptions_waiting ON redemptions (state, created_at, id) WHERE state IN ('ordered', 'picked', 'ready');
-- Finds what waits at a dealer, the longest wait first.
CREATE INDEX redemptions_pickups ON redemptions (pickup_dealer_id, ready_at, id) WHERE state = 'ready';

-- Where a voucher was used or an accessory handed over, and which employee did it.
CREATE TABLE redemption_handovers (
    redemption_id INTEGER PRIMARY KEY REFERENCES redemptions (id),
    dealer_id     INTEGER NOT NULL REFERENCES dealers (id),
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- == Voucher codes ==

-- Codes on their way into a reward's stock: an imported file, which is checked line by line, or codes that the portal
-- generates. A batch is accepted as a whole or not at all.
CREATE TABLE code_batches (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    reward_id       INTEGER NOT NULL REFERENCES rewards (id),
    account_id      INTEGER NOT NULL REFERENCES accounts (id),
    state           TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'taken', 'dropped')),
    origin          TEXT NOT NULL DEFAULT 'imported' CHECK (origin IN ('imported', 'generated')),
    -- The key of the form that asked for generated codes: the same key is the same batch.
    idempotency_key TEXT,
    -- Lines in the file or codes to generate, and how many of them are done.
    lines           INTEGER NOT NULL CHECK (lines >= 0),
    checked         INTEGER NOT NULL DEFAULT 0 CHECK (checked >= 0),
    good            INTEGER NOT NULL DEFAULT 0 CHECK (good >= 0),
    -- Lines that repeat another line, are already in stock, or are not codes.
    repeated        INTEGER NOT NULL DEFAULT 0 CHECK (repeated >= 0),
    known           INTEGER NOT NULL DEFAULT 0 CHECK (known >= 0),
    bad             INTEGER NOT NULL DEFAULT 0 CHECK (bad >= 0),
    created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- When the work last made progress.
    updated_at      TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    -- The list of generated codes is handed out once, before they are stock: when, by whom, to whom, what for, and the
    -- file's SHA-256.
    handed_at       TEXT CHECK (handed_at GLOB '????-??-??T??:??:??*+00:00'),
    handed_by       INTEGER REFERENCES accounts (id),
    handed_to       TEXT,
    handed_for      TEXT,
    handed_digest   TEXT CHECK (length(handed_digest) = 64),
    UNIQUE (reward_id, account_id, idempotency_key),
    CHECK ((origin = 'generated') = (idempotency_key IS NOT NULL)),
    CHECK (handed_at IS NULL OR (origin = 'generated' AND state <> 'checking')),
    CHECK ((handed_at IS NULL) = (handed_by IS NULL)),
    CHECK ((handed_at IS NULL) = (handed_to IS NULL)),
    CHECK ((handed_at IS NULL) = (handed_for IS NULL)),
    CHECK ((handed_at IS NULL) = (handed_digest IS NULL))
) STRICT;
CREATE INDEX code_batches_reward ON code_batches (reward_id, id);
CREATE INDEX code_batches_to_make ON code_batches (id) WHERE origin = 'generated' AND state = 'checking';

-- The codes of a batch that is not accepted yet.
CREATE TABLE code_batch_codes (
    batch_id  INTEGER NOT NULL REFERENCES code_batches (id),
    line      INTEGER NOT NULL,
    lookup    TEXT NOT NULL,
    sealed    TEXT NOT NULL,
    last_four TEXT NOT NULL,
    PRIMARY KEY (batch_id, line),
    UNIQUE (batch_id, lookup)
) STRICT;

-- The first lines of a batch that cannot be accepted, and why.
CREATE TABLE code_batch_problems (
    batch_id INTEGER NOT NULL REFERENCES code_batches (id),
    line     INTEGER NOT NULL,
    problem  TEXT NOT NULL CHECK (problem IN ('repeated', 'known', 'length', 'characters')),
    PRIMARY KEY (batch_id, line)
) STRICT;

-- This table alone reveals no code: a search compares a keyed hash, and the code itself is sealed.
CREATE TABLE voucher_codes (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    reward_id     INTEGER NOT NULL REFERENCES rewards (id),
    origin        TEXT NOT NULL CHECK (origin IN ('imported', 'generated')),
    batch_id      INTEGER REFERENCES code_batches (id),
    -- HMAC-SHA256 of the code.
    lookup        TEXT NOT NULL UNIQUE,
    -- Nonce and ciphertext; it decrypts only with its reward and its lookup.
    sealed        TEXT NOT NULL,
    last_four     TEXT NOT NULL,
    -- NULL until a redemption gets the code; a cancelled redemption keeps it.
    redemption_id INTEGER UNIQUE REFERENCES redemptions (id),
    added_at      TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (origin = 'imported' OR batch_id IS NOT NULL OR redemption_id IS NOT NULL)
) STRICT;
CREATE INDEX voucher_codes_free ON voucher_codes (reward_id, id) WHERE redemption_id IS NULL;
CREATE INDEX voucher_codes_given ON voucher_codes (reward_id) WHERE redemption_id IS NOT NULL;

-- A hash of the key that seals the codes, in one row.
CREATE TABLE voucher_keys (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT NOT NULL
) STRICT;

-- Every code that a dealer's employee typed; code_id is NULL if no such code exists.
CREATE TABLE voucher_checks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    dealer_id  INTEGER NOT NULL REFERENCES dealers (id),
    code_id    INTEGER REFERENCES voucher_codes (id),
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX voucher_checks_account ON voucher_checks (account_id, id);
-- Finds codes that do not exist, for the list that administrators read.
CREATE INDEX voucher_checks_wrong ON voucher_checks (at) WHERE code_id IS NULL;

-- == Wishlists ==

-- Rewards that members would like to have.
CREATE TABLE wishlist_items (
    customer_id        INTEGER NOT NULL REFERENCES customers (id),
    reward_id          INTEGER NOT NULL REFERENCES rewards (id),
    created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- The one reward that the member saves up for.
    is_savings_goal    INTEGER NOT NULL DEFAULT 0 CHECK (is_savings_goal IN (0, 1)),
    -- Since when the reward is out of stock; NULL once the member was notified that it is back.
    out_of_stock_since TEXT CHECK (out_of_stock_since GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (customer_id, reward_id)
) STRICT;
CREATE UNIQUE INDEX wishlist_items_savings_goal ON wishlist_items (customer_id) WHERE is_savings_goal;
CREATE INDEX wishlist_items_reward ON wishlist_items (reward_id);
CREATE INDEX wishlist_items_out_of_stock ON wishlist_items (reward_id) WHERE out_of_stock_since IS NOT NULL;

-- When a member was last notified that a reward is back. No other message follows for some days, even if they
-- remove the wishlist item and add it again.
CREATE TABLE restock_notices (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    reward_id   INTEGER NOT NULL REFERENCES rewards (id),
    notified_at TEXT NOT NULL CHECK (notified_at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (customer_id, reward_id)
) STRICT;
CREATE INDEX restock_notices_reward ON restock_notices (reward_id);

-- == Workshop payments ==

-- The code that a member shows at the dealer’s; a member has one at a time.
CREATE TABLE payment_codes (
    customer_id INTEGER PRIMARY KEY REFERENCES members (customer_id),
    -- A keyed hash; the key is not in the database. Codes that are valid at the same time have different hashes.
    code_hash   TEXT NOT NULL,
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at  TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    -- A code creates one hold.
    used_at     TEXT CHECK (used_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (expires_at > created_at)
) STRICT;
CREATE INDEX payment_codes_hash ON payment_codes (code_hash);

-- A code that staff entered at the dealer’s. It belongs to the first employee who enters it, and shows them the member's
-- orders at their dealer until it is used, replaced or expired.
CREATE TABLE payment_code_checks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    -- The same hash as in payment_codes.
    code_hash   TEXT NOT NULL,
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    checked_by  INTEGER NOT NULL REFERENCES accounts (id),
    checked_at  TEXT NOT NULL CHECK (checked_at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (customer_id, code_hash)
) STRICT;

-- Points that pay a part of a workshop bill. Each has a hold of the same points and ends once: the dealer captures or
-- releases it, or it times out. Captured points are refunded if the order is credited.
CREATE TABLE workshop_payments (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id        INTEGER NOT NULL REFERENCES service_orders (id),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    dealer_id       INTEGER NOT NULL REFERENCES dealers (id),
    hold_id         INTEGER NOT NULL UNIQUE REFERENCES point_holds (id),
    state           TEXT NOT NULL DEFAULT 'open' CHECK (state IN (
        'open', 'captured', 'released', 'timed_out', 'refunded')),
    points          INTEGER NOT NULL CHECK (points > 0),
    -- The value of the points.
    fen             INTEGER NOT NULL CHECK (fen > 0),
    -- The order's total when the points were held; from the settlement on, the total at that time.
    bill_fen        INTEGER NOT NULL,
    held_by         INTEGER NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    held_at         TEXT NOT NULL CHECK (held_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at      TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    -- NULL if no employee settled it.
    settled_by      INTEGER REFERENCES accounts (id),
    settled_at      TEXT CHECK (settled_at GLOB '????-??-??T??:??:??*+00:00'),
    refunded_at     TEXT CHECK (refunded_at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (held_by, idempotency_key),
    CHECK (fen <= bill_fen),
    CHECK (expires_at > held_at),
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK ((state = 'refunded') = (refunded_at IS NOT NULL)),
    CHECK (state NOT IN ('open', 'timed_out') OR settled_by IS NULL),
    CHECK (state NOT IN ('captured', 'refunded') OR (settled_by IS NOT NULL AND settled_at < expires_at)),
    CHECK (refunded_at IS NULL OR refunded_at >= settled_at)
) STRICT;
CREATE UNIQUE INDEX workshop_payments_one_open ON workshop_payments (order_id) WHERE state = 'open';
CREATE INDEX workshop_payments_order ON workshop_payments (order_id);
CREATE INDEX workshop_payments_dealer ON workshop_payments (dealer_id, held_at, id);
CREATE INDEX workshop_payments_customer ON workshop_payments (customer_id, id);
CREATE INDEX workshop_payments_open ON workshop_payments (expires_at, id) WHERE state = 'open';

-- == Charity ==

CREATE TABLE charity_projects (
    -- The id of a deleted draft is never given again, because `staff_actions` still names it.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    status         TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed')),
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    body_zh        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    -- Who runs the project and receives the money.
    partner_zh     TEXT NOT NULL,
    partner_en     TEXT NOT NULL,
    picture        TEXT NOT NULL,
    goal_points    INTEGER NOT NULL CHECK (goal_points > 0),
    -- The sums of its donations and the number of donors, updated in the transaction of each donation.
    donated_points INTEGER NOT NULL DEFAULT 0 CHECK (donated_points >= 0),
    donated_fen    INTEGER NOT NULL DEFAULT 0 CHECK (donated_fen >= 0),
    donors         INTEGER NOT NULL DEFAULT 0 CHECK (donors >= 0),
    position       INTEGER NOT NULL DEFAULT 0,
    visible_from   TEXT NOT NULL CHECK (visible_from GLOB '????-??-??T??:??:??*+00:00'),
    -- The first instant at which it accepts no donations any more.
    visible_until  TEXT CHECK (visible_until GLOB '????-??-??T??:??:??*+00:00'),
    -- The report on what the money did.
    report_zh      TEXT NOT NULL DEFAULT '',
    report_en      TEXT NOT NULL DEFAULT '',
    closed_at      TEXT CHECK (closed_at GLOB '????-??-??T??:??:??*+00:00'),
    version        INTEGER NOT NULL DEFAULT 1,
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CHECK (status <> 'closed' OR (report_zh <> '' AND report_en <> '')),
    CHECK ((donors = 0) = (donated_points = 0) AND donors <= donated_points)
) STRICT;
CREATE INDEX charity_projects_list ON charity_projects (status, position, id);
CREATE INDEX charity_projects_position ON charity_projects (position, id);
CREATE INDEX charity_projects_visible_from ON charity_projects (visible_from, id);
CREATE INDEX charity_projects_picture ON charity_projects (picture);

-- A donation is final: its row never changes.
CREATE TABLE donations (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The number on the receipt.
    receipt_no      TEXT NOT NULL UNIQUE,
    project_id      INTEGER NOT NULL REFERENCES charity_projects (id),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    points          INTEGER NOT NULL CHECK (points > 0),
    -- How many points were worth one yuan at that time.
    points_per_yuan INTEGER NOT NULL CHECK (points_per_yuan > 0),
    -- The amount on the receipt, which the club pays, cut to whole fen.
    fen             INTEGER NOT NULL,
    -- The project at that time, for the receipt.
    title_zh        TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    partner_zh      TEXT NOT NULL,
    partner_en      TEXT NOT NULL,
    transfer_id     INTEGER NOT NULL UNIQUE REFERENCES point_transfers (id),
    idempotency_key TEXT NOT NULL,
    at              TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (customer_id, idempotency_key),
    CHECK (fen = points * 100 / points_per_yuan)
) STRICT;
CREATE INDEX donations_customer ON donations (customer_id, id);
CREATE INDEX donations_project ON donations (project_id, customer_id);

-- == Referrals ==

-- A friend whom a member recommends; the dealer sees a lead.
CREATE TABLE referrals (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    referrer_id        INTEGER NOT NULL REFERENCES customers (id),
    friend_name        TEXT NOT NULL,
    friend_phone       TEXT NOT NULL,
    model_id           INTEGER REFERENCES models (id),
    dealer_id          INTEGER NOT NULL REFERENCES dealers (id),
    state              TEXT NOT NULL CHECK (state IN (
        'invited', 'contacted', 'test_drive', 'delivered', 'expired', 'declined')),
    -- Why it was declined; only staff see this, never the referrer or the friend.
    decline_reason     TEXT CHECK (decline_reason IN ('self', 'customer', 'claimed')),
    -- Set at delivery, when the friend becomes a customer.
    friend_customer_id INTEGER REFERENCES customers (id),
    -- The car that the dealer delivered; it counts for one referral.
    delivered_vin      TEXT,
    consent_wording    TEXT NOT NULL,
    note               TEXT NOT NULL DEFAULT '',
    version            INTEGER NOT NULL DEFAULT 1,
    created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    updated_at         TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((state = 'declined') = (decline_reason IS NOT NULL))
) STRICT;
-- The first valid claim wins.
CREATE UNIQUE INDEX referrals_claim ON referrals (friend_phone)
    WHERE state IN ('invited', 'contacted', 'test_drive', 'delivered');
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

-- == Events ==

CREATE TABLE events (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    status         TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'cancelled')),
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    summary_zh     TEXT NOT NULL,
    summary_en     TEXT NOT NULL,
    body_zh        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    city           TEXT NOT NULL,
    city_en        TEXT NOT NULL,
    place_zh       TEXT NOT NULL,
    place_en       TEXT NOT NULL,
    address        TEXT NOT NULL,
    picture        TEXT NOT NULL,
    starts_at      TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T??:??:??*+00:00'),
    ends_at        TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Registration is possible from opens_at until closes_at.
    opens_at       TEXT NOT NULL CHECK (opens_at GLOB '????-??-??T??:??:??*+00:00'),
    closes_at      TEXT NOT NULL CHECK (closes_at GLOB '????-??-??T??:??:??*+00:00'),
    capacity       INTEGER NOT NULL CHECK (capacity > 0),
    -- Seats of confirmed and attended registrations, companions included.
    taken          INTEGER NOT NULL DEFAULT 0,
    companions_max INTEGER NOT NULL DEFAULT 0 CHECK (companions_max BETWEEN 0 AND 9),
    -- Who may register; NULL is everybody.
    tier_from      TEXT REFERENCES tiers (code),
    model_id       INTEGER REFERENCES models (id),
    -- Points that a member pays per registration, and receives at check-in.
    fee_points     INTEGER NOT NULL DEFAULT 0 CHECK (fee_points >= 0),
    award_points   INTEGER NOT NULL DEFAULT 0 CHECK (award_points >= 0),
    cancel_reason  TEXT,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    updated_at     TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (taken BETWEEN 0 AND capacity),
    CHECK (ends_at > starts_at),
    CHECK (closes_at > opens_at)
) STRICT;
CREATE INDEX events_upcoming ON events (status, starts_at, id);
CREATE INDEX events_starts_at ON events (starts_at, id);

-- Kinds of questions in an event's form.
CREATE TABLE question_kinds (
    code TEXT PRIMARY KEY
) STRICT;
INSERT INTO question_kinds (code) VALUES ('text'), ('choice'), ('yes_no');

CREATE TABLE event_questions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id   INTEGER NOT NULL REFERENCES events (id),
    position   INTEGER NOT NULL,
    kind       TEXT NOT NULL REFERENCES question_kinds (code),
    label_zh   TEXT NOT NULL,
    label_en   TEXT NOT NULL,
    -- One choice per line, in the same order in both languages.
    choices_zh TEXT NOT NULL DEFAULT '',
    choices_en TEXT NOT NULL DEFAULT '',
    required   INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
    -- A question that is removed from the form keeps its answers.
    retired    INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
) STRICT;
CREATE INDEX event_questions_event ON event_questions (event_id, position);

CREATE TABLE registrations (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id        INTEGER NOT NULL REFERENCES events (id),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    state           TEXT NOT NULL CHECK (state IN ('confirmed', 'waiting', 'attended', 'cancelled')),
    -- The member and their companions.
    seats           INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
    -- The companions' names, one per line.
    companions      TEXT NOT NULL DEFAULT '',
    ticket_code     TEXT NOT NULL UNIQUE,
    -- The key of the form, so that a form sent twice makes one registration.
    idempotency_key TEXT,
    fee_transfer_id INTEGER REFERENCES point_transfers (id),
    created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    promoted_at     TEXT CHECK (promoted_at GLOB '????-??-??T??:??:??*+00:00'),
    cancelled_at    TEXT CHECK (cancelled_at GLOB '????-??-??T??:??:??*+00:00'),
    checked_in_at   TEXT CHECK (checked_in_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((state = 'attended') = (checked_in_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX registrations_once ON registrations (event_id, customer_id) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX registrations_idempotency_key ON registrations (customer_id, idempotency_key);
CREATE INDEX registrations_customer ON registrations (customer_id, id);
CREATE INDEX registrations_waiting ON registrations (event_id, id) WHERE state = 'waiting';
CREATE INDEX registrations_event ON registrations (event_id, id);

CREATE TABLE registration_answers (
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    question_id     INTEGER NOT NULL REFERENCES event_questions (id),
    answer          TEXT NOT NULL,
    PRIMARY KEY (registration_id, question_id)
) STRICT;

-- == Lists of the dealers ==

-- The members that a dealer's lists contained at the last scan, because computing them is too slow for a page. A page
-- finds its rows here and shows those members who still belong in the list.
CREATE TABLE dealer_list_members (
    -- Without a foreign key, so that a scan never waits for a change of a member.
    customer_id INTEGER NOT NULL,
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    -- The list 'name' is 'all' in another order.
    list        TEXT NOT NULL CHECK (list IN (
        'all', 'name', 'inspection', 'unseen', 'birthday', 'expiring', 'workshop')),
    -- The list is ordered by this, then by the customer.
    sort        TEXT NOT NULL,
    PRIMARY KEY (customer_id, dealer_id, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX dealer_list_members_order ON dealer_list_members (dealer_id, list, sort, customer_id);

-- A single row, locked by whoever changes the lists.
CREATE TABLE dealer_list_scans (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    -- When the last scan of all members started.
    started_at TEXT CHECK (started_at GLOB '????-??-??T??:??:??*+00:00'),
    -- When the last finished scan started: the lists contain everything committed before. NULL before the first scan.
    begun_at   TEXT CHECK (begun_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
INSERT INTO dealer_list_scans (id) VALUES (1);

-- == Operations ==

-- Totals over the whole club, which a job computes periodically; a page shows them with their age.
CREATE TABLE club_figures (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL,
    at    TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- The readiness check writes this one row to prove that the database accepts writes.
CREATE TABLE write_probes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
