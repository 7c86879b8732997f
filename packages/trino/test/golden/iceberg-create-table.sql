CREATE TABLE iceberg.sales.orders (
  id bigint NOT NULL COMMENT 'the shop''s own number',
  "Customer Name" varchar,
  small integer NOT NULL,
  total decimal(12,2) NOT NULL,
  placed timestamp(6) NOT NULL,
  exact timestamp(6) NOT NULL,
  opens time(6) NOT NULL,
  token uuid NOT NULL,
  extra varchar NOT NULL,
  region varchar,
  run date COMMENT 'partition'
)
COMMENT 'What customers bought; it''s theirs (sluice asset sales/orders columns eb792f21bfb9e0ff at s3://lake/sales/orders/iceberg)'
WITH (
  location = 's3://lake/sales/orders/iceberg/a1',
  format = 'PARQUET',
  format_version = 2,
  partitioning = ARRAY['day(placed)', 'region', 'run'],
  sorted_by = ARRAY['id'],
  max_commit_retry = 7
)