import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { packages, read } from "./tree.js";

/** Files whose work is writing SQL: every name and value in it goes through a dialect there. */
const places = /^(dialect|read-files|statement-text|view|(.+-)?statements?)\.ts$/;

const words =
  "ALTER|AND|CALL|COMMENT ON|CREATE|DELETE FROM|DESCRIBE|DROP|EXECUTE|EXPLAIN|FROM|GRANT|INSERT INTO|MERGE INTO|SELECT|SHOW|TRUNCATE|UPDATE|USING|VALUES|WHERE|WITH";
// A template that begins like SQL and puts something in. Statements of the sql tag carry values, not text.
const template = new RegExp(`(?<!\\bsql)\`\\s*(${words})\\s[^\`]*\\$\\{`);
const pasted = new RegExp(`["'](${words}) [^"'\`]*["']\\s*\\+`);

function writesSql(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/ .*$/gm, "");
  return template.test(code) || pasted.test(code);
}

describe("SQL", () => {
  it("is put together in few files", () => {
    // The testkit asks what any program might.
    const folders = packages().filter(({ folder }) => folder !== "testkit");
    const found = folders.flatMap(({ sources }) => sources).filter((path) => writesSql(read(path)));
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((file) => !places.test(basename(file)))).toEqual([]);
  });

  it("is seen where it is put together", () => {
    for (const source of [
      `run(\`DROP TABLE \${name}\`)`,
      `const text = \`\n  SELECT *\n  FROM \${table}\``,
      'run("SELECT * FROM " + table)',
      `\`WHERE \${column} = 1\``,
    ]) {
      expect(writesSql(source), source).toBe(true);
    }
    for (const source of [
      `query(sql\`SELECT \${one}\`)`,
      `// run(\`DROP TABLE \${name}\`)`,
      'run("SELECT 1")',
    ]) {
      expect(writesSql(source), source).toBe(false);
    }
  });
});
