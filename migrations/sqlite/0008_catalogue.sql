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

-- Codes on their way into a reward's stock, as a file that is checked line by line or made by the portal: then taken as a
-- whole or not at all.
CREATE TABLE code_batches (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    reward_id  INTEGER NOT NULL REFERENCES rewards (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    state      TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'taken', 'dropped')),
    origin     TEXT NOT NULL DEFAULT 'imported' CHECK (origin IN ('imported', 'generated')),
    -- Of the form that asked for codes to be made: the same key is the same batch.
    form_key   TEXT,
    -- In the file or to be made, and looked at or made so far.
    lines      INTEGER NOT NULL CHECK (lines >= 0),
    checked    INTEGER NOT NULL DEFAULT 0 CHECK (checked >= 0),
    good       INTEGER NOT NULL DEFAULT 0 CHECK (good >= 0),
    -- Twice in the file; there already; no codes.
    repeated   INTEGER NOT NULL DEFAULT 0 CHECK (repeated >= 0),
    known      INTEGER NOT NULL DEFAULT 0 CHECK (known >= 0),
    bad        INTEGER NOT NULL DEFAULT 0 CHECK (bad >= 0),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- When it last got further.
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    -- The list of what was made left once, before it was stock: when, by whom, to whom, what for, and the file's SHA-256.
    handed_at     TEXT CHECK (handed_at GLOB '????-??-??T??:??:??*+00:00'),
    handed_by     INTEGER REFERENCES accounts (id),
    handed_to     TEXT,
    handed_for    TEXT,
    handed_digest TEXT CHECK (length(handed_digest) = 64),
    UNIQUE (reward_id, account_id, form_key),
    CHECK ((origin = 'generated') = (form_key IS NOT NULL)),
    CHECK (handed_at IS NULL OR (origin = 'generated' AND state <> 'checking')),
    CHECK ((handed_at IS NULL) = (handed_by IS NULL)),
    CHECK ((handed_at IS NULL) = (handed_to IS NULL)),
    CHECK ((handed_at IS NULL) = (handed_for IS NULL)),
    CHECK ((handed_at IS NULL) = (handed_digest IS NULL))
) STRICT;
CREATE INDEX code_batches_reward ON code_batches (reward_id, id);
CREATE INDEX code_batches_to_make ON code_batches (id) WHERE origin = 'generated' AND state = 'checking';

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
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
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
    CHECK (origin = 'imported' OR batch_id IS NOT NULL OR redemption_id IS NOT NULL)
) STRICT;
CREATE INDEX voucher_codes_free ON voucher_codes (reward_id, id) WHERE redemption_id IS NULL;
CREATE INDEX voucher_codes_given ON voucher_codes (reward_id) WHERE redemption_id IS NOT NULL;

-- Which key the codes are sealed with: one row, a hash.
CREATE TABLE voucher_keys (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT NOT NULL
) STRICT;

-- Every code that a dealer's staff typed: which one it was, or that there is none.
CREATE TABLE voucher_checks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    dealer_id  INTEGER NOT NULL REFERENCES dealers (id),
    code_id    INTEGER REFERENCES voucher_codes (id),
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX voucher_checks_account ON voucher_checks (account_id, id);
