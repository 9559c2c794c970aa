-- More of the shared database that earns points: docs/shared-database.md says who writes what.

-- A new car handed over to its first owner; a car that comes back and is sold anew has another row.
CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id   INTEGER NOT NULL REFERENCES vehicles (id),
    customer_id  INTEGER NOT NULL REFERENCES customers (id),
    dealer_id    INTEGER NOT NULL REFERENCES dealers (id),
    delivered_on TEXT NOT NULL CHECK (delivered_on GLOB '????-??-??'),
    status       TEXT NOT NULL DEFAULT 'delivered' CHECK (status IN ('delivered', 'returned')),
    version      INTEGER NOT NULL DEFAULT 1,
    updated_at   TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX deliveries_updated ON deliveries (updated_at, id);
-- A car is with one first owner at a time.
CREATE UNIQUE INDEX deliveries_vehicle ON deliveries (vehicle_id) WHERE status = 'delivered';
CREATE INDEX deliveries_customer ON deliveries (customer_id);

-- A customer's answer to a survey.
CREATE TABLE survey_answers (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    survey      TEXT NOT NULL,
    -- The visit it is about, where it is about one.
    order_id    INTEGER REFERENCES service_orders (id),
    answered_at TEXT NOT NULL CHECK (answered_at GLOB '????-??-??T??:??:??*+00:00'),
    -- From 0 (never) to 10 (certainly); NULL where the survey has none.
    score       INTEGER CHECK (score BETWEEN 0 AND 10),
    status      TEXT NOT NULL DEFAULT 'answered' CHECK (status IN ('answered', 'withdrawn')),
    version     INTEGER NOT NULL DEFAULT 1,
    updated_at  TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX survey_answers_person ON survey_answers (customer_id);
CREATE INDEX survey_answers_updated ON survey_answers (updated_at, id);
-- Who answers again changes the answer.
CREATE UNIQUE INDEX survey_answers_visit ON survey_answers (order_id, survey)
    WHERE order_id IS NOT NULL AND status = 'answered';
CREATE UNIQUE INDEX survey_answers_customer ON survey_answers (customer_id, survey)
    WHERE order_id IS NULL AND status = 'answered';
