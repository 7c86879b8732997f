INSERT INTO iceberg.sales.orders (id, "Customer Name", small, total, placed, exact, opens, token, extra, region, run)
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