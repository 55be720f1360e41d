import type { Results } from './client.ts';

/** Whether a value can be taken for results. What its flags hold is looked at when they are read. */
export function isResults(value: unknown): value is Results {
  const results = value as Results | null | undefined;
  return (results?.version as number) >= 0 && !!results?.flags;
}
