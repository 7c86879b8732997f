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
  region varchar,
  sluice_folder integer
)
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/_table/',
  partitioned_by = ARRAY['sluice_folder']
)