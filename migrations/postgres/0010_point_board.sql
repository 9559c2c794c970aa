-- The club's side of the ledger, by time.
CREATE INDEX point_entries_flow ON point_entries (at) WHERE account <> 'member';

-- Sums over the whole ledger, made by a job. What happened in a month that is over never changes.
CREATE TABLE point_sums (
    -- 'flow': what moved in a month; 'stood': what was left, so many months before its end, of lots that ended in a
    -- month; 'left': what is left now, by tier and age; 'ends': what is left now, by the month in which it lapses;
    -- 'owed': what all balances come to now, by what becomes of it.
    what  TEXT NOT NULL CHECK (what IN ('flow', 'stood', 'left', 'ends', 'owed')),
    -- A month such as 2026-11, or a tier.
    slot  TEXT NOT NULL,
    part  TEXT NOT NULL,
    value BIGINT NOT NULL,
    at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (what, slot, part)
);
