CREATE SCHEMA IF NOT EXISTS hive.sales
WITH (location = 's3://lake/schemas/sales/');

CREATE TABLE hive.sales.orders (
  id bigint,
  placed timestamp(6),
  token varchar,
  extra varchar,
  day varchar COMMENT 'daily of placed',
  region varchar
)
COMMENT 'What customers bought; it''s theirs (sluice asset sales/orders schema 9cdeae9e6c967899 at s3://lake/sales/orders/_table/)'
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/_table/',
  partitioned_by = ARRAY['day', 'region'],
  extra_properties = MAP(ARRAY['classification', 'sluice.asset', 'sluice.schema', 'sluice.location'], ARRAY['parquet', 'sales/orders', '9cdeae9e6c967899', 's3://lake/sales/orders/_table/'])
);

CALL hive.system.register_partition(
  schema_name => 'sales',
  table_name => 'orders',
  partition_columns => ARRAY['day', 'region'],
  partition_values => ARRAY['2024-05-01', '__HIVE_DEFAULT_PARTITION__'],
  location => 's3://lake/f'
);

SELECT CAST(day AS varchar), CAST(region AS varchar)
FROM hive.sales."orders$partitions";

ALTER TABLE hive.sales.orders DROP COLUMN "old one";

COMMENT ON COLUMN hive.sales.orders.id IS 'it''s new';

DROP TABLE IF EXISTS hive.sales.orders;

CREATE TABLE hive.sales.orders (
  id bigint,
  placed timestamp(6),
  token varchar,
  extra varchar,
  region varchar
)
COMMENT '(sluice asset sales/orders schema b7406a3c8d8cd340 at s3://lake/sales/orders/_table/ showing s3://lake/sales/orders/data/write=1)'
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/data/write=1',
  extra_properties = MAP(ARRAY['classification', 'sluice.asset', 'sluice.schema', 'sluice.location'], ARRAY['parquet', 'sales/orders', 'b7406a3c8d8cd340', 's3://lake/sales/orders/_table/'])
);

COMMENT ON TABLE hive.sales.orders IS '(sluice asset sales/orders schema b7406a3c8d8cd340 at s3://lake/sales/orders/_table/ showing s3://lake/sales/orders/data/write=1)'