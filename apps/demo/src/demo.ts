import { type IOManager, int64, type SqlStatement, sql, string, table } from "@sluice/sdk";
import { airportDelays, airports, flights } from "./assets.js";
import type { Lake } from "./lake.js";
import { count, line, printTable, progress, progressEnd, receiptLine, stepsLine, title } from "./print.js";
import { airportRows, flightBatches } from "./sources.js";
import { bigintSum } from "./sums.js";

/** Stores, queries, computes and loads back; the same on every lake. */
export async function runDemo(io: IOManager, { where, month }: Omit<Lake, "io">): Promise<void> {
  const stopWatching = io.on((event) => {
    if (event.type === "rows-packed" && event.rows > 100_000)
      progress(`${event.asset}: ${count(event.rows)} rows`);
    if (event.type === "statement-run") progress(`${event.asset}: ${event.sql.split("\n")[0] ?? ""}`);
    if (event.type === "store-end") progressEnd();
  });

  title("1. Store");
  receiptLine(await io.store(airports, await airportRows()));
  const stored = await io.store(flights, flightBatches(), { split: true });
  receiptLine(stored);
  stepsLine(stored);

  title("2. Compute: delays by airport, from both, in SQL");
  const months = await io.partitions(flights);
  for (const { partition } of months) receiptLine(await storeDelays(io, month, partition.month ?? ""));

  title("3. Ask");
  await printWorstAirports(io);

  title("4. Load back, and compare with SQL");
  await compareWithSql(io, month);

  stopWatching();
  title(`The tables are in ${where}`);
  await printTables(io);
}

async function printTables(io: IOManager): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const asset of [airports, flights, airportDelays]) {
    const partitions = await io.partitions(asset);
    const sum = (of: (partition: (typeof partitions)[number]) => number): number =>
      partitions.reduce((total, partition) => total + of(partition), 0);
    const { relation = "" } = await io.republish(asset);
    rows.push([
      asset.key,
      relation,
      count(sum((each) => each.rows)),
      partitions.length,
      sum((each) => each.files),
    ]);
  }
  printTable(["asset", "in SQL", "rows", "partitions", "files"], rows);
}

async function storeDelays(io: IOManager, monthOf: SqlStatement, month: string) {
  const from = new Date(`${month}-01T00:00:00Z`);
  const to = new Date(from);
  to.setUTCMonth(from.getUTCMonth() + 1);
  const rows = await io.query(
    sql`SELECT ${monthOf} AS month, f.origin AS airport, a.city, count(*) AS flights,
               avg(CAST(f.delay AS double)) AS mean_delay,
               avg(CASE WHEN f.delay > 15 THEN 1.0E0 ELSE 0.0E0 END) AS late_share
        FROM ${flights} f LEFT JOIN ${airports} a ON a.iata = f.origin
        WHERE ${monthOf} = ${month} AND f.date >= ${from} AND f.date < ${to}
        GROUP BY ${monthOf}, f.origin, a.city
        ORDER BY f.origin`,
    { as: airportDelays.type },
  );
  return io.store(airportDelays, rows, { partition: month });
}

async function printWorstAirports(io: IOManager): Promise<void> {
  const rows = await io.query(
    sql`SELECT airport, city, sum(flights) AS departures,
               CAST(round(sum(mean_delay * flights) / sum(flights)) AS bigint) AS mean_delay_minutes,
               CAST(round(100 * sum(late_share * flights) / sum(flights)) AS bigint) AS late_percent
        FROM ${airportDelays}
        GROUP BY airport, city HAVING sum(flights) > 20000
        ORDER BY late_percent DESC, airport LIMIT 8`,
    {
      as: table({
        airport: string(),
        city: string({ nullable: true }),
        departures: int64(),
        mean_delay_minutes: int64(),
        late_percent: int64(),
      }),
    },
  );
  printTable(
    ["airport", "city", "departures", "mean delay (min)", "over 15 min late"],
    rows.map((row) => [
      row.airport,
      row.city ?? "",
      count(row.departures),
      Number(row.mean_delay_minutes),
      `${row.late_percent}%`,
    ]),
  );
}

async function compareWithSql(io: IOManager, monthOf: SqlStatement): Promise<void> {
  const totals = table({ month: string(), rows: int64(), delay: int64(), distance: int64() });
  const fromSql = await io.query(
    sql`SELECT ${monthOf} AS month, count(*) AS "rows", sum(delay) AS delay, sum(distance) AS distance
        FROM ${flights} f GROUP BY ${monthOf} ORDER BY ${monthOf}`,
    { as: totals },
  );
  const printed: (string | number)[][] = [];
  let agree = true;
  for (const month of fromSql) {
    const rows = await io.load(flights, { partition: month.month, columns: ["delay", "distance"] });
    const delay = bigintSum(rows, (row) => row.delay);
    const distance = bigintSum(rows, (row) => row.distance);
    const same = BigInt(rows.length) === month.rows && delay === month.delay && distance === month.distance;
    agree &&= same;
    printed.push([
      month.month,
      count(rows.length),
      count(delay),
      count(distance),
      same ? "equal" : "DIFFERENT",
    ]);
  }
  const all = [
    bigintSum(fromSql, (row) => row.rows),
    bigintSum(fromSql, (row) => row.delay),
    bigintSum(fromSql, (row) => row.distance),
  ];
  printed.push(["all", ...all.map(count), agree ? "equal" : "DIFFERENT"]);
  printTable(["month", "rows", "sum of delay", "sum of distance", "loaded and SQL"], printed);
  const origins = await io.query(sql`SELECT count(DISTINCT origin) AS origins FROM ${flights}`, {
    as: table({ origins: int64() }),
  });
  line(`${origins[0]?.origins} airports of departure`);
  if (!agree) process.exitCode = 1;
}
