-- Who uploaded a picture lately: a form that comes back may go on with it, and nobody else may show it. They go after two
-- days; what is shown by then stays.
CREATE TABLE picture_uploads (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    hash       TEXT NOT NULL REFERENCES pictures (hash),
    -- SHA-256 of the file as it was sent.
    file_hash  TEXT NOT NULL CHECK (length(file_hash) = 64),
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, hash)
);
CREATE INDEX picture_uploads_hash ON picture_uploads (hash);
