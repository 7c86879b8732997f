import { isSluiceError, sql } from "@sluice/sdk";
import type { Catalog } from "@sluice/sdk/plugin";
import { trinoFromEnv } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { fakeCoordinator, type Seen } from "./fake-coordinator.js";

type Variables = Record<string, string>;

const failure = (env: Variables): unknown => {
  try {
    return trinoFromEnv(env);
  } catch (error) {
    return error;
  }
};

/** The headers of the first request the catalog makes. */
async function headersOf(variables: (host: string) => Variables): Promise<Seen["headers"]> {
  await using server = await fakeCoordinator(() => ({ status: 404 }));
  const catalog: Catalog = trinoFromEnv(variables(new URL(server.url).host));
  const context = { store: {} as never, open: () => ({}) as never };
  await expect(
    (async () => {
      for await (const _ of (await catalog.query!(sql`SELECT 1`, context)).rows);
    })(),
  ).rejects.toThrow();
  await catalog.close?.();
  return server.seen[0]!.headers;
}

const named = { SLUICE_TRINO_USER: "ann@home", SLUICE_TRINO_CATALOG: "hive", SLUICE_TRINO_SCHEMA: "sales" };

describe("trinoFromEnv", () => {
  it.each(["SLUICE_TRINO_URL", "SLUICE_TRINO_SERVER"])(
    "takes a server in %s and the rest by name",
    async (name) => {
      const headers = await headersOf((host) => ({ ...named, [name]: `http://${host}/` }));
      expect(headers).toMatchObject({
        "x-trino-user": "ann@home",
        "x-trino-catalog": "hive",
        "x-trino-schema": "sales",
      });
    },
  );

  it("takes a whole address", async () => {
    const headers = await headersOf((host) => ({ SLUICE_TRINO_URL: `http://bob@${host}/ice/raw` }));
    expect(headers).toMatchObject({
      "x-trino-user": "bob",
      "x-trino-catalog": "ice",
      "x-trino-schema": "raw",
    });
  });

  it("takes what is named before what the address says", async () => {
    const headers = await headersOf((host) => ({
      SLUICE_TRINO_URL: `http://bob@${host}/ice/raw`,
      SLUICE_TRINO_SCHEMA: "sales",
    }));
    expect(headers).toMatchObject({ "x-trino-user": "bob", "x-trino-schema": "sales" });
  });

  it("signs in with a password or a token, where it may", async () => {
    const url = (host: string) => `http://bob@${host}/ice/raw?allowPasswordOverHttp=true`;
    const basic = await headersOf((host) => ({
      SLUICE_TRINO_URL: url(host),
      SLUICE_TRINO_PASSWORD: "p@ss:/%",
    }));
    expect(basic.authorization).toBe(`Basic ${Buffer.from("bob:p@ss:/%").toString("base64")}`);
    const bearer = await headersOf((host) => ({
      SLUICE_TRINO_URL: url(host),
      SLUICE_TRINO_TOKEN: "a.b.c",
    }));
    expect(bearer.authorization).toBe("Bearer a.b.c");
  });

  it.each<[variables: Variables, missing: string]>([
    [
      { SLUICE_TRINO_PASSWORD: "canary" },
      "SLUICE_TRINO_URL, SLUICE_TRINO_USER, SLUICE_TRINO_CATALOG, SLUICE_TRINO_SCHEMA",
    ],
    [
      { SLUICE_TRINO_SERVER: "http://localhost:8080", SLUICE_TRINO_USER: "" },
      "SLUICE_TRINO_USER, SLUICE_TRINO_CATALOG, SLUICE_TRINO_SCHEMA",
    ],
    [{ SLUICE_TRINO_URL: "http://ann:canary@localhost:8080/hive" }, "SLUICE_TRINO_SCHEMA"],
  ])("names all that is missing beside %o, and repeats nothing", (variables, missing) => {
    const error = failure(variables);
    expect(isSluiceError(error, "CONFIGURATION_INVALID") && error.details.option).toBe(missing);
    expect(String(error)).toContain(missing);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain("canary");
  });

  it.each<[what: string, variables: Variables]>([
    ["no URL", { SLUICE_TRINO_URL: "canary" }],
    ["another protocol", { SLUICE_TRINO_URL: "ftp://localhost/canary/x" }],
    ["a longer path", { SLUICE_TRINO_URL: "http://localhost/hive/sales/canary" }],
    ["a password over http", { SLUICE_TRINO_URL: "http://localhost", SLUICE_TRINO_PASSWORD: "canary" }],
    [
      "a password and a token",
      {
        SLUICE_TRINO_URL: "https://localhost",
        SLUICE_TRINO_PASSWORD: "canary",
        SLUICE_TRINO_TOKEN: "canary",
      },
    ],
  ])("refuses %s, and repeats no secret", (_, variables) => {
    const error = failure({ ...named, ...variables });
    expect(isSluiceError(error, "CONFIGURATION_INVALID")).toBe(true);
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain("canary");
  });
});
