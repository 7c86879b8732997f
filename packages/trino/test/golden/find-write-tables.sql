SELECT table_name, comment
FROM system.metadata.table_comments
WHERE catalog_name = 'hive' AND schema_name = 'sales'
  AND starts_with(table_name, 'sluice_write_')
