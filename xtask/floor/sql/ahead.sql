SELECT * FROM (SELECT 'registered' AS what, e.id, e.title_zh, e.title_en, r.state, e.starts_at AS at, e.city,
e.city_en, r.seats, CAST(NULL AS DATE) AS until_on, CAST(NULL AS TEXT) AS kind, 0 AS price FROM registrations r JOIN
events e ON e.id = r.event_id WHERE r.customer_id = $1 AND r.state IN ('confirmed', 'waiting') AND e.status <>
'cancelled' AND e.ends_at > $2 ORDER BY e.starts_at, e.id LIMIT 1) AS own UNION ALL SELECT * FROM (SELECT 'open',
e.id, e.title_zh, e.title_en, '', e.starts_at, e.city, e.city_en, 0, CAST(NULL AS DATE), CAST(NULL AS TEXT), 0 FROM
events e WHERE e.status = 'published' AND e.starts_at > $2 AND e.opens_at <= $2 AND e.closes_at > $2 AND e.taken <
e.capacity AND (e.model_id IS NULL OR EXISTS (SELECT 1 FROM ownerships w JOIN vehicles v ON v.id = w.vehicle_id WHERE
w.customer_id = $1 AND w.until_on IS NULL AND v.model_id = e.model_id)) AND (e.tier_from IS NULL OR (SELECT rank FROM
tiers WHERE code = e.tier_from) <= (SELECT t.rank FROM members m JOIN tiers t ON t.code = m.tier WHERE m.customer_id =
$1)) AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = e.id AND r.customer_id = $1 AND r.state <>
'cancelled') ORDER BY e.starts_at, e.id LIMIT 1) AS next UNION ALL SELECT * FROM (SELECT 'redemption', d.id,
w.title_zh, w.title_en, d.state, d.created_at, '', '', 0, d.code_expires_on, w.kind, 0 FROM redemptions d JOIN rewards
w ON w.id = d.reward_id WHERE d.customer_id = $1 AND d.state IN ('ordered', 'picked', 'ready', 'issued') AND (d.state
<> 'issued' OR d.code_expires_on IS NULL OR d.code_expires_on >= $3) ORDER BY d.id DESC LIMIT 3) AS redeemed UNION ALL
SELECT * FROM (SELECT 'savings_goal', w.id, w.title_zh, w.title_en, CASE WHEN w.status = 'retired' OR w.visible_until
<= $2 THEN 'over' WHEN w.stock_left = 0 THEN 'out' ELSE '' END, h.created_at, '', '', 0, CAST(NULL AS DATE), w.kind,

(SELECT p.points FROM reward_prices p JOIN tiers l ON l.code = p.tier WHERE p.reward_id =

w.id

AND l.rank <=

COALESCE(t.rank, 0)

ORDER BY l.rank DESC LIMIT 1)

FROM wishlist_items h JOIN rewards w ON w.id = h.reward_id LEFT JOIN members m ON m.customer_id = h.customer_id LEFT
JOIN tiers t ON t.code = m.tier WHERE h.customer_id = $1 AND h.is_savings_goal LIMIT 1) AS savings_goal
