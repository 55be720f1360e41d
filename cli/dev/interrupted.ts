/** Resolves at the first Ctrl-C or termination signal. A second one ends the process at once, as the system does. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const end = (): void => {
      for (const signal of signals) process.off(signal, end);
      resolve();
    };
    for (const signal of signals) process.once(signal, end);
  });
}
