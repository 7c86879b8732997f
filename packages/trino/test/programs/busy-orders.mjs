import { defineAsset, string, table, value } from "@sluice/sdk";

export const regions = ["af", "as", "eu", "na", "sa"];

/** @param {string} schema */
export const busyOrders = (schema) =>
  defineAsset({
    key: `${schema}/busy`,
    type: table({ token: string(), region: string() }),
    partitions: { region: value("region") },
  });
