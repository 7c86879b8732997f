CREATE OR REPLACE TABLE iceberg.sales.orders
COMMENT 'What customers bought; it''s theirs (sluice asset sales/orders columns eb792f21bfb9e0ff at s3://lake/sales/orders/iceberg)'
WITH (
  format = 'PARQUET',
  format_version = 2,
  partitioning = ARRAY['day(placed)', 'region', 'run'],
  sorted_by = ARRAY['id'],
  max_commit_retry = 7
)
AS
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