SELECT t.table_name, t.table_type, c.comment
FROM hive.information_schema.tables t
LEFT JOIN system.metadata.table_comments c
  ON c.catalog_name = 'hive' AND c.schema_name = 'sales' AND c.table_name = t.table_name
WHERE t.table_schema = 'sales' AND t.table_name IN ('orders', 'orders__data')