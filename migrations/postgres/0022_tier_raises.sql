-- A new version of the tiers raises at once whom it puts into a higher one: a wave for each version, which goes through
-- the members in the order of their ids and can be stopped anywhere.
CREATE TABLE tier_raises (
    rule_id        BIGINT PRIMARY KEY REFERENCES point_rules (id),
    -- Everybody up to here was looked at.
    after_customer BIGINT NOT NULL DEFAULT 0,
    done           BOOLEAN NOT NULL DEFAULT FALSE
);
