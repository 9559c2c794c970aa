-- Pictures of the catalogue, and the codes of its vouchers.

-- Uploaded, and written again by the portal; the address is made of the hash, so what is there never changes.
CREATE TABLE pictures (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    mime       TEXT NOT NULL CHECK (mime = 'image/jpeg'),
    width      INTEGER NOT NULL CHECK (width > 0),
    height     INTEGER NOT NULL CHECK (height > 0),
    bytes      BLOB NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX rewards_picture ON rewards (picture);

-- A file of codes on its way into a reward's stock: checked line by line, then taken as a whole or not at all.
CREATE TABLE code_batches (
    id         INTEGER PRIMARY KEY,
    reward_id  INTEGER NOT NULL REFERENCES rewards (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    state      TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'taken', 'dropped')),
    -- In the file, and looked at so far.
    lines      INTEGER NOT NULL CHECK (lines >= 0),
    checked    INTEGER NOT NULL DEFAULT 0 CHECK (checked >= 0),
    good       INTEGER NOT NULL DEFAULT 0 CHECK (good >= 0),
    -- Twice in the file; there already; no codes.
    repeated   INTEGER NOT NULL DEFAULT 0 CHECK (repeated >= 0),
    known      INTEGER NOT NULL DEFAULT 0 CHECK (known >= 0),
    bad        INTEGER NOT NULL DEFAULT 0 CHECK (bad >= 0),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- When it last got further.
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX code_batches_reward ON code_batches (reward_id, id);

-- The codes of a batch that is not taken yet.
CREATE TABLE code_batch_codes (
    batch_id  INTEGER NOT NULL REFERENCES code_batches (id),
    line      INTEGER NOT NULL,
    lookup    TEXT NOT NULL,
    sealed    TEXT NOT NULL,
    last_four TEXT NOT NULL,
    PRIMARY KEY (batch_id, line),
    UNIQUE (batch_id, lookup)
) STRICT;

-- The first lines of a batch that cannot be taken, and why.
CREATE TABLE code_batch_problems (
    batch_id INTEGER NOT NULL REFERENCES code_batches (id),
    line     INTEGER NOT NULL,
    problem  TEXT NOT NULL CHECK (problem IN ('repeated', 'known', 'length', 'characters')),
    PRIMARY KEY (batch_id, line)
) STRICT;

-- Codes are kept so that this table alone hands out none: what one looks for is a keyed hash, what one shows is sealed.
CREATE TABLE voucher_codes (
    id            INTEGER PRIMARY KEY,
    reward_id     INTEGER NOT NULL REFERENCES rewards (id),
    origin        TEXT NOT NULL CHECK (origin IN ('imported', 'generated')),
    batch_id      INTEGER REFERENCES code_batches (id),
    -- HMAC-SHA256 of the code.
    lookup        TEXT NOT NULL UNIQUE,
    -- Nonce and ciphertext; it opens only for its reward and its lookup.
    sealed        TEXT NOT NULL,
    last_four     TEXT NOT NULL,
    -- NULL until it is given to somebody; it stays with a redemption that is cancelled.
    redemption_id INTEGER UNIQUE REFERENCES redemptions (id),
    added_at      TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (origin = 'imported' OR redemption_id IS NOT NULL)
) STRICT;
CREATE INDEX voucher_codes_free ON voucher_codes (reward_id, id) WHERE redemption_id IS NULL;

-- Which key the codes are sealed with: one row, a hash.
CREATE TABLE voucher_keys (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT NOT NULL
) STRICT;

-- Every code that a dealer's staff typed: which one it was, or that there is none.
CREATE TABLE voucher_checks (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    dealer_id  INTEGER NOT NULL REFERENCES dealers (id),
    code_id    INTEGER REFERENCES voucher_codes (id),
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX voucher_checks_account ON voucher_checks (account_id, id);
