CREATE OR REPLACE VIEW hive.sales.orders
COMMENT 'What customers bought; it''s theirs (sluice asset sales/orders snapshot 12)'
SECURITY DEFINER AS
SELECT
  id,
  "Customer Name",
  total,
  CAST(placed AS timestamp(3)) AS placed,
  CAST(from_unixtime_nanos(CAST(exact AS decimal(38,0)) * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS exact,
  CAST(CAST(from_unixtime_nanos(opens * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS time(6)) AS opens,
  CAST(token AS uuid) AS token,
  json_parse(extra) AS extra,
  region,
  day
FROM hive.sales.orders__data
WHERE snapshot <= 12999999
  AND snapshot >= 5000000
  AND IF(snapshot < element_at(MAP(ARRAY['10:2024-05-01/EU', '10:2024-05-02/__HIVE_DEFAULT_PARTITION__'], ARRAY[11000000, 12000000]), concat(CAST(length(IF(day IS NULL, '__HIVE_DEFAULT_PARTITION__', day)) AS varchar), ':', IF(day IS NULL, '__HIVE_DEFAULT_PARTITION__', day), '/', IF(region IS NULL, '__HIVE_DEFAULT_PARTITION__', region))), FALSE, TRUE)