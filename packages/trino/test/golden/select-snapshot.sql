SELECT
  id,
  "Customer Name",
  placed,
  exact,
  nanos,
  zoned,
  opens,
  token,
  extra,
  visits
FROM hive.sales.orders__data
WHERE snapshot <= 12999999
  AND (day IN ('2024-05-01', 'it''s') OR day IS NULL)
  AND exact >= BIGINT '1714557600123456'
  AND zoned IN (BIGINT '1714557600123000')
  AND placed < TIMESTAMP '2024-05-01 10:00:00.123'
  AND token = CAST('6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b' AS varchar)
  AND "Customer Name" <> CAST('O''Hara' AS varchar)
  AND extra IS NOT NULL
