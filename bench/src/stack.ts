import { connectStack, type Stack } from "@sluice/testkit/stack";

/** The running MinIO and Trino, or new ones. This process and those it starts find them by their variables. */
export async function openStack(): Promise<Pick<Stack, "environment" | "stop">> {
  const stack = await connectStack();
  Object.assign(process.env, stack.environment);
  return stack;
}
