-- What dealers' staff do for what was redeemed, and what they tried in vain.

-- Where a voucher was used or an accessory handed over, and who of the staff did it.
CREATE TABLE redemption_handovers (
    redemption_id INTEGER PRIMARY KEY REFERENCES redemptions (id),
    dealer_id     INTEGER NOT NULL REFERENCES dealers (id),
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
