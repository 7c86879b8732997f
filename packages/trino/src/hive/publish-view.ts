import { type CatalogContext, together } from "@sluice/sdk/plugin";
import type { StatementClient } from "../client/index.js";
import { once } from "../once.js";
import type { TrinoOptions } from "../options.js";
import { checkClock } from "./check-clock.js";
import { forgetFolders } from "./forget.js";
import { forgetWrites } from "./forget-writes.js";
import { hiveNames } from "./names.js";
import { planPublish } from "./plan.js";
import { endTrying, prepareTables, tryRegistering } from "./prepare.js";
import { claimView, showHead, showIfBehind, showWhole } from "./publish.js";
import { readPublished } from "./published.js";
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
  // Assets without a commit when they were prepared.
  const first = new Set<string>();
  // Assets of which something is registered that was only tried.
  const trying = new Set<string>();
  const clock = once<void>();
  return {
    capabilities: { modes: ["replace", "append"], evolution: "columns" },
    findings: [],
    async prepare(context) {
      const { key } = context.asset;
      const session = withColumns(sessionOf(context), context.nextSchema);
      const { shown, isFirst } = await prepareTables(session, { mayBeFirst: !claimed.has(key) });
      if (shown !== undefined) {
        claimed.add(key);
        return;
      }
      if (isFirst) first.add(key);
      else first.delete(key);
      // A table that no view shows may be left from a store that was refused here.
      await tryRegistering(session);
      trying.add(key);
    },
    async publish(write, context) {
      const { key } = context.asset;
      const session = sessionOf(context);
      // Both can be refused, so they come before the commit.
      await together(
        claimed.has(key) ? undefined : claimView(session, first.has(key)),
        trying.delete(key) ? endTrying(session) : undefined,
      );
      claimed.add(key);
      first.delete(key);
      // What was registered by then is as true after the commit.
      const [{ commit }, published] = await together(context.log.commit(write), readPublished(session));
      await showHead(session, { number: commit.number, published });
      return commit.number;
    },
    async republish(context) {
      return (await showWhole(sessionOf(context))).number;
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
