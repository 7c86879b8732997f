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