SELECT DISTINCT
  substr(CAST(t.placed AS varchar), 1, 10),
  CAST(t.region AS varchar),
  CAST(t.run AS varchar)
FROM iceberg.sales.orders FOR VERSION AS OF 42 t