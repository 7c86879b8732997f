ALTER TABLE iceberg.sales.orders EXECUTE add_files(location => 's3://lake/sales/orders/data/write=w/', format => 'PARQUET');

ALTER TABLE iceberg.sales.orders EXECUTE add_files(location => 's3://lake/sales/orders/_mapping/', format => 'PARQUET', recursive_directory => 'true');

SELECT DISTINCT snapshot_id FROM iceberg.sales."orders$all_entries"
WHERE status <> 2 AND snapshot_id IN (7, 8)
  AND data_file.file_path = 's3://lake/it''s.parquet';

SELECT content, file_path, record_count, file_size_in_bytes FROM iceberg.sales.orders ORDER BY file_path;

SELECT key FROM iceberg.sales."orders$properties" WHERE key = 'schema.name-mapping.default';

SELECT "$path" FROM iceberg.sales.orders FOR VERSION AS OF 42
WHERE NOT starts_with("$path", 's3://lake/it''s/iceberg/') LIMIT 1;

CREATE TABLE iceberg.lake."stage_…" (
  id bigint,
  "Customer Name" varchar,
  small integer,
  total decimal(12,2),
  placed timestamp(6),
  exact timestamp(6),
  opens time(6),
  token varchar,
  extra varchar,
  region varchar
)
COMMENT 'Files of a store under way. Never drop it: its files would go. CALL system.unregister_table.'
WITH (format = 'PARQUET', format_version = 2, location = 's3://lake/sales/orders/_stage/a1');

INSERT INTO iceberg.sales.orders (id, "Customer Name", small, total, placed, exact, opens, token, extra, region, run)
SELECT
  id,
  "Customer Name",
  small,
  total,
  placed,
  exact,
  opens,
  CAST(token AS uuid) AS token,
  extra,
  region,
  CAST(element_at(ARRAY['2024-06-01', NULL], element_at(MAP(ARRAY['s3://lake/sales/orders/data/day=2024-05-01/write=w/', 's3://lake/sales/orders/data/day=2024-05-02/write=w/'], ARRAY[1, 2]), regexp_extract("$path", '^.*/'))) AS date) AS run
FROM iceberg.lake."stage_…";

CALL iceberg.system.unregister_table(schema_name => 'lake', table_name => 'stage_a1');

SELECT table_schema, table_name
FROM "lake ""1".information_schema.tables
WHERE table_name IN ('stage_a1', 'it''s');

CREATE TABLE iceberg.sales.orders (id bigint) WITH (format = 'PARQUET', format_version = 2, location = 's3://lake/_check/it''s');

DROP TABLE iceberg.sales.orders