CREATE TABLE hive.sales.sluice_write_0123456789abcdef01234567
COMMENT 'A write under way of the asset sales/orders (sluice write 0123456789abcdef01234567)'
WITH (
  format = 'PARQUET',
  external_location = 's3://lake/sales/orders/data/day=2024-05-01/write=0123456789abcdef01234567/'
) AS
SELECT
  CAST(id AS bigint) AS id,
  CAST("Customer Name" AS varchar) AS "Customer Name",
  CAST(CAST(placed AS timestamp(9)) AS timestamp(9)) AS placed,
  CAST((date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000', date_trunc('millisecond', exact)) * 1000 + CAST(substr(CAST(exact AS varchar), -3) AS bigint)) AS bigint) AS exact,
  CAST(CAST(CAST(date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000', date_trunc('millisecond', nanos)) AS decimal(38,0)) * 1000000 + CAST(substr(CAST(nanos AS varchar), -6) AS bigint) AS bigint) AS bigint) AS nanos,
  CAST((date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000', date_trunc('millisecond', CAST(zoned AT TIME ZONE 'UTC' AS timestamp(6)))) * 1000 + CAST(substr(CAST(CAST(zoned AT TIME ZONE 'UTC' AS timestamp(6)) AS varchar), -3) AS bigint)) AS bigint) AS zoned,
  CAST((CAST(substr(CAST(CAST(opens AS time(6)) AS varchar), 1, 2) AS bigint) * 3600000000 + CAST(substr(CAST(CAST(opens AS time(6)) AS varchar), 4, 2) AS bigint) * 60000000 + CAST(replace(substr(CAST(CAST(opens AS time(6)) AS varchar), 7), '.', '') AS bigint)) AS bigint) AS opens,
  CAST(CAST(token AS varchar) AS varchar) AS token,
  CAST(json_format(extra) AS varchar) AS extra,
  CAST(transform(visits, x1 -> IF(x1 IS NULL, NULL, CAST(ROW((date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000', date_trunc('millisecond', x1."at")) * 1000 + CAST(substr(CAST(x1."at" AS varchar), -3) AS bigint)), x1."note") AS row("at" bigint, "note" varchar)))) AS array(row("at" bigint, "note" varchar))) AS visits
FROM (
SELECT
  CAST(id AS bigint) AS id,
  CAST("customer name" AS varchar) AS "Customer Name",
  CAST(placed AS timestamp(3)) AS placed,
  CAST(exact AS timestamp(6)) AS exact,
  CAST(nanos AS timestamp(9)) AS nanos,
  CAST(zoned AS timestamp(3) with time zone) AS zoned,
  CAST(opens AS time(6)) AS opens,
  CAST(token AS uuid) AS token,
  CAST(extra AS json) AS extra,
  CAST(visits AS array(row("at" timestamp(6), "note" varchar))) AS visits
FROM (
SELECT * FROM elsewhere -- all
)
)
