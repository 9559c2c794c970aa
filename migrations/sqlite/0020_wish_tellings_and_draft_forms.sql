-- When a member was last told that a reward is back: not again within some days, whether the wish was made anew or not.
CREATE TABLE wish_tellings (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    reward_id   INTEGER NOT NULL REFERENCES rewards (id),
    told_at     TEXT NOT NULL CHECK (told_at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (customer_id, reward_id)
) STRICT;
CREATE INDEX wish_tellings_reward ON wish_tellings (reward_id);
