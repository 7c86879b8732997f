/** What the demo's tables hold when they are whole, counted once by other means. */
export interface MonthTotals {
  readonly month: string;
  readonly rows: number;
  readonly delay: number;
  readonly distance: number;
}

export const wholeFlights: readonly MonthTotals[] = [
  { month: "2001-01", rows: 508_239, delay: 3_221_712, distance: 369_781_288 },
  { month: "2001-02", rows: 458_170, delay: 4_105_801, distance: 334_293_585 },
  { month: "2001-03", rows: 511_502, delay: 3_805_083, distance: 372_949_654 },
  { month: "2001-04", rows: 501_030, delay: 2_637_621, distance: 365_693_945 },
  { month: "2001-05", rows: 518_831, delay: 1_693_473, distance: 379_770_183 },
  { month: "2001-06", rows: 502_222, delay: 4_539_646, distance: 372_367_904 },
  { month: "2001-07", rows: 6, delay: 267, distance: 4_649 },
];

export const wholeTotals = { rows: 3_000_000, delay: 20_003_603, distance: 2_194_861_208, origins: 229 };

export const wholeAirports = 3376;

/** Rows of `airport_delays` by month. */
export const wholeDelays: ReadonlyMap<string, number> = new Map([
  ["2001-01", 223],
  ["2001-02", 223],
  ["2001-03", 224],
  ["2001-04", 227],
  ["2001-05", 220],
  ["2001-06", 221],
  ["2001-07", 3],
]);
