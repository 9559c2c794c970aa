-- Good causes to which members give points.

CREATE TABLE charity_projects (
    -- That of a draft which is deleted is nobody else\'s later: what was done to it stays on record.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    status         TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed')),
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    body_zh        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    -- Who runs it and gets the money.
    partner_zh     TEXT NOT NULL,
    partner_en     TEXT NOT NULL,
    picture        TEXT NOT NULL,
    goal_points    INTEGER NOT NULL CHECK (goal_points > 0),
    -- The sums of its donations and how many members gave; changed with each donation, in its transaction.
    donated_points INTEGER NOT NULL DEFAULT 0 CHECK (donated_points >= 0),
    donated_fen    INTEGER NOT NULL DEFAULT 0 CHECK (donated_fen >= 0),
    donors         INTEGER NOT NULL DEFAULT 0 CHECK (donors >= 0),
    position       INTEGER NOT NULL DEFAULT 0,
    visible_from   TEXT NOT NULL CHECK (visible_from GLOB '????-??-??T??:??:??*+00:00'),
    -- The first instant at which it takes nothing any more.
    visible_until  TEXT CHECK (visible_until GLOB '????-??-??T??:??:??*+00:00'),
    -- What became of the money.
    report_zh      TEXT NOT NULL DEFAULT '',
    report_en      TEXT NOT NULL DEFAULT '',
    closed_at      TEXT CHECK (closed_at GLOB '????-??-??T??:??:??*+00:00'),
    version        INTEGER NOT NULL DEFAULT 1,
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CHECK (status <> 'closed' OR (report_zh <> '' AND report_en <> '')),
    CHECK ((donors = 0) = (donated_points = 0) AND donors <= donated_points)
) STRICT;
CREATE INDEX charity_projects_list ON charity_projects (status, position, id);
CREATE INDEX charity_projects_picture ON charity_projects (picture);

-- Given once and for all: rows are never changed.
CREATE TABLE donations (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    -- On the receipt.
    receipt_no      TEXT NOT NULL UNIQUE,
    project_id      INTEGER NOT NULL REFERENCES charity_projects (id),
    customer_id     INTEGER NOT NULL REFERENCES customers (id),
    points          INTEGER NOT NULL CHECK (points > 0),
    -- How many points were one yuan then.
    points_per_yuan INTEGER NOT NULL CHECK (points_per_yuan > 0),
    -- What the receipt says and the club pays, cut to whole fen.
    fen             INTEGER NOT NULL,
    -- The project as it was then, for the receipt.
    title_zh        TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    partner_zh      TEXT NOT NULL,
    partner_en      TEXT NOT NULL,
    transfer_id     INTEGER NOT NULL UNIQUE REFERENCES point_transfers (id),
    idempotency_key TEXT NOT NULL,
    at              TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    UNIQUE (customer_id, idempotency_key),
    CHECK (fen = points * 100 / points_per_yuan)
) STRICT;
CREATE INDEX donations_customer ON donations (customer_id, id);
CREATE INDEX donations_project ON donations (project_id, customer_id);
