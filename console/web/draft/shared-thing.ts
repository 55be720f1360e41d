/** What operations of settings and segments replace, part by part. Pure. */
import type { Edited, EditedSettings } from './draft.ts';
import type { Operation, SharedOperation } from './operation.ts';

export const isShared = (operation: Operation): operation is SharedOperation =>
  operation.kind === 'set-policy' || operation.kind === 'set-members' || operation.kind === 'set-segment';

/** What it makes. */
export function sharedThing(operation: SharedOperation): object {
  switch (operation.kind) {
    case 'set-policy':
      return operation.policy;
    case 'set-members':
      return operation.members;
    case 'set-segment':
      return operation.parts;
  }
}

/** What it would replace, as it is: only the parts that it names. undefined: nobody can say. */
export function sharedThingOn(operation: SharedOperation, on: Edited): object | undefined {
  if ('model' in on) return undefined;
  if (operation.kind === 'set-segment')
    return 'segment' in on ? partsOf(on.segment, Object.keys(operation.parts)) : undefined;
  if ('segment' in on) return undefined;
  if (operation.kind === 'set-members') return { people: on.people, access: on.access };
  const environment = environmentOf(on, operation.environment);
  return environment === undefined ? undefined : partsOf(environment, Object.keys(operation.policy));
}

export const environmentOf = (
  { environments }: EditedSettings,
  wanted: string,
): EditedSettings['environments'][number] | undefined => environments.find(({ name }) => name === wanted);

const partsOf = (whole: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));
