CREATE TABLE stage.lake."stage_…" (
  id bigint,
  "Customer Name" varchar,
  small integer,
  total decimal(12,2),
  placed bigint,
  exact bigint,
  opens bigint,
  token varchar,
  extra varchar,
  region varchar
)
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/data/day=2024-05-01/write=w/'
)