SELECT column_name, data_type, comment
FROM hive.information_schema.columns
WHERE table_schema = 'sales' AND table_name = 'orders__data'