ALTER TABLE iceberg.sales.orders EXECUTE optimize(file_size_threshold => '1048576B');

ALTER TABLE iceberg.sales.orders EXECUTE expire_snapshots(retention_threshold => '604800000ms');

ALTER TABLE iceberg.sales.orders EXECUTE remove_orphan_files(retention_threshold => '604800000ms');

SELECT count(*), coalesce(sum(file_size_in_bytes), 0),
  (SELECT count(*) FROM iceberg.sales."orders$snapshots")
FROM iceberg.sales."orders$files" WHERE content = 0;

SELECT count(*) FROM iceberg.sales."orders$files" WHERE content = 0 AND file_size_in_bytes < 1048576;

SELECT count(*) FROM iceberg.sales."orders$snapshots"
WHERE committed_at < current_timestamp - INTERVAL '1' SECOND * 1.5
  AND snapshot_id NOT IN (SELECT snapshot_id FROM iceberg.sales."orders$refs")