CREATE OR REPLACE VIEW hive.sales.orders
COMMENT 'What customers bought; it''s theirs (sluice asset sales/orders snapshot 12)'
SECURITY DEFINER AS
SELECT
  CAST(from_unixtime_nanos(CAST(exact AS decimal(38,0)) * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS exact,
  CAST(later AS uuid) AS later,
  id,
  "Customer Name",
  total,
  CAST(placed AS timestamp(3)) AS placed,
  CAST(CAST(from_unixtime_nanos(opens * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS time(6)) AS opens,
  json_parse(extra) AS extra,
  region,
  day
FROM hive.sales.orders__data
WHERE snapshot <= 12999999