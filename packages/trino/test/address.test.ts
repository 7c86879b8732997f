import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTrinoAddress } from "../src/address.js";

describe("parseTrinoAddress", () => {
  it("takes an address apart", () => {
    expect(parseTrinoAddress("http://trino@localhost:8080/hive/sales")).toEqual({
      server: "http://localhost:8080",
      user: "trino",
      catalog: "hive",
      schema: "sales",
    });
    expect(parseTrinoAddress("https://ann:p%40ss%2F%25@trino.example/my%20cat/s%2Fx/")).toEqual({
      server: "https://trino.example",
      user: "ann",
      password: "p@ss/%",
      catalog: "my cat",
      schema: "s/x",
    });
    expect(parseTrinoAddress("http://a:b@[::1]:8080/c/s?allowPasswordOverHttp=true")).toEqual({
      server: "http://[::1]:8080",
      user: "a",
      password: "b",
      catalog: "c",
      schema: "s",
      allowPasswordOverHttp: true,
    });
  });

  const secret = "s3cret";
  const wrong: [string, RegExp][] = [
    ["localhost:8080/hive/sales", /neither http/],
    ["trino", /no URL/],
    [`http//ann:${secret}@localhost/hive/sales`, /no URL/],
    [`https://ann:${secret}/x@localhost/hive/sales`, /no URL/],
    [`https://ann:${secret}#x@localhost/hive/sales`, /no URL/],
    [`https://ann:1#${secret}@localhost/hive/sales`, /holds a #/],
    [`jdbc:trino://ann:${secret}@localhost/hive/sales`, /neither http/],
    ["http://localhost:8080/hive/sales", /no user/],
    [`https://:${secret}@localhost/hive/sales`, /no user/],
    [`https://ann:${secret}@localhost`, /no catalog/],
    [`https://ann:${secret}@localhost//sales`, /no catalog/],
    [`https://ann:${secret}@localhost/hive`, /no schema/],
    [`https://ann:${secret}@localhost/hive/sales/orders`, /goes on after/],
    [`http://ann:${secret}@localhost/hive/sales`, /unencrypted/],
    [`http://ann:${secret}@localhost/hive/sales?allowPasswordOverHttp=yes`, /neither true nor false/],
    [`https://ann:${secret}@localhost/hive/sales?password=${secret}`, /unknown parameter/],
    [`https://ann:${secret}%@localhost/hive/sales`, /encodes nothing/],
  ];
  for (const [address, problem] of wrong) {
    it(`refuses ${address} without repeating it`, () => {
      let thrown: unknown;
      try {
        parseTrinoAddress(address);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ code: "CONFIGURATION_INVALID" });
      expect((thrown as Error).message).toMatch(problem);
      expect(inspect(thrown, { depth: 9, showHidden: true }).replace(/^\s+at .*$/gm, "")).not.toContain(
        secret,
      );
    });
  }

  it("gives back every part that was encoded", () => {
    const part = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((text) => text !== "." && text !== "..");
    fc.assert(
      fc.property(part, part, part, part, (user, password, catalog, schema) => {
        const [u, p, c, s] = [user, password, catalog, schema].map(encodeURIComponent);
        expect(parseTrinoAddress(`https://${u}:${p}@trino.example:8443/${c}/${s}`)).toEqual({
          server: "https://trino.example:8443",
          user,
          password,
          catalog,
          schema,
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
