/** How the answers of one flag move: exact shares, at present and after each instant to come. */
import type { Flag } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { addCondition, addFlag, createReach } from '../../compile/snapshot/reach.ts';
import type { Movement } from '../project-diff.ts';
import type { Side, Sides } from '../side.ts';
import { amongOf } from './among.ts';
import { createFlows, treeKey } from './situation-flows.ts';
import { type MovementQuestion, mayHappen, situationsAt } from './situations.ts';

/** The movements of a flag, by when they begin; empty: it answers alike, which is certain. */
export function flagMovements(key: string, question: MovementQuestion): Movement[] {
  const instants = instantsOf(key, question);
  const found = new Map<string, { movement: Movement; until: number | null }[]>();
  const all: { movement: Movement; until: number | null }[] = [];
  instants.forEach((at, index) => {
    for (const movement of movementsAt(key, at, index === 0 ? null : at, question)) {
      const name = canonicalJson([movement.from, movement.to, movement.share, movement.among]);
      const known = found.get(name)?.at(-1);
      const end = instants[index + 1] ?? null;
      if (known !== undefined && known.until === at) {
        known.until = end;
        continue;
      }
      if (known !== undefined && known.movement.since === movement.since) continue;
      const entry = { movement, until: end };
      found.set(name, [...(found.get(name) ?? []), entry]);
      all.push(entry);
    }
  });
  return all.map(({ movement, until }) => ({ ...movement, until }));
}

/** A flag and everything that it requires, each once. */
function withRequired(key: string, side: Side): Flag[] {
  const found = new Map<string, Flag>();
  const pending = [key];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const flag = found.has(next) ? null : side.flag(next);
    if (flag === null) continue;
    found.set(next, flag);
    for (const { flag: required } of flag.requires ?? []) pending.push(required);
  }
  return [...found.values()];
}

/** The present, then every instant to come at which the flag, or what it depends on, may answer otherwise; ascending. */
function instantsOf(key: string, { sides, now }: MovementQuestion): number[] {
  const reach = createReach();
  for (const side of [sides.before, sides.after]) {
    for (const flag of withRequired(key, side)) {
      addFlag(flag, reach);
      // A set is walked in the order of insertion, names that are added on the way included.
      for (const name of reach.segments) {
        const condition = side.segment(name)?.if;
        if (condition !== undefined) addCondition(condition, reach);
      }
    }
  }
  return [now, ...[...reach.instants].filter((at) => at > now).sort((a, b) => a - b)];
}

function movementsAt(key: string, at: number, since: number | null, question: MovementQuestion): Movement[] {
  const { sides } = question;
  const values = changedValues(key, sides);
  const flowsOf = createFlows(sides);
  return situationsAt(key, at, question).flatMap((situation): Movement[] => {
    const { before, after } = situation;
    const isAlike = values.size === 0 && treeKey(before.tree) === treeKey(after.tree);
    if (isAlike || !mayHappen(situation, question.memory)) return [];
    const flows = flowsOf(situation).filter(({ from, to }) => from !== to || (to !== null && values.has(to)));
    if (flows.length === 0) return [];
    const among = amongOf(situation, sides, at);
    return flows.map(({ from, to, share }) => ({ from, to, share, among, since, until: null }));
  });
}

/** Variants that both sides have, with another value. */
function changedValues(key: string, { before, after }: Sides): ReadonlySet<string> {
  const [old, now] = [before.flag(key), after.flag(key)];
  const values = new Map(old?.variants.map(({ name, value }) => [name, canonicalJson(value)]));
  const changed = now?.variants.filter(({ name, value }) => (values.get(name) ?? '') !== canonicalJson(value)) ?? [];
  return new Set(changed.flatMap(({ name }) => (values.has(name) ? [name] : [])));
}
