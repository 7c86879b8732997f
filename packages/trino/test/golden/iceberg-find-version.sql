SELECT snapshot_id FROM iceberg.sales."orders$snapshots"
WHERE snapshot_id = 42;
SELECT snapshot_id FROM iceberg.sales."orders$history"
WHERE made_current_at <= TIMESTAMP '2024-05-01 10:00:00.123 UTC'
ORDER BY made_current_at DESC LIMIT 1;
SELECT snapshot_id FROM iceberg.sales."orders$refs"
WHERE type = 'BRANCH' AND name = 'it''s';
SELECT snapshot_id FROM iceberg.sales."orders$refs"
WHERE type = 'TAG' AND name = 'june';
SELECT * FROM iceberg.sales.orders FOR VERSION AS OF 42 LIMIT 0