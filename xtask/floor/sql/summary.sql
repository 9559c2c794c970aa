SELECT c.name, COALESCE(m.member_no, '') AS member_no, COALESCE(b.available, 0) - CAST(COALESCE((SELECT SUM(remaining)
FROM point_lots WHERE customer_id = $1 AND remaining > 0 AND expires_at <= $2), 0) AS BIGINT) AS available,
COALESCE(b.pending, 0) AS pending, COALESCE(b.held, 0) AS held, COALESCE(b.debt, 0) AS debt, COALESCE(b.tier_points, 0) AS
tier_points, t.code AS tier, t.min_tier_points, t.multiplier_percent, m.tier_until, m.tier_notice, n.code AS next_tier,
n.min_tier_points AS next_from, n.multiplier_percent AS next_percent, l.points AS expiring, l.expires_at AS next_expiry_at, p.id
AS charity_project, p.title_zh AS charity_project_zh, p.title_en AS charity_project_en, (SELECT value FROM point_rules WHERE code = 'point_value' AND
valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) AS points_per_yuan, (SELECT value FROM point_rules
WHERE code = 'household' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) AS household_transfers, (SELECT
STRING_AGG(CAST(g.customer_id AS TEXT) || ' ' || COALESCE(g.member_no, o.customer_no), ',') FROM customer_merges g
JOIN customers o ON o.id = g.customer_id WHERE g.survivor_id = $1) AS former FROM customers c LEFT JOIN members m ON
m.customer_id = c.id LEFT JOIN point_balances b ON b.customer_id = c.id JOIN tiers k ON k.code = COALESCE(m.tier,
'basic') JOIN tier_rules t ON t.code = k.code AND t.rule_id = (SELECT id FROM point_rules WHERE code = 'tiers' AND
valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) LEFT JOIN tier_rules n ON n.rule_id = t.rule_id AND
n.code = (SELECT code FROM tiers WHERE rank = k.rank + 1) LEFT JOIN (SELECT expires_at, CAST(SUM(remaining) AS BIGINT)
AS points FROM point_lots WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2 GROUP BY expires_at ORDER BY
expires_at LIMIT 1) l ON 1 = 1 LEFT JOIN (SELECT id, title_zh, title_en FROM charity_projects WHERE status =
'published' AND visible_from <= $2 AND (visible_until IS NULL OR visible_until > $2) ORDER BY position, id LIMIT 1) p
ON 1 = 1 WHERE c.id = $1
