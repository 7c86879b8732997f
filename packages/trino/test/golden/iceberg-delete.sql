DELETE FROM iceberg.sales.orders
WHERE small < TINYINT '3'
  AND placed >= TIMESTAMP '1970-01-01 00:00:00.000'
  AND "Customer Name" IN (CAST('it''s' AS varchar), CAST('' AS varchar))
  AND extra IS NOT NULL