-- What changes earning for a while, what the tiers are worth, and what a changed rule would have meant.

-- What a tier is reached with and what it multiplies workshop points by, as one version of the rule 'tiers' says.
CREATE TABLE tier_rules (
    rule_id            INTEGER NOT NULL REFERENCES point_rules (id),
    code               TEXT NOT NULL REFERENCES tiers (code),
    growth_from        INTEGER NOT NULL CHECK (growth_from >= 0),
    multiplier_percent INTEGER NOT NULL CHECK (multiplier_percent >= 100),
    PRIMARY KEY (rule_id, code)
) STRICT;
INSERT INTO tier_rules (rule_id, code, growth_from, multiplier_percent)
    SELECT id, 'basic', 0, 100 FROM point_rules WHERE code = 'tiers' UNION ALL
    SELECT id, 'silver', 2000, 110 FROM point_rules WHERE code = 'tiers' UNION ALL
    SELECT id, 'gold', 8000, 125 FROM point_rules WHERE code = 'tiers' UNION ALL
    SELECT id, 'platinum', 20000, 150 FROM point_rules WHERE code = 'tiers';

-- For some days a rule gives more. Where several hold, the best one counts; they are never added up.
CREATE TABLE point_campaigns (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_code    TEXT NOT NULL,
    percent      INTEGER NOT NULL CHECK (percent BETWEEN 101 AND 1000),
    title_zh     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    -- First instants of days in Shanghai: of the first day, and of the one after the last.
    starts_at    TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T??:??:??*+00:00'),
    ends_at      TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T??:??:??*+00:00'),
    status       TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
    note         TEXT NOT NULL DEFAULT '',
    revision     INTEGER NOT NULL DEFAULT 1,
    written_by   INTEGER REFERENCES accounts (id),
    written_at   TEXT NOT NULL CHECK (written_at GLOB '????-??-??T??:??:??*+00:00'),
    published_by INTEGER REFERENCES accounts (id),
    published_at TEXT CHECK (published_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Of one that was ended early: until when it was to hold, who ended it, when and why.
    planned_ends_at TEXT CHECK (planned_ends_at GLOB '????-??-??T??:??:??*+00:00'),
    ended_by     INTEGER REFERENCES accounts (id),
    ended_at     TEXT CHECK (ended_at GLOB '????-??-??T??:??:??*+00:00'),
    end_reason   TEXT CHECK (end_reason <> ''),
    CHECK (starts_at < ends_at),
    CHECK (planned_ends_at > ends_at),
    CHECK ((ended_at IS NULL) = (planned_ends_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CHECK (ended_at IS NULL OR (status = 'published' AND ended_at >= starts_at AND ended_at < ends_at))
) STRICT;
CREATE INDEX point_campaigns_rule ON point_campaigns (rule_code, ends_at);

-- No row: every model, every dealer.
CREATE TABLE point_campaign_models (
    campaign_id INTEGER NOT NULL REFERENCES point_campaigns (id),
    model_id    INTEGER NOT NULL REFERENCES models (id),
    PRIMARY KEY (campaign_id, model_id)
) STRICT;
CREATE TABLE point_campaign_dealers (
    campaign_id INTEGER NOT NULL REFERENCES point_campaigns (id),
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    PRIMARY KEY (campaign_id, dealer_id)
) STRICT;

ALTER TABLE point_transfers ADD COLUMN campaign_id INTEGER REFERENCES point_campaigns (id);
CREATE INDEX point_transfers_campaign ON point_transfers (campaign_id, rule_at) WHERE campaign_id IS NOT NULL;

-- The past counted again by a draft, without booking anything.
CREATE TABLE rule_simulations (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- One of the two: the version or the campaign that was tried.
    rule_id     INTEGER REFERENCES point_rules (id),
    campaign_id INTEGER REFERENCES point_campaigns (id),
    -- The draft as it was then.
    revision    INTEGER NOT NULL,
    months      INTEGER NOT NULL CHECK (months BETWEEN 1 AND 24),
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    -- Percent of the members looked at.
    progress    INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    -- The last sign of life; one that is silent was stopped.
    beat_at     TEXT NOT NULL CHECK (beat_at GLOB '????-??-??T??:??:??*+00:00'),
    -- JSON, once it is done.
    result      TEXT,
    started_by  INTEGER NOT NULL REFERENCES accounts (id),
    started_at  TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((rule_id IS NULL) <> (campaign_id IS NULL)),
    CHECK ((state = 'done') = (result IS NOT NULL))
) STRICT;
CREATE INDEX rule_simulations_rule ON rule_simulations (rule_id, id);
CREATE INDEX rule_simulations_campaign ON rule_simulations (campaign_id, id);
