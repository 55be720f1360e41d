import type { Flag } from '@flagforge/sdk/engine';

/**
 * The flags so that each stands after those it requires; flags on or above a cycle, which answer nothing but `error`,
 * are left out. Iterative, so that no chain is too long for the stack.
 */
export function dependencyOrder(flags: readonly Flag[]): Flag[] {
  const byKey = new Map(flags.map((flag) => [flag.key, flag]));
  const waitingFor = new Map<string, number>();
  const dependants = new Map<string, Flag[]>();
  const ready: Flag[] = [];
  for (const flag of flags) {
    const required = new Set((flag.requires ?? []).map((requirement) => requirement.flag));
    const known = [...required].filter((key) => byKey.has(key));
    for (const key of known) {
      const others = dependants.get(key);
      if (others === undefined) dependants.set(key, [flag]);
      else others.push(flag);
    }
    if (known.length === 0) ready.push(flag);
    else waitingFor.set(flag.key, known.length);
  }
  // `ready` grows while it is walked.
  for (const flag of ready) {
    for (const dependant of dependants.get(flag.key) ?? []) {
      const left = (waitingFor.get(dependant.key) ?? 1) - 1;
      waitingFor.set(dependant.key, left);
      if (left === 0) ready.push(dependant);
    }
  }
  return ready;
}
