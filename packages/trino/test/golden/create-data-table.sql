CREATE TABLE hive.sales.orders__data (
  id bigint COMMENT 'the shop''s own number',
  "Customer Name" varchar COMMENT 'as "typed"',
  total decimal(12,2),
  placed timestamp(3),
  exact bigint,
  opens bigint,
  token varchar,
  extra varchar,
  day varchar COMMENT 'daily of placed',
  region varchar,
  snapshot bigint COMMENT 'number of the commit, times 1,000,000'
)
COMMENT 'Data files; read orders instead, which shows the live ones (sluice asset sales/orders schema 898f55e18d418771 at s3://lake/sales/orders/_table/)'
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/_table/',
  partitioned_by = ARRAY['day', 'region', 'snapshot'],
  extra_properties = MAP(ARRAY['sluice.asset', 'sluice.schema', 'sluice.location'], ARRAY['sales/orders', '898f55e18d418771', 's3://lake/sales/orders/_table/'])
)