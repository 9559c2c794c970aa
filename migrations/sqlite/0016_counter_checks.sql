-- A code that staff entered at the counter: it belongs to the first who enters it, and shows them the member's orders
-- there until it is used, replaced or over.
CREATE TABLE counter_checks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    -- As in counter_codes.
    code_hash   TEXT NOT NULL,
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    checked_by  INTEGER NOT NULL REFERENCES accounts (id),
    checked_at  TEXT NOT NULL CHECK (checked_at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (customer_id, code_hash)
) STRICT;
