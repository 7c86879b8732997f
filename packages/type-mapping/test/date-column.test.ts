import { date } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

describe("the day of an instant", () => {
  it("is that in UTC, or that where the program runs", () => {
    const instant = new Date("2024-03-01T02:30:00Z");
    expect(date.utc(instant)).toBe("2024-03-01");
    const local = new Date(2024, 1, 29, 23, 30);
    expect(date.local(local)).toBe("2024-02-29");
    expect(date.utc(new Date(Date.UTC(2024, 0, 1, 0, 0, 0, -1)))).toBe("2023-12-31");
  });

  it.each(["-000001-01-01T00:00:00Z", "+010000-06-01T00:00:00Z", "no day"])(
    "%s is on no day of the years 0001 to 9999",
    (text) => {
      expect(() => date.utc(new Date(text))).toThrow("0001 to 9999");
      expect(() => date.local(new Date(text))).toThrow("0001 to 9999");
    },
  );

  it("has four digits of the year", () => {
    expect(date.utc(new Date("0033-04-03T00:00:00Z"))).toBe("0033-04-03");
  });
});
