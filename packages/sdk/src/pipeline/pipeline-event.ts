import type { TaskReport } from "./report.js";

/** What happens during `materialize`. Names read noun-verb; new kinds may appear. */
export type PipelineEvent =
  | { readonly type: "run-start"; readonly run: string; readonly tasks: number }
  | {
      readonly type: "task-start";
      readonly run: string;
      readonly asset: string;
      readonly partition: Readonly<Record<string, string>>;
    }
  | ({ readonly type: "task-end"; readonly run: string } & TaskReport)
  | { readonly type: "run-end"; readonly run: string; readonly ok: boolean; readonly millis: number };
