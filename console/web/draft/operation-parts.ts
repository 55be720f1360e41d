/** Operations that replace their thing part by part: the facts of a flag, the rules of an environment, a segment. Pure. */
import type { Operation } from './operation.ts';
import { isSameThing, type Thing } from './thing.ts';

/** The parts that it names; null: it replaces one thing, whole. */
export function partsOf(operation: Operation): Readonly<Record<string, unknown>> | null {
  switch (operation.kind) {
    case 'set-facts':
      return { ...operation.facts };
    case 'set-policy':
      return { ...operation.policy };
    case 'set-segment':
      return { ...operation.parts };
    default:
      return null;
  }
}

/** The operation with these parts more; those that both name are as it has them. */
export function withOlderParts(operation: Operation, old: Operation | undefined): Operation {
  if (operation.kind === 'set-facts' && old?.kind === 'set-facts')
    return { ...operation, facts: { ...old.facts, ...operation.facts } };
  if (operation.kind === 'set-policy' && old?.kind === 'set-policy')
    return { ...operation, policy: { ...old.policy, ...operation.policy } };
  if (operation.kind === 'set-segment' && old?.kind === 'set-segment')
    return { ...operation, parts: { ...old.parts, ...operation.parts } };
  return operation;
}

/** Names of parts that both sides changed, each to something else. */
export function partsThatMeet(operation: Operation, before: Thing, theirs: Thing): readonly string[] {
  const [was, there] = [before, theirs].map((thing) => thing as Readonly<Record<string, Thing>>);
  return Object.entries(partsOf(operation) ?? {}).flatMap(([name, value]) =>
    isSameThing(was?.[name], there?.[name]) || isSameThing(there?.[name], value as Thing) ? [] : [name],
  );
}
