import {
  type AnyAsset,
  type Asset,
  defineAsset,
  isSluiceError,
  type JsonType,
  json,
  type PipelineReport,
  type TaskReport,
} from "@sluice/sdk";

/** An asset that says in `seen` that it was computed. */
export function step(key: string, seen: string[], after: readonly AnyAsset[] = []): Asset<JsonType, never> {
  return defineAsset({
    key,
    type: json(),
    after,
    compute() {
      seen.push(key);
      return key;
    },
  });
}

/** `a day=1` and its like with their status. */
export function statuses({ tasks }: PipelineReport): string[] {
  return tasks.map((task) => `${nameOf(task)} ${task.status}`);
}

export function nameOf({ asset, partition }: Pick<TaskReport, "asset" | "partition">): string {
  return [asset, ...Object.entries(partition).map(([name, value]) => `${name}=${value}`)].join(" ");
}

export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return isSluiceError(error) ? error.code : String(error);
  }
  return "none";
}
