/** What an operation replaces, whole: as it is, as it was, and as it would be, to hold one against the other. */
import type { FlagSource } from 'flagforge/compile';
import type { Edited } from './draft.ts';
import type { FlagOperation, Operation } from './operation.ts';
import { isShared, sharedThing, sharedThingOn } from './shared-thing.ts';

/** Plain data; null: nothing is there. */
export type Thing = null | boolean | number | string | readonly Thing[] | { readonly [key: string]: Thing };

/** Two operations with one name are of one thing: the later one counts. */
export function nameOfOperation(operation: Operation): string {
  if (operation.kind === 'set-text' || operation.kind === 'edit-file') return `${operation.kind} ${operation.file}`;
  return `${operation.kind} ${operation.file} ${'environment' in operation ? operation.environment : ''}`;
}

/** What an operation makes of its thing. undefined: of edits of a file, nobody can say it without the file. */
export function thingOf(operation: Operation): Thing | undefined {
  switch (operation.kind) {
    case 'set-enabled':
      return operation.enabled;
    case 'set-targets':
      return plain(operation.targets.filter(({ units }) => units.length > 0));
    case 'set-rules':
      return plain(operation.rules);
    case 'set-default':
      return plain(operation.default);
    case 'set-schedule':
      return plain(operation.schedule);
    case 'set-killed':
      return operation.killed;
    case 'set-archived':
      return true;
    case 'set-facts':
      return plain(operation.facts);
    case 'set-text':
      return operation.text;
    case 'edit-file':
      return undefined;
    default:
      return plain(sharedThing(operation));
  }
}

/** The thing that an operation would replace, as it is now. undefined: nobody can say. */
export function thingOn(operation: Operation, on: Edited | null): Thing | undefined {
  if (operation.kind === 'edit-file') return undefined;
  if (operation.kind === 'set-text') return on === null ? null : 'source' in on ? on.source : undefined;
  if (on === null) return undefined;
  if (!isShared(operation)) return 'model' in on ? thingOfFlag(operation, on.model) : undefined;
  const thing = sharedThingOn(operation, on);
  return thing === undefined ? undefined : plain(thing);
}

function thingOfFlag(operation: FlagOperation, flag: FlagSource): Thing {
  if (operation.kind === 'set-killed') return flag.killed;
  if (operation.kind === 'set-archived') return flag.archived;
  if (operation.kind === 'set-facts') {
    const names = Object.keys(operation.facts) as (keyof typeof operation.facts)[];
    return plain(Object.fromEntries(names.map((name) => [name, flag[name]])));
  }
  const settings = flag.environments.find(({ name }) => name === operation.environment);
  switch (operation.kind) {
    case 'set-enabled':
      return settings?.enabled ?? false;
    case 'set-targets':
      return plain((settings?.targets ?? []).filter(({ units }) => units.length > 0));
    case 'set-rules':
      return plain(settings?.rules ?? []);
    case 'set-default':
      return plain(settings?.default ?? { serve: flag.off });
    case 'set-schedule':
      return plain(settings?.schedule ?? []);
  }
}

/** Without what only says how a condition was compiled, keys in one order. */
function plain(value: unknown): Thing {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return (value ?? null) as Thing;
  const entries = Object.entries(value).filter(([key, each]) => key !== 'condition' && each !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, plain(each)]));
}

/** Whether two things say the same. */
export const isSameThing = (one: Thing | undefined, other: Thing | undefined): boolean =>
  JSON.stringify(one === undefined ? undefined : plain(one)) ===
  JSON.stringify(other === undefined ? undefined : plain(other));
