CREATE TABLE events (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    status         TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'cancelled')),
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    summary_zh     TEXT NOT NULL,
    summary_en     TEXT NOT NULL,
    body_zh        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    city           TEXT NOT NULL,
    city_en        TEXT NOT NULL,
    place_zh       TEXT NOT NULL,
    place_en       TEXT NOT NULL,
    address        TEXT NOT NULL,
    picture        TEXT NOT NULL,
    starts_at      TEXT NOT NULL CHECK (starts_at GLOB '????-??-??T??:??:??*+00:00'),
    ends_at        TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T??:??:??*+00:00'),
    -- Registration is possible from opens_at until closes_at.
    opens_at       TEXT NOT NULL CHECK (opens_at GLOB '????-??-??T??:??:??*+00:00'),
    closes_at      TEXT NOT NULL CHECK (closes_at GLOB '????-??-??T??:??:??*+00:00'),
    capacity       INTEGER NOT NULL CHECK (capacity > 0),
    -- Seats of confirmed and attended registrations, companions included.
    taken          INTEGER NOT NULL DEFAULT 0,
    companions_max INTEGER NOT NULL DEFAULT 0 CHECK (companions_max BETWEEN 0 AND 9),
    -- Who may come; NULL is everybody.
    tier_from      TEXT REFERENCES tiers (code),
    model_id       INTEGER REFERENCES models (id),
    -- Points a member pays per registration, and receives at check-in.
    fee_points     INTEGER NOT NULL DEFAULT 0 CHECK (fee_points >= 0),
    award_points   INTEGER NOT NULL DEFAULT 0 CHECK (award_points >= 0),
    cancel_reason  TEXT,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    updated_at     TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK (taken BETWEEN 0 AND capacity),
    CHECK (ends_at > starts_at),
    CHECK (closes_at > opens_at)
) STRICT;
CREATE INDEX events_upcoming ON events (status, starts_at, id);

CREATE TABLE event_questions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id INTEGER NOT NULL REFERENCES events (id),
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('text', 'choice', 'yes_no')),
    label_zh TEXT NOT NULL,
    label_en TEXT NOT NULL,
    -- One choice a line, in the same order in both languages.
    choices_zh TEXT NOT NULL DEFAULT '',
    choices_en TEXT NOT NULL DEFAULT '',
    required INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
    -- Answers stay when a question is taken off the form.
    retired  INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
) STRICT;
CREATE INDEX event_questions_event ON event_questions (event_id, position);

CREATE TABLE registrations (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id         INTEGER NOT NULL REFERENCES events (id),
    customer_id      INTEGER NOT NULL REFERENCES customers (id),
    state            TEXT NOT NULL CHECK (state IN ('confirmed', 'waiting', 'attended', 'cancelled')),
    -- The member and the companions.
    seats            INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
    -- Companions' names, one a line.
    companions       TEXT NOT NULL DEFAULT '',
    ticket_code      TEXT NOT NULL UNIQUE,
    -- Made with the form it was sent in, so that the same form sent twice is one registration.
    form_key         TEXT,
    fee_transfer_id  INTEGER REFERENCES point_transfers (id),
    created_at       TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    promoted_at      TEXT CHECK (promoted_at GLOB '????-??-??T??:??:??*+00:00'),
    cancelled_at     TEXT CHECK (cancelled_at GLOB '????-??-??T??:??:??*+00:00'),
    checked_in_at    TEXT CHECK (checked_in_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((state = 'attended') = (checked_in_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX registrations_once ON registrations (event_id, customer_id) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX registrations_form ON registrations (customer_id, form_key);
CREATE INDEX registrations_customer ON registrations (customer_id, id);
CREATE INDEX registrations_waiting ON registrations (event_id, id) WHERE state = 'waiting';

CREATE TABLE registration_answers (
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    question_id     INTEGER NOT NULL REFERENCES event_questions (id),
    answer          TEXT NOT NULL,
    PRIMARY KEY (registration_id, question_id)
) STRICT;
