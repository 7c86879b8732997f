import { statementClient } from "@sluice/trino/client";
import { expect, it } from "vitest";
import { onlyNewPages } from "../src/client/new-page.js";
import { failure } from "./failure.js";
import { fakeCoordinator } from "./fake-coordinator.js";

const at = (row: string, token: number) => `http://trino/v1/statement/${row}/q1/slug/${token}`;

it("takes what a server names: tokens that count up, queued and then running", () => {
  const isNew = onlyNewPages();
  const pages = [
    at("queued", 1),
    at("queued", 2),
    at("executing", 0),
    at("executing", 1),
    at("executing", 7),
  ];
  expect(pages.map(isNew)).toEqual(pages.map(() => true));
});

it.each([
  ["the same page", [at("executing", 0), at("executing", 0)]],
  ["one before", [at("executing", 0), at("executing", 1), at("executing", 0)]],
  ["one of when it was queued", [at("queued", 1), at("executing", 0), at("queued", 1)]],
  ["an address without a token", ["http://trino/a?b", "http://trino/c", "http://trino/a?b"]],
])("does not take %s twice", (_, pages) => {
  const isNew = onlyNewPages();
  expect(pages.map(isNew)).toEqual(pages.map((_, index) => index < pages.length - 1));
});

it("ends a statement that is led round, without a deadline, and says where", async () => {
  await using server = await fakeCoordinator(({ method, path }, origin) => {
    if (method === "DELETE") return { status: 204, body: "" };
    const next = path.endsWith("/1") ? 2 : 1;
    return {
      body: {
        id: "q1",
        nextUri: `${origin}/v1/statement/queued/q1/slug/${next}`,
        stats: { state: "QUEUED" },
      },
    };
  });
  const running = statementClient({ server: server.url, user: "u" }).run("SELECT 1");
  expect(await failure(running)).toMatchObject({
    code: "QUERY_FAILED",
    details: { code: "PROTOCOL_ERROR" },
    message: expect.stringContaining(`${server.url}/v1/statement/queued/q1/slug/1`),
  });
  expect([server.count("GET"), server.count("DELETE")]).toEqual([2, 1]);
});
