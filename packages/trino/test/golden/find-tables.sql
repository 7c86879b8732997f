SELECT table_name, comment
FROM system.metadata.table_comments
WHERE catalog_name = 'hive' AND schema_name = 'sales'
  AND table_name IN ('orders', 'orders__data')