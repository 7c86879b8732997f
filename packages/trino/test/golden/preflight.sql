SELECT node_version FROM system.runtime.nodes WHERE coordinator;

SELECT catalog_name, connector_name FROM system.metadata.catalogs;

SHOW SESSION LIKE 'my\_hive.timestamp\_precision' ESCAPE '\';

SELECT schema_name FROM hive.information_schema.schemata WHERE schema_name = 'it''s';

CREATE SCHEMA hive.sales__check_1;

CREATE TABLE hive.sales.c_files (probe bigint, at timestamp(3))
WITH (format = 'PARQUET', external_location = 's3://lake/_check/1/files/');

SELECT probe, CAST(at AS varchar) FROM hive.sales.c_files ORDER BY probe;

CREATE TABLE hive.sales.c_data (probe bigint, at timestamp(3), snapshot bigint)
WITH (format = 'PARQUET', external_location = 's3://lake/_check/1/table/', partitioned_by = ARRAY['snapshot']);

CALL hive.system.register_partition(
  schema_name => 'sales',
  table_name => 'c_data',
  partition_columns => ARRAY['snapshot'],
  partition_values => ARRAY['1'],
  location => 's3://lake/_check/1/files/'
);

INSERT INTO hive.sales.c_data SELECT CAST(1 AS bigint), TIMESTAMP '2024-01-01 00:00:00.000', CAST(2 AS bigint) WHERE rand() > 2;

CREATE OR REPLACE VIEW hive.sales.c SECURITY DEFINER AS SELECT probe FROM hive.sales.c_data;

SELECT count(*) FROM hive.sales.c;

CALL hive.system.unregister_partition(
  schema_name => 'sales',
  table_name => 'c_data',
  partition_columns => ARRAY['snapshot'],
  partition_values => ARRAY['1']
);

DROP VIEW IF EXISTS hive.sales.c;

DROP TABLE IF EXISTS hive.sales.c_data;

DROP SCHEMA hive.sales__check_1;
