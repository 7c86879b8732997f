import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { trinoCatalogs } from "../src/stack/trino-catalogs.js";
import { trinoArguments, trinoConfiguration } from "../src/stack/trino-configuration.js";

const settings = {
  port: 8080,
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
};

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

it("gives compose.yaml the same catalogs", () => {
  const s3 = {
    ...settings.s3,
    endpoint: "http://minio:9000",
    accessKeyId: "sluice",
    secretAccessKey: "sluice-secret",
  };
  const folder = join(import.meta.dirname, "../../../docker/trino/catalog");
  for (const [name, text] of Object.entries(trinoCatalogs({ s3, localDirectory: "/data/trino" }))) {
    expect(readFileSync(join(folder, `${name}.properties`), "utf8"), name).toBe(text);
  }
});
