// Asks the engine in SQL, and gets rows as exactly typed as loaded ones.
import { decimal, int64, sql, table } from "@sluice/sdk";
import { orders } from "./assets.js";
import { io } from "./lake.js";

const least = "200.00";
const spent = await io.query(
  sql`SELECT count(*) AS orders, sum(total) AS spent FROM ${orders} WHERE total > CAST(${least} AS decimal(12, 2))`,
  { as: table({ orders: int64(), spent: decimal(38, 2, { nullable: true }) }) },
);
console.log(spent);
await io.close();
