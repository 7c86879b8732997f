import type { Task } from "./task.js";

/** Which tasks may start: those whose needs are done, the first of the plan first. */
export class ReadyTasks {
  private readonly rank: ReadonlyMap<Task, number>;
  private readonly waiting = new Map<Task, number>();
  private readonly dependents = new Map<Task, Task[]>();
  /** The last one is next. */
  private readonly ready: Task[];

  constructor(tasks: readonly Task[]) {
    this.rank = new Map(tasks.map((task, index) => [task, index]));
    for (const task of tasks) {
      this.waiting.set(task, task.needs.size);
      for (const needed of task.needs) {
        const others = this.dependents.get(needed) ?? [];
        others.push(task);
        this.dependents.set(needed, others);
      }
    }
    this.ready = tasks.filter((task) => task.needs.size === 0).reverse();
  }

  /** The next task to start, if one may. */
  take(): Task | undefined {
    return this.ready.pop();
  }

  /** The task is done: what waited for it alone may start. */
  done(task: Task): void {
    for (const dependent of this.dependents.get(task) ?? []) {
      const left = (this.waiting.get(dependent) as number) - 1;
      this.waiting.set(dependent, left);
      if (left === 0) this.insert(dependent);
    }
  }

  /** The tasks that need this one, directly or not; none of them will ever be ready. */
  drop(task: Task): ReadonlySet<Task> {
    const dropped = new Set<Task>();
    const left = [task];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      for (const dependent of this.dependents.get(next) ?? []) {
        if (dropped.has(dependent)) continue;
        dropped.add(dependent);
        left.push(dependent);
      }
    }
    return dropped;
  }

  private insert(task: Task): void {
    const rank = this.rank.get(task) as number;
    let [low, high] = [0, this.ready.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.rank.get(this.ready[middle] as Task) as number) > rank) low = middle + 1;
      else high = middle;
    }
    this.ready.splice(low, 0, task);
  }
}
