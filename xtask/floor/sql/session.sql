SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2 AND NOT EXISTS (SELECT 1 FROM accounts WHERE
id = sessions.account_id AND disabled_at IS NOT NULL)
