SELECT s.snapshot_id, s.parent_id, s.operation, element_at(s.summary, 'trino_query_id'),
  CAST(round(to_unixtime(s.committed_at) * 1000) AS bigint), r.refs,
  element_at(s.summary, 'added-records'),
  element_at(s.summary, 'deleted-records'),
  element_at(s.summary, 'added-position-deletes'),
  element_at(s.summary, 'removed-position-deletes'),
  element_at(s.summary, 'total-equality-deletes')
FROM iceberg.sales."orders$snapshots" s
LEFT JOIN (SELECT snapshot_id, array_agg(name ORDER BY name) AS refs FROM iceberg.sales."orders$refs"
  GROUP BY snapshot_id) r ON r.snapshot_id = s.snapshot_id
ORDER BY s.committed_at DESC LIMIT 100