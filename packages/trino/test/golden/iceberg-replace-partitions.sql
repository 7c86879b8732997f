MERGE INTO iceberg.sales.orders t
USING (
SELECT CAST(NULL AS varchar) AS replaces, rows.* FROM (
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
) rows
UNION ALL
SELECT marker, CAST(NULL AS bigint) AS id, CAST(NULL AS varchar) AS "Customer Name", CAST(NULL AS integer) AS small, CAST(NULL AS decimal(12,2)) AS total, CAST(NULL AS timestamp(6)) AS placed, CAST(NULL AS timestamp(6)) AS exact, CAST(NULL AS time(6)) AS opens, CAST(NULL AS uuid) AS token, CAST(NULL AS varchar) AS extra, CAST(NULL AS varchar) AS region, CAST(NULL AS date) AS run FROM (VALUES ('11:v2024-05-015:vit''s11:v2024-06-01'), ('11:v2024-05-021:n1:n')) markers (marker)
) s
ON s.replaces = CAST(length(coalesce('v' || substr(CAST(t.placed AS varchar), 1, 10), 'n')) AS varchar) || ':' || coalesce('v' || substr(CAST(t.placed AS varchar), 1, 10), 'n') || CAST(length(coalesce('v' || CAST(t.region AS varchar), 'n')) AS varchar) || ':' || coalesce('v' || CAST(t.region AS varchar), 'n') || CAST(length(coalesce('v' || CAST(t.run AS varchar), 'n')) AS varchar) || ':' || coalesce('v' || CAST(t.run AS varchar), 'n')
  AND ((t.placed >= TIMESTAMP '2024-05-01 00:00:00.000000' AND t.placed < TIMESTAMP '2024-05-02 00:00:00.000000') OR (t.placed >= TIMESTAMP '2024-05-02 00:00:00.000000' AND t.placed < TIMESTAMP '2024-05-03 00:00:00.000000'))
  AND (t.region IS NULL OR t.region IN ('it''s'))
  AND (t.run IS NULL OR t.run IN (CAST('2024-06-01' AS date)))
WHEN MATCHED THEN DELETE
WHEN NOT MATCHED AND s.replaces IS NULL THEN INSERT (id, "Customer Name", small, total, placed, exact, opens, token, extra, region, run)
VALUES (s.id, s."Customer Name", s.small, s.total, s.placed, s.exact, s.opens, s.token, s.extra, s.region, s.run)