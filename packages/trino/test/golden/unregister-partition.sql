CALL hive.system.unregister_partition(
  schema_name => 'sales',
  table_name => 'orders__data',
  partition_columns => ARRAY['day', 'region', 'snapshot'],
  partition_values => ARRAY['2024-05-01', '__HIVE_DEFAULT_PARTITION__', '12000000']
)