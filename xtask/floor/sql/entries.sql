SELECT

e.id, e.at, e.kind, e.amount, e.balance_after, e.debt_after, t.source, t.source_id, g.event_id, t.label_zh,
t.label_en, r.title_zh AS rule_zh, r.title_en AS rule_en, r.version AS rule_version, c.title_zh AS campaign_zh,
c.title_en AS campaign_en, t.cut, h.state AS hold

FROM point_entries e JOIN point_transfers t ON t.id = e.transfer_id LEFT JOIN point_rules r ON r.id = t.rule_id LEFT
JOIN point_campaigns c ON c.id = t.campaign_id LEFT JOIN registrations g ON t.source = 'registration' AND g.id =
t.source_id LEFT JOIN point_holds h ON e.kind = 'hold' AND h.transfer_id = e.transfer_id

WHERE e.customer_id = $1 AND e.kind <> 'capture' AND (CAST($2 AS TEXT) IS NULL OR e.kind = $2 OR ($2 = 'hold' AND
e.kind = 'release')) AND e.at >= $3 AND e.at < $4

AND e.id < $5 ORDER BY e.id DESC LIMIT 21
