-- Pictures of the catalogue, and the codes of its vouchers.

-- Uploaded, and written again by the portal; the address is made of the hash, so what is there never changes.
CREATE TABLE pictures (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    mime       TEXT NOT NULL CHECK (mime = 'image/jpeg'),
    width      BIGINT NOT NULL CHECK (width > 0),
    height     BIGINT NOT NULL CHECK (height > 0),
    bytes      BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX rewards_picture ON rewards (picture);
