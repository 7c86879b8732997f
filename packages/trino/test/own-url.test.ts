import { expect, it } from "vitest";
import { ownUrl } from "../src/client/own-url.js";

const origins = ["http://trino", "http://trino:432", "https://trino.example:8443"];

it.each(origins)("whatever a server names, the request goes to %s", (origin) => {
  const named = [
    "http://other/v1/statement/a?x=1",
    "//other/v1",
    "http://other//evil/v1",
    "x:7/steal",
    "x:.evil.com/",
    "x:@evil.com/",
    "data:text/plain,1",
    "/v1/next",
    "next",
    "http://user:password@other:1/a",
  ];
  for (const uri of named) expect(new URL(ownUrl(uri, origin)).origin, uri).toBe(origin);
});

it("path and query stay", () => {
  expect(ownUrl("http://other:1/v1/statement/executing/1/y/2?slug=a%20b", "https://trino:8443")).toBe(
    "https://trino:8443/v1/statement/executing/1/y/2?slug=a%20b",
  );
});
