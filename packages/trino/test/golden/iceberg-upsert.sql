MERGE INTO iceberg.sales.orders t
USING (
SELECT
  id,
  "Customer Name",
  small,
  total,
  CAST(from_unixtime_nanos(CAST(placed AS decimal(38,0)) * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS placed,
  CAST(from_unixtime_nanos(CAST(exact AS decimal(38,0)) * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS exact,
  CAST(CAST(from_unixtime_nanos(opens * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS time(6)) AS opens,
  CAST(token AS uuid) AS token,
  extra,
  region,
  CAST(element_at(ARRAY['2024-06-01', NULL], sluice_folder + 1) AS date) AS run
FROM stage.lake."stage_…"
) s
ON t.id = s.id
  AND t.region = s.region
  AND ((t.placed >= TIMESTAMP '2024-05-01 00:00:00.000000' AND t.placed < TIMESTAMP '2024-05-02 00:00:00.000000') OR (t.placed >= TIMESTAMP '2024-05-02 00:00:00.000000' AND t.placed < TIMESTAMP '2024-05-03 00:00:00.000000'))
  AND (t.region IS NULL OR t.region IN ('it''s'))
  AND (t.run IS NULL)
WHEN MATCHED THEN UPDATE SET
  "Customer Name" = s."Customer Name",
  total = s.total
WHEN NOT MATCHED THEN INSERT (id, "Customer Name", small, total, placed, exact, opens, token, extra, region, run)
VALUES (s.id, s."Customer Name", s.small, s.total, s.placed, s.exact, s.opens, s.token, s.extra, s.region, s.run)