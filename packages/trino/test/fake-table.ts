import { failed } from "./failed.js";

/** The columns and comments of the Iceberg table of a fake Trino, as its statements leave them. */
export class FakeTable {
  /** Comment of the table; `undefined` before there is one. */
  comment: string | undefined;
  /** The comment of each column there is. */
  readonly columns = new Map<string, string | null>();
  /** Its properties as SQL writes them, `partitioning` as `ARRAY['id']`. */
  readonly properties = new Map<string, string>();
  private readonly types = new Map<string, string>();

  /** Does what the statement does beside its rows. */
  apply(sql: string): void {
    const [first = ""] = sql.split("\n");
    if (first.startsWith("CREATE TABLE iceberg")) {
      this.comment = /^COMMENT '(.*)'$/m.exec(sql)?.[1];
      for (const line of linesBetween(sql, first, ")")) this.add(line);
      this.give(sql);
    } else if (first.startsWith("CREATE OR REPLACE TABLE")) {
      this.comment = /^COMMENT '(.*)'$/m.exec(sql)?.[1];
      // What is not said again is forgotten.
      this.columns.clear();
      this.give(sql);
      for (const line of linesBetween(sql, "SELECT", "FROM"))
        this.columns.set(line.split(" ").at(-1) ?? "", null);
    } else if (first.includes(" ADD COLUMN ")) this.add(first.replace(/^.* IF NOT EXISTS /, ""));
    else if (first.startsWith("COMMENT ON TABLE")) this.comment = /IS '(.*)'$/.exec(first)?.[1];
    else if (first.startsWith("COMMENT ON COLUMN")) {
      const [, column = "", comment] = /\.(\w+) IS (?:'(.*)'|NULL)$/.exec(first) ?? [];
      this.columns.set(column, comment ?? null);
    }
  }

  /** Refuses an INSERT that names a column there is not. */
  check(sql: string): void {
    const named = /^INSERT INTO \S+ \((.+)\)/.exec(sql)?.[1]?.split(", ") ?? [];
    if (named.some((name) => !this.columns.has(name))) throw failed("COLUMN_NOT_FOUND");
  }

  /** What `SHOW CREATE TABLE` says. */
  created(relation: string): string {
    const columns = [...this.columns].map(([name, comment]) => {
      const text = `   ${name} ${this.types.get(name) ?? "bigint"}`;
      return comment === null ? text : `${text} COMMENT '${comment}'`;
    });
    const properties = [...this.properties].map(([name, value]) => `   ${name} = ${value}`);
    return `CREATE TABLE ${relation} (\n${columns.join(",\n")}\n)\nCOMMENT '${this.comment}'\nWITH (\n${properties.join(",\n")}\n)`;
  }

  /** Takes the properties of the statement in the place of those there are. */
  private give(sql: string): void {
    this.properties.clear();
    for (const line of linesBetween(sql, "WITH (", ")")) {
      const [, name = "", value = ""] = /^(\w+) = (.*)$/.exec(line) ?? [];
      this.properties.set(name, value);
    }
  }

  private add(text: string): void {
    const [, name = "", type = "", comment] =
      /^(\w+) (\w+)(?: NOT NULL)?(?: COMMENT '(.*)')?$/.exec(text) ?? [];
    this.types.set(name, type);
    this.columns.set(name, comment ?? null);
  }
}

function linesBetween(sql: string, from: string, to: string): string[] {
  const lines = sql.split("\n");
  const start = lines.indexOf(from) + 1;
  const end = lines.findIndex((line, index) => index >= start && line.startsWith(to));
  return lines.slice(start, end).map((line) => line.trim().replace(/,$/, ""));
}
