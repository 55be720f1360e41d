import type { Condition, EnvironmentState, Flag, Snapshot } from '@flagforge/sdk/engine';

/**
 * The instants at which the answer of a flag may change with no edit: its own steps and those of what it requires,
 * and the dates that their rules compare with now, through segments too. Ascending, in UTC epoch ms.
 */
export function createInstantsOf(snapshot: Snapshot): (flagKey: string) => readonly number[] {
  const flags = new Map(snapshot.flags.map((flag) => [flag.key, flag]));
  const segments = new Map(snapshot.segments.map((segment) => [segment.name, segment]));
  const known = new Map<string, readonly number[]>();

  const collect = (flagKey: string): readonly number[] => {
    const instants = new Set<number>();
    const seen = new Set<string>();
    const addCondition = (condition: Condition): void => {
      if (condition.op === 'now') {
        instants.add(condition.at);
        // `now > at` turns true in the millisecond after.
        instants.add(condition.at + 1);
      } else if (condition.op === 'segment') addSegment(condition.name);
      else if ('of' in condition) condition.of.forEach(addCondition);
    };
    const addSegment = (name: string): void => {
      const condition = segments.get(name)?.if;
      if (condition === undefined || seen.has(`segment ${name}`)) return;
      seen.add(`segment ${name}`);
      addCondition(condition);
    };
    const addState = (state: EnvironmentState): void => state.rules?.forEach((rule) => void addCondition(rule.if));
    const pending: Flag[] = [];
    const addFlag = (key: string): void => {
      const flag = flags.get(key);
      if (flag === undefined || seen.has(`flag ${key}`)) return;
      seen.add(`flag ${key}`);
      pending.push(flag);
    };
    addFlag(flagKey);
    for (let flag = pending.pop(); flag !== undefined; flag = pending.pop()) {
      addState(flag);
      for (const step of flag.schedule ?? []) {
        instants.add(step.at);
        addState(step.set);
      }
      for (const prerequisite of flag.requires ?? []) addFlag(prerequisite.flag);
    }
    return [...instants].sort((a, b) => a - b);
  };

  return (flagKey) => {
    const found = known.get(flagKey) ?? collect(flagKey);
    known.set(flagKey, found);
    return found;
  };
}
