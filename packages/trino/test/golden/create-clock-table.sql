CREATE TABLE hive.sales.sluice_write_0123456789abcdef01234567
COMMENT 'A write under way of the asset sales/orders (sluice write 0123456789abcdef01234567)'
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/data/day=2024-05-01/write=0123456789abcdef01234567/'
) AS
SELECT CAST(at AS timestamp(9)) AS at FROM (VALUES TIMESTAMP '2001-01-15 12:00:00.789') AS clocks (at)
