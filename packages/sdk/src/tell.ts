/** Tells a listener. Whoever watches does not decide: what it throws, or rejects with, becomes a warning of the process. */
export function tell<Event>(listener: (event: Event) => unknown, event: Event): void {
  const warn = (error: unknown): void => {
    process.emitWarning(error instanceof Error ? error : String(error));
  };
  try {
    Promise.resolve(listener(event)).catch(warn);
  } catch (error) {
    warn(error);
  }
}
