import { spawn } from "node:child_process";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] In place of this process's own.
 * @property {number} [timeoutMillis] Default: five minutes.
 */

/**
 * Runs a program to its end. Rejects with all it printed unless it exits with 0 in time.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export function run(command, args, { cwd, env = process.env, timeoutMillis = 300_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      timeout: timeoutMillis,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve({ stdout, stderr });
      const ended = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      reject(new Error(`${command} ${args.join(" ")}: ${ended}\n${stdout}${stderr}`));
    });
  });
}

/**
 * This environment less what `npm run` put there: it would make an npm in another folder work on this repository.
 * `nodeFolder` comes first in the path.
 * @param {string} nodeFolder
 */
export function cleanEnvironment(nodeFolder) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_)|npm_config_(local|global)_prefix$|npm_config_workspace|INIT_CWD$|NODE_(OPTIONS|PATH|ENV)$)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), PATH: `${nodeFolder}:${process.env.PATH}` };
}
