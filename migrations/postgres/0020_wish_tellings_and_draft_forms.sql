-- When a member was last told that a reward is back: not again within some days, whether the wish was made anew or not.
CREATE TABLE wish_tellings (
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    reward_id   BIGINT NOT NULL REFERENCES rewards (id),
    told_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (customer_id, reward_id)
);
CREATE INDEX wish_tellings_reward ON wish_tellings (reward_id);
