import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { trinoCatalogs } from "../src/stack/trino-catalogs.js";
import { trinoArguments, trinoConfiguration } from "../src/stack/trino-configuration.js";
import { trinoReleases } from "../src/stack/trino-releases.js";

const settings = {
  port: 8080,
  version: "476",
  home: "/cache/trino/476",
  directory: "/data/trino",
  memory: "2G",
  s3: {
    endpoint: "http://127.0.0.1:9000",
    region: "us-east-1",
    bucket: "warehouse",
    accessKeyId: "key",
    secretAccessKey: "secret",
  },
  spooling: { bucket: "spooling", secret: "c2VjcmV0" },
} as const;

it("writes the files Trino reads", async () => {
  const files = Object.entries(trinoConfiguration(settings)).map(([path, text]) => `# ${path}\n${text}`);
  const command = `# java\n${trinoArguments(settings).join("\n")}\n`;
  await expect([...files, command].join("\n")).toMatchFileSnapshot("golden/trino-configuration.txt");
});

it("leaves the timestamp precision at Trino's default", () => {
  expect(JSON.stringify(trinoConfiguration(settings))).not.toContain("timestamp-precision");
});

it("leaves spooling out on a store that is not ours", () => {
  const { spooling: _, ...without } = settings;
  const files = trinoConfiguration(without);
  expect(files).not.toHaveProperty(["etc/spooling-manager.properties"]);
  expect(files["etc/config.properties"]).not.toContain("spooling");
});

it("divides the heap, and refuses one that is too small", () => {
  const config = trinoConfiguration({ ...settings, memory: "3072M" })["etc/config.properties"];
  expect(config).toContain("query.max-memory-per-node=1536MB\nmemory.heap-headroom-per-node=768MB\n");
  expect(() => trinoConfiguration({ ...settings, memory: "512M" })).toThrow("CONFIGURATION_INVALID");
});

it("names file systems as the release does, and adds what real metastores need", async () => {
  const { spooling: _, ...without } = settings;
  const files = trinoConfiguration({
    ...without,
    version: "483",
    metastore: "thrift://127.0.0.1:9083",
    icebergRest: "http://127.0.0.1:8181",
  });
  const catalogs = Object.entries(files).filter(([path]) => path.startsWith("etc/catalog/"));
  const texts = catalogs.map(([path, text]) => `# ${path}\n${text}`);
  await expect(texts.join("\n")).toMatchFileSnapshot("golden/trino-483-catalogs.txt");
});

it("adds catalogs that are like its own but for some lines", () => {
  const properties = { "hive.metastore.user": undefined, "hive.parquet.time-zone": "Asia/Tokyo" };
  const more = { other: { like: "hive", properties } };
  const files = trinoConfiguration({ ...settings, more });
  const text = files["etc/catalog/hive.properties"]
    ?.replace("hive.metastore.user=admin\n", "")
    .replace("time-zone=UTC", "time-zone=Asia/Tokyo");
  expect(files["etc/catalog/other.properties"]).toBe(text);
  const { other } = more;
  expect(() => trinoConfiguration({ ...settings, more: { other: { ...other, like: "nope" } } })).toThrow(
    "no catalog nope",
  );
  expect(() => trinoConfiguration({ ...settings, more: { hive: other } })).toThrow("a catalog hive already");
});

it("gives compose.yaml the same catalogs", () => {
  const s3 = {
    ...settings.s3,
    endpoint: "http://minio:9000",
    accessKeyId: "sluice",
    secretAccessKey: "sluice-secret",
  };
  const folder = join(import.meta.dirname, "../../../docker/trino/catalog");
  const release = trinoReleases["476"];
  for (const [name, text] of Object.entries(trinoCatalogs({ s3, release, localDirectory: "/data/trino" }))) {
    expect(readFileSync(join(folder, `${name}.properties`), "utf8"), name).toBe(text);
  }
});
