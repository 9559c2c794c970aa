-- Dealers' lists of members, which would otherwise be made anew of all that a dealer has for each page.

-- Who was in which list of a dealer when they were last looked at. A page finds its rows here, and shows those of them
-- who are still in the list.
CREATE TABLE dealer_list_members (
    -- No reference: who looks at members waits for nobody who changes one.
    customer_id INTEGER NOT NULL,
    dealer_id   INTEGER NOT NULL REFERENCES dealers (id),
    -- 'name' is 'all' in another order.
    list        TEXT NOT NULL CHECK (list IN ('all', 'name', 'inspection', 'unseen', 'birthday', 'lapsing', 'workshop')),
    -- What the list is in the order of, before the customer.
    sort        TEXT NOT NULL,
    PRIMARY KEY (customer_id, dealer_id, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX dealer_list_members_order ON dealer_list_members (dealer_id, list, sort, customer_id);

-- One row, held by whoever changes the lists.
CREATE TABLE dealer_list_scans (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    -- When somebody last set out to look at all members.
    started_at TEXT CHECK (started_at GLOB '????-??-??T??:??:??*+00:00'),
    -- When the last look that came to its end began: what was committed before is in the lists. NULL before there was one.
    begun_at   TEXT CHECK (begun_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
INSERT INTO dealer_list_scans (id) VALUES (1);
