-- When a member was last told that a reward is back: not again within some days, whether the wish was made anew or not.
CREATE TABLE wish_tellings (
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    reward_id   BIGINT NOT NULL REFERENCES rewards (id),
    told_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (customer_id, reward_id)
);
CREATE INDEX wish_tellings_reward ON wish_tellings (reward_id);

-- Forms that made a draft: the same one sent once more makes no second. They stay when the draft is deleted.
CREATE TABLE draft_forms (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    form_key   TEXT NOT NULL,
    -- SHA-256 of all that was sent.
    digest     TEXT NOT NULL CHECK (length(digest) = 64),
    subject    TEXT NOT NULL CHECK (subject IN ('reward', 'charity', 'event', 'rule', 'campaign')),
    -- NULL only until the draft is there, in the same transaction.
    subject_id BIGINT,
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, form_key)
);
