-- Pictures of the catalogue, and the codes of its vouchers.

-- Uploaded, and written again by the portal; the address is made of the hash, so what is there never changes.
CREATE TABLE pictures (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    mime       TEXT NOT NULL CHECK (mime = 'image/jpeg'),
    width      INTEGER NOT NULL CHECK (width > 0),
    height     INTEGER NOT NULL CHECK (height > 0),
    bytes      BLOB NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*+00:00')
) STRICT;
CREATE INDEX rewards_picture ON rewards (picture);
