import { SluiceError } from "../error.js";
import { type Task, taskName } from "./task.js";

/** The tasks, each behind those it needs, otherwise in the order they came. `ASSET_INVALID` names a cycle. */
export function inOrder(tasks: readonly Task[]): Task[] {
  const done = new Set<Task>();
  for (const task of tasks) visit(task, done);
  return [...done];
}

/** Depth first, with a stack of its own: a chain may be as long as a history has days. */
function visit(first: Task, done: Set<Task>): void {
  const path = new Set<Task>();
  const stack: { readonly task: Task; readonly needs: Iterator<Task> }[] = [];
  const enter = (task: Task): void => {
    if (path.has(task)) throw cycle([...path], task);
    path.add(task);
    stack.push({ task, needs: task.needs.values() });
  };
  if (!done.has(first)) enter(first);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = nextOf(top.needs, done);
    if (next !== undefined) {
      enter(next);
      continue;
    }
    stack.pop();
    path.delete(top.task);
    done.add(top.task);
  }
}

function nextOf(needs: Iterator<Task>, done: ReadonlySet<Task>): Task | undefined {
  for (let next = needs.next(); next.done !== true; next = needs.next()) {
    if (!done.has(next.value)) return next.value;
  }
  return undefined;
}

function cycle(path: readonly Task[], again: Task): SluiceError {
  const names = [...path.slice(path.indexOf(again)), again].map(taskName);
  return new SluiceError("ASSET_INVALID", {
    message: `Assets need each other: ${names.join(" → ")}.`,
    details: { asset: again.asset.key },
    hint: "Take one of them out of the deps or the after of another.",
  });
}
