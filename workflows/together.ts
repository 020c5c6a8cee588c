import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs steps side by side. When one fails the others are cancelled, their end is awaited, and the first failure is
 * thrown: nothing of it goes on afterwards.
 */
export async function together<T extends readonly (() => Promise<unknown>)[]>(
  ...steps: T
): Promise<{ -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }> {
  const scope = new CancellationScope();
  return await scope.run(async () => {
    const running = steps.map((step) => step());
    try {
      return (await Promise.all(running)) as { -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> };
    } catch (error) {
      scope.cancel();
      await Promise.allSettled(running);
      throw error;
    }
  });
}
