-- Who may sign in, how, and what the portal owes to the outside.

-- What each is reached with and multiplies by are rules with a validity: `tier_rules`.
CREATE TABLE tiers (
    code TEXT PRIMARY KEY CHECK (code IN ('basic', 'silver', 'gold', 'platinum')),
    rank INTEGER NOT NULL UNIQUE
) STRICT;
INSERT INTO tiers (code, rank) VALUES ('basic', 0), ('silver', 1), ('gold', 2), ('platinum', 3);

-- A customer who activated a portal account.
CREATE TABLE members (
    customer_id   INTEGER PRIMARY KEY REFERENCES customers (id),
    member_no     TEXT NOT NULL UNIQUE,
    tier          TEXT NOT NULL DEFAULT 'basic' REFERENCES tiers (code),
    -- The last day of the tier's period; NULL for the lowest, which nobody loses.
    tier_until    TEXT CHECK (tier_until GLOB '????-??-??'),
    -- What was found a month before the period's end; NULL before that.
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
    -- An argon2id hash; NULL signs in by code only.
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

-- Codes sent by SMS or mail: six digits, stored hashed, one use, few tries, short life.
CREATE TABLE one_time_codes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose     TEXT NOT NULL CHECK (purpose IN ('join', 'login', 'password', 'phone', 'email')),
    -- The phone number or mail address it was sent to.
    target      TEXT NOT NULL,
    -- Who may use it; NULL where nobody matches, so that both cases look the same.
    customer_id INTEGER REFERENCES customers (id),
    account_id  INTEGER REFERENCES accounts (id),
    code_hash   TEXT NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    expires_at  TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??*+00:00'),
    used_at     TEXT CHECK (used_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX one_time_codes_target ON one_time_codes (target, purpose, id);

-- Counters of what must not happen too often, by key and window.
CREATE TABLE throttles (
    key          TEXT NOT NULL,
    window_start TEXT NOT NULL CHECK (window_start GLOB '????-??-??T??:??:??*+00:00'),
    count        INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (key, window_start)
) STRICT;

-- Messages to send: written in the transaction that causes them, sent afterwards, each once.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    recipient   TEXT NOT NULL,
    customer_id INTEGER REFERENCES customers (id),
    topic       TEXT NOT NULL,
    body        TEXT NOT NULL,
    dedupe_key  TEXT NOT NULL UNIQUE,
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    due_at      TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??*+00:00'),
    sent_at     TEXT CHECK (sent_at GLOB '????-??-??T??:??:??*+00:00'),
    attempts    INTEGER NOT NULL DEFAULT 0,
    last_error  TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE sent_at IS NULL;

-- Every look into a customer's file: written with the look, or there is no look.
CREATE TABLE file_accesses (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    dealer_id   INTEGER REFERENCES dealers (id),
    -- What was shown: 'file', 'phone', 'export' …
    what        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    at          TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX file_accesses_customer ON file_accesses (customer_id, id);
CREATE INDEX file_accesses_account ON file_accesses (account_id, customer_id, at);

-- What staff did to things that are not customers: events, rewards, accounts.
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

-- The fields that an edit changed, as its form has them.
CREATE TABLE staff_action_changes (
    action_id INTEGER NOT NULL REFERENCES staff_actions (id),
    field     TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    PRIMARY KEY (action_id, field)
) STRICT;

-- Sums over the whole club, made from time to time; a page shows them with their age.
CREATE TABLE club_figures (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL,
    at    TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- Written to by the readiness check, and read by nobody: one row that proves that the database takes writes.
CREATE TABLE write_probes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
