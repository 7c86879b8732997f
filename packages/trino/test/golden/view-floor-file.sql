CREATE TABLE IF NOT EXISTS hive.sales.orders__data_floors (
  sluice_key varchar,
  sluice_floor bigint,
  sluice_base bigint
)
COMMENT 'What orders hides of orders__data (sluice floors sales/orders)'
WITH (
  format = 'JSON',
  external_location = 's3://lake/sales/orders/_floors/table/',
  partitioned_by = ARRAY['sluice_base']
);

CALL hive.system.register_partition(
  schema_name => 'sales',
  table_name => 'orders__data_floors',
  partition_columns => ARRAY['sluice_base'],
  partition_values => ARRAY['8'],
  location => 's3://lake/sales/orders/_floors/8'
);

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
LEFT JOIN hive.sales.orders__data_floors ON sluice_base = 8 AND sluice_key = concat(CAST(length(IF(day IS NULL, '__HIVE_DEFAULT_PARTITION__', day)) AS varchar), ':', IF(day IS NULL, '__HIVE_DEFAULT_PARTITION__', day), '/', IF(region IS NULL, '__HIVE_DEFAULT_PARTITION__', region))
WHERE snapshot <= 12999999
  AND snapshot >= 1000000
  AND IF(snapshot < element_at(MAP(ARRAY['10:2024-05-03/a/b'], ARRAY[11000000]), concat(CAST(length(IF(day IS NULL, '__HIVE_DEFAULT_PARTITION__', day)) AS varchar), ':', IF(day IS NULL, '__HIVE_DEFAULT_PARTITION__', day), '/', IF(region IS NULL, '__HIVE_DEFAULT_PARTITION__', region))), FALSE, TRUE)
  AND IF(snapshot < sluice_floor, FALSE, TRUE)