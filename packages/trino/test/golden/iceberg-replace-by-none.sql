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
  CAST(NULL AS bigint) AS id,
  CAST(NULL AS varchar) AS "Customer Name",
  CAST(NULL AS integer) AS small,
  CAST(NULL AS decimal(12,2)) AS total,
  CAST(NULL AS timestamp(6)) AS placed,
  CAST(NULL AS timestamp(6)) AS exact,
  CAST(NULL AS time(6)) AS opens,
  CAST(NULL AS uuid) AS token,
  CAST(NULL AS varchar) AS extra,
  CAST(NULL AS varchar) AS region,
  CAST(NULL AS date) AS run
WHERE FALSE