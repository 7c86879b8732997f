SELECT
  t.id,
  t."Customer Name",
  t.small,
  t.total,
  t.placed,
  t.exact,
  t.opens,
  t.token,
  t.extra,
  t.region
FROM iceberg.sales.orders FOR VERSION AS OF 42 t
WHERE ((t.placed >= TIMESTAMP '2024-05-01 00:00:00.000000' AND t.placed < TIMESTAMP '2024-05-02 00:00:00.000000') OR t.placed IS NULL)
  AND (substr(CAST(t.placed AS varchar), 1, 10) IN ('2024-05-01') OR substr(CAST(t.placed AS varchar), 1, 10) IS NULL)
  AND (t.run IN (CAST('2024-06-01' AS date)))
  AND CAST(t.run AS varchar) IN ('2024-06-01')
  AND total > CAST(DECIMAL '100.00' AS decimal(12,2))
  AND placed IS NOT NULL