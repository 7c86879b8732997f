import {
  type AssetDescription,
  conditionSql,
  type ObjectStore,
  type ReadRequest,
  renderSql,
  type SqlPart,
  whereSql,
} from "@sluice/sdk/plugin";
import { duckdbDialect } from "./dialect.js";
import { snapshotQuery } from "./view.js";

/** A statement that reads of a snapshot what is wanted. */
export function readStatement(
  asset: AssetDescription,
  { snapshot, schema, partitions, where }: ReadRequest,
  store: ObjectStore,
): string {
  const live = snapshot.live.filter(({ partition }) =>
    partitions.every((values, index) => values === undefined || values.includes(partition[index] ?? null)),
  );
  const conditions = where.flatMap((condition) => {
    const field = schema.fields.find(({ name }) => name === condition.column);
    const parts = field && conditionSql(condition, field);
    return parts === undefined ? [] : [parts];
  });
  const columns = schema.fields.map(({ name }) => duckdbDialect.identifier(name)).join(", ");
  const query = `SELECT ${columns} FROM (${snapshotQuery(asset, { ...snapshot, live }, store)})`;
  const parts: SqlPart[] = [{ kind: "text", text: query }, ...whereSql(conditions)];
  return renderSql({ parts }, duckdbDialect, () => "");
}
