SELECT table_name
FROM stage.information_schema.tables
WHERE table_schema = 'lake' AND regexp_like(table_name, '^stage_[0-9a-f]{24}$');

SHOW CREATE TABLE stage.lake.stage_a1;

SELECT * FROM stage.lake."stage_a1$properties";

DROP TABLE IF EXISTS stage.lake.stage_a1