import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";

/**
 * @typedef {object} Tarball
 * @property {import("./workspace.mjs").Package} pkg
 * @property {string} path
 * @property {string} integrity
 * @property {string[]} files
 */

/**
 * Serves the tarballs on this machine as an npm registry of their scope, as if they had been published.
 * @param {readonly Tarball[]} tarballs
 */
export async function serveTarballs(tarballs) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const named = tarballs.find(({ pkg }) => pkg.name === path);
    const file = tarballs.find((tarball) => basename(tarball.path) === path);
    if (named !== undefined) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(packument(named, `http://${request.headers.host}/`)));
    } else if (file !== undefined) {
      response.end(readFileSync(file.path));
    } else {
      response.writeHead(404).end();
    }
  });
  await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    /** Line of an `.npmrc` that makes npm ask here for the scope. */
    setting: `@sluice:registry=http://127.0.0.1:${port}/\n`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {Tarball} tarball @param {string} url */
function packument({ pkg, path, integrity }, url) {
  const { name, version } = pkg.manifest;
  const dist = { tarball: url + basename(path), integrity };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...pkg.manifest, dist } } };
}
