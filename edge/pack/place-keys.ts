import type { EdgePlace } from './packed.ts';

/** The keys of a place in the store, beside its pages. */
export interface PlaceKeys {
  /** What the function reads first. */
  readonly pointer: string;
  /** What the publisher last wrote: version and hash, of snapshot and keys. */
  readonly held: string;
  /** The pointer's value before the last switch: readers in flight still follow it. */
  readonly before: string;
}

/** The names hold slashes and colons, which no page's name does. */
export function placeKeys({ organization, project, environment }: EdgePlace): PlaceKeys {
  const pointer = `${organization}/${project}/${environment}`;
  return { pointer, held: `${pointer}:held`, before: `${pointer}:before` };
}
