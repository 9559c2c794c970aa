-- Rewards that members would like to have.
CREATE TABLE wishes (
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    reward_id   BIGINT NOT NULL REFERENCES rewards (id),
    created_at  TIMESTAMPTZ NOT NULL,
    -- What the member saves up for: one at a time.
    is_goal     BOOLEAN NOT NULL DEFAULT FALSE,
    -- Since when it is out of stock; NULL once the member was told that it is back.
    out_since   TIMESTAMPTZ,
    PRIMARY KEY (customer_id, reward_id)
);
CREATE UNIQUE INDEX wishes_goal ON wishes (customer_id) WHERE is_goal;
CREATE INDEX wishes_reward ON wishes (reward_id);
CREATE INDEX wishes_out ON wishes (reward_id) WHERE out_since IS NOT NULL;
