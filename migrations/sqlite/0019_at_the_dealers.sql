-- What dealers' staff do for what was redeemed, and what they tried in vain.

-- Where a voucher was used or an accessory handed over, and who of the staff did it.
CREATE TABLE redemption_handovers (
    redemption_id INTEGER PRIMARY KEY REFERENCES redemptions (id),
    dealer_id     INTEGER NOT NULL REFERENCES dealers (id),
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;

-- Codes of which there were none, for the list that administrators read.
CREATE INDEX voucher_checks_wrong ON voucher_checks (at) WHERE code_id IS NULL;
CREATE INDEX staff_actions_wrong_codes ON staff_actions (at) WHERE action = 'counter_code_wrong';

-- What waits at a dealer, the longest first.
CREATE INDEX redemptions_pickups ON redemptions (pickup_dealer_id, ready_at, id) WHERE state = 'ready';
