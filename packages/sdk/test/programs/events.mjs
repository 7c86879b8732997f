import { defineAsset, int32, string, table, value } from "@sluice/sdk";

/** What many processes append to at once. */
export const events = defineAsset({
  key: "busy/events",
  type: table({ writer: int32(), turn: int32(), part: int32(), region: string() }),
  partitions: { region: value("region") },
  mode: "append",
});
