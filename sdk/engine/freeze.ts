import type { Json } from './snapshot.ts';

/** Freezes a JSON value and all in it, since results share it with every caller. Iterative. */
export function deepFreeze(value: Json): Json {
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    const keys = Object.keys(next);
    for (let i = 0; i < keys.length; i += 1) rest.push((next as Record<string, unknown>)[keys[i] as string]);
  }
  return value;
}
