import { defineConfig } from "vitest/config";

const tests = ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "test/**/*.test.ts"];
const live = ["**/*.live.test.ts"];

export default defineConfig({
  test: {
    // Many tests wait for the disk and for programs they start.
    maxWorkers: "100%",
    projects: [
      {
        test: { name: "unit", include: tests, exclude: [...live, "**/node_modules/**"], testTimeout: 30_000 },
      },
      {
        test: {
          name: "live",
          include: live,
          exclude: ["**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
