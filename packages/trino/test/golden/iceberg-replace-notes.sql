SHOW CREATE TABLE iceberg.sales.orders;

SELECT property_name, default_value
FROM system.metadata.table_properties WHERE catalog_name = 'iceberg'