/**
 * Runs checks one by one or at the same time, prints a line for each, and counts.
 */
export function startChecks() {
  const from = performance.now();
  let passed = 0;
  let failed = 0;
  return {
    /**
     * Never throws: a failure is printed and counted. Answers what `body` does, `undefined` after a failure.
     * @template Result @param {string} name @param {() => Result | Promise<Result>} body
     * @returns {Promise<Result | undefined>}
     */
    async check(name, body) {
      const start = performance.now();
      try {
        const result = await body();
        passed++;
        console.log(`ok      ${name} (${seconds(start)})`);
        return result;
      } catch (error) {
        failed++;
        const text = error instanceof Error ? error.message : String(error);
        console.log(`FAILED  ${name} (${seconds(start)})\n${text.replace(/^/gm, "        ")}`);
        return undefined;
      }
    },
    /** Prints the sum last, and sets the exit code. */
    finish() {
      console.log(`\n${seconds(from)}\n${passed} passed, ${failed} failed`);
      if (failed > 0 || passed === 0) process.exitCode = 1;
    },
  };
}

/** @param {number} start */
function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
