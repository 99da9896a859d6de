interface TaskScheduler {
  readonly setImmediate?: (task: () => void) => unknown;
  readonly setTimeout?: (task: () => void, milliseconds: number) => unknown;
}

/**
 * Lets other tasks of the host run: timers, sockets, the user's abort. A resolved promise would not:
 * it goes on before any of them. The language has no means of its own, so the two that hosts offer
 * are looked up, without depending on either's declarations.
 */
export function pause(): Promise<void> {
  // Widened only: both functions are looked for before they are called.
  const host = globalThis as typeof globalThis & TaskScheduler;
  return new Promise((resolve) => {
    if (host.setImmediate !== undefined) host.setImmediate(resolve);
    else if (host.setTimeout !== undefined) host.setTimeout(resolve, 0);
    else resolve();
  });
}
