-- Who uploaded a picture lately: a form that comes back may go on with it, and nobody else may show it. They go after two
-- days; what is shown by then stays.
CREATE TABLE picture_uploads (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash       TEXT NOT NULL REFERENCES pictures (hash),
    -- SHA-256 of the file as it was sent.
    file_hash  TEXT NOT NULL CHECK (length(file_hash) = 64),
    at         TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*+00:00'),
    PRIMARY KEY (account_id, hash)
) STRICT;
CREATE INDEX picture_uploads_hash ON picture_uploads (hash);
