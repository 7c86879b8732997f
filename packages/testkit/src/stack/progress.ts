/** Gets one line at a time, without a line break. */
export type OnProgress = (line: string) => void;

const beatMillis = 10_000;

/** Runs a step that may take minutes, and says that it is alive every ten seconds. `detail` adds what it counts. */
export async function step<Result>(
  onProgress: OnProgress,
  text: string,
  work: () => Promise<Result>,
  detail: () => string | undefined = () => undefined,
): Promise<Result> {
  const start = performance.now();
  const seconds = () => `${Math.round((performance.now() - start) / 1000)} s`;
  onProgress(`${text} …`);
  const beat = setInterval(() => {
    onProgress(`${text}: ${[seconds(), detail()].filter((part) => part !== undefined).join(", ")} …`);
  }, beatMillis);
  try {
    const result = await work();
    onProgress(`${text}: done after ${seconds()}`);
    return result;
  } finally {
    clearInterval(beat);
  }
}
