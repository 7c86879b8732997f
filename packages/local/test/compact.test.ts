import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "@sluice/local";
import { defineAsset, int64, isSluiceError, sql, string, table, value } from "@sluice/sdk";
import { expect, it } from "vitest";

const events = defineAsset({
  key: "events",
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
  mode: "append",
});

it("keeps the view whole while others append, and after a sweep", { timeout: 120_000 }, async () => {
  const root = await mkdtemp(join(tmpdir(), "sluice-compact-"));
  const [writer, compacter] = [local(root), local(root)];
  const append = (id: number) =>
    writer.store(
      events,
      ["eu", "us"].map((region) => ({ id, region })),
      { split: true },
    );
  const looks: number[] = [];
  const look = async (): Promise<void> => {
    const counts = await compacter.query(sql`SELECT id, count(*) AS rows FROM ${events} GROUP BY id`, {
      as: table({ id: int64(), rows: int64({ as: "number" }) }),
    });
    expect(counts.every(({ rows }) => rows === 2)).toBe(true);
    expect(counts.length).toBeGreaterThanOrEqual(looks.at(-1) ?? 0);
    looks.push(counts.length);
  };
  try {
    await append(0);
    const appending = (async () => {
      for (let id = 1; id <= 20; id++) await append(id);
    })();
    for (let turn = 0; turn < 6; turn++) {
      // Somebody may be faster again and again.
      await compacter.compact(events).catch((error: unknown) => {
        if (!isSluiceError(error, "PUBLISH_CONFLICT")) throw error;
      });
      await look();
    }
    await appending;
    await compacter.compact(events);
    expect(await compacter.files(events)).toHaveLength(2);
    await compacter.sweep(events, { olderThanMillis: 0, force: true });
    await look();
    expect(looks.at(-1)).toBe(21);
    const ids = (await writer.load(events, { partition: "eu" })).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 21 }, (_, id) => id));
  } finally {
    await Promise.all([writer.close(), compacter.close()]);
    await rm(root, { recursive: true });
  }
});
