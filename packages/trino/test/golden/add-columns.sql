ALTER TABLE hive.sales.orders__data ADD COLUMN IF NOT EXISTS "Later On" bigint COMMENT 'it''s late';
ALTER TABLE hive.sales.orders__data ADD COLUMN IF NOT EXISTS tax decimal(38,10)