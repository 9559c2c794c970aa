-- The customer database that other systems share; docs/shared-database.md says who writes what.
-- Money is whole fen, points are whole points, instants are UTC, days are Asia/Shanghai.

CREATE TABLE dealers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    code     TEXT NOT NULL UNIQUE,
    name_zh  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    province TEXT NOT NULL,
    city     TEXT NOT NULL,
    city_en  TEXT NOT NULL,
    address  TEXT NOT NULL,
    phone    TEXT NOT NULL,
    active   INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE models (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    code                 TEXT NOT NULL UNIQUE,
    name_zh              TEXT NOT NULL,
    name_en              TEXT NOT NULL,
    body                 TEXT NOT NULL CHECK (body IN ('sedan', 'suv', 'hatch', 'mpv', 'coupe', 'wagon')),
    energy               TEXT NOT NULL CHECK (energy IN ('petrol', 'hybrid', 'electric')),
    manual_url           TEXT,
    warranty_months      INTEGER NOT NULL CHECK (warranty_months > 0),
    warranty_km          INTEGER NOT NULL CHECK (warranty_km > 0),
    service_every_months INTEGER NOT NULL CHECK (service_every_months > 0),
    service_every_km     INTEGER NOT NULL CHECK (service_every_km > 0)
) STRICT;

CREATE TABLE model_specifications (
    model_id INTEGER NOT NULL REFERENCES models (id),
    position INTEGER NOT NULL,
    label_zh TEXT NOT NULL,
    label_en TEXT NOT NULL,
    value_zh TEXT NOT NULL,
    value_en TEXT NOT NULL,
    PRIMARY KEY (model_id, position)
) STRICT;

CREATE TABLE service_plan_items (
    model_id     INTEGER NOT NULL REFERENCES models (id),
    position     INTEGER NOT NULL,
    title_zh     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    every_months INTEGER NOT NULL CHECK (every_months > 0),
    every_km     INTEGER NOT NULL CHECK (every_km > 0),
    PRIMARY KEY (model_id, position)
) STRICT;

-- A person, whether or not they use the portal. `version` increases with every change by any system.
CREATE TABLE customers (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_no         TEXT NOT NULL UNIQUE,
    name                TEXT NOT NULL,
    birthday            TEXT CHECK (birthday GLOB '????-??-??'),
    -- Month and day of the birthday as 100 × month + day, so that lists by day need no date functions.
    birthday_md         INTEGER CHECK (birthday_md BETWEEN 101 AND 1231),
    preferred_dealer_id INTEGER REFERENCES dealers (id),
    merged_into         INTEGER REFERENCES customers (id),
    version             INTEGER NOT NULL DEFAULT 1,
    created_at          TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00'),
    updated_at          TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX customers_name ON customers (name, id);
CREATE INDEX customers_preferred_dealer ON customers (preferred_dealer_id);
CREATE INDEX customers_birthday ON customers (birthday_md);
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- A customer has at most one primary phone, e-mail and address; former ones are kept.
CREATE TABLE contact_points (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind        TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'address')),
    -- A phone has eleven digits. An address has street and number here, the rest in the columns below.
    value       TEXT NOT NULL,
    province    TEXT,
    city        TEXT,
    district    TEXT,
    postcode    TEXT,
    is_primary  INTEGER NOT NULL DEFAULT 1 CHECK (is_primary IN (0, 1)),
    updated_at  TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE UNIQUE INDEX contact_points_primary ON contact_points (customer_id, kind) WHERE is_primary;
CREATE INDEX contact_points_customer ON contact_points (customer_id);
CREATE INDEX contact_points_value ON contact_points (kind, value);

-- When a field of a customer was last confirmed, and by what source.
CREATE TABLE field_verifications (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    field       TEXT NOT NULL CHECK (field IN (
        'name', 'birthday', 'phone', 'email', 'address', 'preferred_dealer', 'contact_preference')),
    verified_at TEXT NOT NULL CHECK (verified_at GLOB '????-??-??T??:??:??*+00:00'),
    source      TEXT NOT NULL,
    PRIMARY KEY (customer_id, field)
) STRICT;

-- Every change of a customer's data; append-only.
CREATE TABLE customer_changes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    field       TEXT NOT NULL,
    old_value   TEXT,
    new_value   TEXT,
    changed_by  TEXT NOT NULL,
    changed_at  TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX customer_changes_customer ON customer_changes (customer_id, id);

-- The purposes that a customer may consent to.
CREATE TABLE consent_purposes (
    code TEXT PRIMARY KEY
) STRICT;
INSERT INTO consent_purposes (code) VALUES ('privacy'), ('dealer'), ('sms'), ('email'), ('phone');

-- The present answers; consent_changes keeps the history.
CREATE TABLE consents (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    purpose     TEXT NOT NULL REFERENCES consent_purposes (code),
    granted     INTEGER NOT NULL CHECK (granted IN (0, 1)),
    changed_at  TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (customer_id, purpose)
) STRICT;

CREATE TABLE consent_changes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    purpose     TEXT NOT NULL REFERENCES consent_purposes (code),
    granted     INTEGER NOT NULL CHECK (granted IN (0, 1)),
    wording     TEXT NOT NULL,
    changed_by  TEXT NOT NULL,
    changed_at  TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX consent_changes_customer ON consent_changes (customer_id, id);

CREATE TABLE vehicles (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    vin               TEXT NOT NULL UNIQUE,
    plate             TEXT,
    model_id          INTEGER NOT NULL REFERENCES models (id),
    colour_zh         TEXT NOT NULL,
    colour_en         TEXT NOT NULL,
    built_on          TEXT NOT NULL CHECK (built_on GLOB '????-??-??'),
    delivered_on      TEXT CHECK (delivered_on GLOB '????-??-??'),
    selling_dealer_id INTEGER REFERENCES dealers (id),
    price_fen         INTEGER CHECK (price_fen >= 0),
    warranty_until    TEXT CHECK (warranty_until GLOB '????-??-??'),
    inspection_due_on TEXT CHECK (inspection_due_on GLOB '????-??-??'),
    -- The plan's next service: by date or by odometer, whichever comes first.
    service_due_on    TEXT CHECK (service_due_on GLOB '????-??-??'),
    service_due_km    INTEGER,
    odometer_km       INTEGER NOT NULL DEFAULT 0 CHECK (odometer_km >= 0),
    updated_at        TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX vehicles_plate ON vehicles (plate);
CREATE INDEX vehicles_inspection ON vehicles (inspection_due_on);
CREATE INDEX vehicles_selling_dealer ON vehicles (selling_dealer_id);

CREATE TABLE ownerships (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id  INTEGER NOT NULL REFERENCES vehicles (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    from_on     TEXT NOT NULL CHECK (from_on GLOB '????-??-??'),
    until_on    TEXT CHECK (until_on GLOB '????-??-??'),
    CHECK (until_on IS NULL OR until_on >= from_on)
) STRICT;
CREATE UNIQUE INDEX ownerships_current ON ownerships (vehicle_id) WHERE until_on IS NULL;
CREATE INDEX ownerships_customer ON ownerships (customer_id);
CREATE INDEX ownerships_vehicle ON ownerships (vehicle_id, from_on);

-- A new car handed over to its first owner; a car that is returned and sold again has another row.
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
-- A car has one first owner at a time.
CREATE UNIQUE INDEX deliveries_vehicle ON deliveries (vehicle_id) WHERE status = 'delivered';
CREATE INDEX deliveries_customer ON deliveries (customer_id);

CREATE TABLE service_orders (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_no    TEXT NOT NULL UNIQUE,
    vehicle_id  INTEGER NOT NULL REFERENCES vehicles (id),
    -- The customer who brought the car; the order is theirs.
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    kind        TEXT NOT NULL CHECK (kind IN ('maintenance', 'repair', 'bodywork', 'inspection', 'recall')),
    status      TEXT NOT NULL CHECK (status IN (
        'received', 'diagnosis', 'repair', 'check', 'ready', 'closed', 'credited')),
    opened_at   TEXT NOT NULL CHECK (opened_at GLOB '????-??-??T??:??:??*+00:00'),
    promised_at TEXT CHECK (promised_at GLOB '????-??-??T??:??:??*+00:00'),
    closed_at   TEXT CHECK (closed_at GLOB '????-??-??T??:??:??*+00:00'),
    odometer_km INTEGER NOT NULL CHECK (odometer_km >= 0),
    advisor     TEXT,
    request     TEXT,
    total_fen   INTEGER NOT NULL DEFAULT 0 CHECK (total_fen >= 0),
    paid_fen    INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
    version     INTEGER NOT NULL DEFAULT 1,
    updated_at  TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00'),
    CHECK ((status IN ('closed', 'credited')) = (closed_at IS NOT NULL))
) STRICT;
CREATE INDEX service_orders_customer ON service_orders (customer_id, opened_at, id);
CREATE INDEX service_orders_vehicle ON service_orders (vehicle_id, opened_at);
-- Finds cars that are in a workshop now.
CREATE INDEX service_orders_open ON service_orders (vehicle_id) WHERE closed_at IS NULL;
CREATE INDEX service_orders_dealer ON service_orders (dealer_id, opened_at, customer_id);
CREATE INDEX service_orders_workshop ON service_orders (dealer_id, customer_id) WHERE closed_at IS NULL;
CREATE INDEX service_orders_updated ON service_orders (updated_at, id);
-- Finds customers whose cars are in a workshop, whose pending points are counted again once a day.
CREATE INDEX service_orders_waiting ON service_orders (customer_id) WHERE closed_at IS NULL;

CREATE TABLE service_lines (
    order_id       INTEGER NOT NULL REFERENCES service_orders (id),
    position       INTEGER NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('work', 'part')),
    code           TEXT NOT NULL,
    title_zh       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    -- Thousandths of a piece or an hour.
    quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0),
    unit_fen       INTEGER NOT NULL CHECK (unit_fen >= 0),
    total_fen      INTEGER NOT NULL CHECK (total_fen >= 0),
    PRIMARY KEY (order_id, position)
) STRICT;

-- The steps of a car through the workshop.
CREATE TABLE repair_steps (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES service_orders (id),
    status   TEXT NOT NULL,
    note     TEXT,
    at       TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX repair_steps_order ON repair_steps (order_id, id);

-- A customer's answer to a survey.
CREATE TABLE survey_answers (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    survey      TEXT NOT NULL,
    -- The visit that the survey is about, if any.
    order_id    INTEGER REFERENCES service_orders (id),
    answered_at TEXT NOT NULL CHECK (answered_at GLOB '????-??-??T??:??:??*+00:00'),
    -- From 0 (never) to 10 (certainly); NULL if the survey has no score.
    score       INTEGER CHECK (score BETWEEN 0 AND 10),
    status      TEXT NOT NULL DEFAULT 'answered' CHECK (status IN ('answered', 'withdrawn')),
    version     INTEGER NOT NULL DEFAULT 1,
    updated_at  TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX survey_answers_person ON survey_answers (customer_id);
CREATE INDEX survey_answers_updated ON survey_answers (updated_at, id);
-- A customer who answers again changes the answer.
CREATE UNIQUE INDEX survey_answers_visit ON survey_answers (order_id, survey)
    WHERE order_id IS NOT NULL AND status = 'answered';
CREATE UNIQUE INDEX survey_answers_customer ON survey_answers (customer_id, survey)
    WHERE order_id IS NULL AND status = 'answered';

CREATE TABLE offers (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    title_zh    TEXT NOT NULL,
    title_en    TEXT NOT NULL,
    body_zh     TEXT NOT NULL,
    body_en     TEXT NOT NULL,
    -- NULL is every model, or every dealer.
    model_id    INTEGER REFERENCES models (id),
    dealer_id   INTEGER REFERENCES dealers (id),
    price_fen   INTEGER CHECK (price_fen >= 0),
    was_fen     INTEGER CHECK (was_fen >= 0),
    picture     TEXT NOT NULL,
    valid_from  TEXT NOT NULL CHECK (valid_from GLOB '????-??-??'),
    valid_until TEXT NOT NULL CHECK (valid_until GLOB '????-??-??'),
    CHECK (valid_until >= valid_from)
) STRICT;
CREATE INDEX offers_until ON offers (valid_until);
