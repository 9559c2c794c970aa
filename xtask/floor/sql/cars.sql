SELECT v.id, v.vin, CASE WHEN w.until_on IS NULL THEN v.plate END AS plate, v.colour_zh, v.colour_en, v.built_on,
v.delivered_on, CASE WHEN NOT EXISTS (SELECT 1 FROM ownerships p WHERE p.vehicle_id = v.id AND p.from_on < w.from_on)
THEN v.price_fen END AS price_fen, s.name_zh AS dealer_zh, s.name_en AS dealer_en, CASE WHEN w.until_on IS NULL THEN
v.odometer_km ELSE 0 END AS odometer_km, CASE WHEN w.until_on IS NULL THEN v.warranty_until END AS warranty_until,
CASE WHEN w.until_on IS NULL THEN v.inspection_due_on END AS inspection_due_on, CASE WHEN w.until_on IS NULL THEN
v.service_due_on END AS service_due_on, CASE WHEN w.until_on IS NULL THEN v.service_due_km END AS service_due_km,
w.from_on, w.until_on, m.code AS model_code, m.name_zh AS model_zh, m.name_en AS model_en, m.body, m.energy,
m.warranty_months, m.warranty_km, m.service_every_months, m.service_every_km, o.id AS order_id, o.kind AS order_kind,
o.status AS order_status, o.opened_at, o.promised_at, d.name_zh AS workshop_zh, d.name_en AS workshop_en, o.request,
t.status AS step_status, t.at AS step_at FROM ownerships w JOIN vehicles v ON v.id = w.vehicle_id JOIN models m ON
m.id = v.model_id LEFT JOIN dealers s ON s.id = v.selling_dealer_id LEFT JOIN service_orders o ON o.vehicle_id = v.id
AND o.closed_at IS NULL AND o.customer_id = w.customer_id AND w.until_on IS NULL LEFT JOIN dealers d ON d.id =
o.dealer_id LEFT JOIN repair_steps t ON t.order_id = o.id WHERE w.customer_id = $1 AND ($2 IS NULL OR v.id = $2) ORDER
BY CASE WHEN w.until_on IS NULL THEN 0 ELSE 1 END, w.from_on DESC, v.id, o.opened_at DESC, o.id, t.id LIMIT 500
