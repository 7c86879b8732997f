/** What each example prints among other things, in the order in which they are run on one lake. */
export const exampleOutputs: Readonly<Record<string, readonly string[]>> = {
  store: ["snapshot 1 has 1 row in ", "snapshot 2 added 7 rows to 7 days", "replayed true"],
  load: ["'1 19.90 2024-05-01T10:00:00.000Z'", "{ id: 7n, total: '700.50' }", "2024-05-01 2"],
  stream: ["7 orders without a customer", "1 ids", "true"],
  query: ["[ { orders: 7n, spent: '3503.50' } ]"],
  plan: ["append to day=2024-05-01", `[ 'added column "note" string?' ]`],
  history: ["1 store 1", "snapshot 1 had 1 row", "rollback made snapshot 4: 8 rows"],
  maintain: ["ok ", "1 days were merged into 1 files", "files: 0"],
  values: ["regions: [ 'eu', 'us' ]", "Set(1) { 'Ada' }", "readUpTo: '2024-05-01'"],
  source: ["GERMANY", "[ { nations: 2n } ]"],
  pipeline: ["6 tasks, 6 stored"],
  "unit-test": ["passed"],
};
