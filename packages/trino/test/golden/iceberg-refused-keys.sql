SELECT id, exact, "Customer Name", count(*), count(*) OVER ()
FROM (
SELECT
  id,
  "Customer Name",
  CAST(from_unixtime_nanos(CAST(exact AS decimal(38,0)) * 1000) AT TIME ZONE 'UTC' AS timestamp(6)) AS exact
FROM stage.lake."stage_…"
) s
GROUP BY id, exact, "Customer Name"
HAVING count(*) > 1 OR id IS NULL OR exact IS NULL OR "Customer Name" IS NULL
ORDER BY id NULLS FIRST, exact NULLS FIRST, "Customer Name" NULLS FIRST
LIMIT 5