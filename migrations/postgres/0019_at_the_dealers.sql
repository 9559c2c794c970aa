-- What dealers' staff do for what was redeemed, and what they tried in vain.

-- Where a voucher was used or an accessory handed over, and who of the staff did it.
CREATE TABLE redemption_handovers (
    redemption_id BIGINT PRIMARY KEY REFERENCES redemptions (id),
    dealer_id     BIGINT NOT NULL REFERENCES dealers (id),
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    at            TIMESTAMPTZ NOT NULL
);
