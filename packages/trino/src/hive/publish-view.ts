import type { CatalogContext } from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";
import { once } from "../once.js";
import type { TrinoOptions } from "../options.js";
import { checkClock } from "./check-clock.js";
import { forgetFolders } from "./forget.js";
import { forgetWrites } from "./forget-writes.js";
import { hiveNames } from "./names.js";
import { planPublish } from "./plan.js";
import { prepareTables } from "./prepare.js";
import { claimView, showHead, showIfBehind } from "./publish.js";
import type { Publishing } from "./publishing.js";
import { readSnapshot } from "./read.js";
import { type HiveSession, hiveSession, withColumns } from "./session.js";
import { unloadQuery } from "./unload.js";

/** An external table over the files of all writes, and a view that shows exactly one snapshot of them. */
export function publishView(client: StatementClient, options: TrinoOptions): Publishing {
  const sessionOf = (context: CatalogContext): HiveSession =>
    hiveSession(context, client, hiveNames(context.asset, options), options);
  // Assets whose view is there, so that one look is enough.
  const claimed = new Set<string>();
  const clock = once<void>();
  return {
    capabilities: { modes: ["replace", "append"], evolution: "columns" },
    findings: [],
    async prepare(context) {
      const { shown } = await prepareTables(withColumns(sessionOf(context), context.nextSchema));
      if (shown !== undefined) claimed.add(context.asset.key);
    },
    async publish(write, context) {
      if (!claimed.has(context.asset.key)) await claimView(sessionOf(context));
      claimed.add(context.asset.key);
      const { commit } = await context.log.commit(write);
      await showHead(sessionOf(context));
      return commit.number;
    },
    async republish(context) {
      const session = sessionOf(context);
      await prepareTables(withColumns(session, (await context.log.head()).schema));
      return (await showHead(session)).number;
    },
    async showIfBehind(context) {
      await showIfBehind(sessionOf(context));
    },
    plan: (write, context) => planPublish(write, withColumns(sessionOf(context), context.nextSchema)),
    async forget(folders, commits, context) {
      const session = sessionOf(context);
      if (commits.length > 0) await forgetFolders(folders, commits, session);
      await forgetWrites(folders, session);
    },
    read: (request, context) => readSnapshot(request, sessionOf(context), client),
    async unload(request, { relation, session: sourcesOf }, context) {
      const session = sessionOf(context);
      const sources = await sourcesOf(request.statement, context.signal);
      const checked = () => clock(() => checkClock(request, client, session));
      return unloadQuery({ ...request, client, relation, sources, checkClock: checked }, session);
    },
  };
}
