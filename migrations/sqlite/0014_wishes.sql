-- Rewards that members would like to have.
CREATE TABLE wishes (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    reward_id   INTEGER NOT NULL REFERENCES rewards (id),
    created_at  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    -- What the member saves up for: one at a time.
    is_goal     INTEGER NOT NULL DEFAULT 0 CHECK (is_goal IN (0, 1)),
    -- Since when it is out of stock; NULL once the member was told that it is back.
    out_since   TEXT CHECK (out_since GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (customer_id, reward_id)
) STRICT;
CREATE UNIQUE INDEX wishes_goal ON wishes (customer_id) WHERE is_goal;
CREATE INDEX wishes_reward ON wishes (reward_id);
CREATE INDEX wishes_out ON wishes (reward_id) WHERE out_since IS NOT NULL;
