import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = new URL("../codec/", import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));

it("codec.wasm was made from the sources beside it", () => {
  const hash = createHash("sha256");
  for (const name of ["Cargo.toml", "build.sh"]) hash.update(read(name));
  for (const name of readdirSync(new URL("src/", folder)).sort()) hash.update(read(`src/${name}`));
  const made = read("codec.sources").toString().trim();
  expect(hash.digest("hex"), "run packages/handler-parquet/codec/build.sh and commit what it makes").toBe(
    made,
  );
});
