/** How a flag stands in an environment, in short. */
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { describeOutcome } from 'flagforge/diff';
import type { FlagStatus } from '../../api/flag-json.ts';

/** @param kills flags that are killed by an overlay. */
export function flagStatus(flag: Flag, kills: readonly string[], now: number): FlagStatus {
  const state = stateAt(flag, now);
  const killed = kills.includes(flag.key) ? 'emergency' : flag.killed === true ? 'file' : 'no';
  const enabled = state.enabled === true;
  const rules = state.rules?.length ?? 0;
  const targets = (state.targets ?? []).reduce((sum, { units }) => sum + units.length, 0);
  const last = state.default === undefined ? flag.off : describeOutcome(state.default);
  const before = [
    ...(targets > 0 ? [`${targets} target${targets === 1 ? '' : 's'}`] : []),
    ...(rules > 0 ? [`${rules} rule${rules === 1 ? '' : 's'}`] : []),
  ];
  const open = before.length === 0 ? last : `${before.join(', ')}, then ${last}`;
  const summary = killed !== 'no' ? 'killed' : enabled ? open : 'disabled';
  const scheduled = (flag.schedule ?? []).filter(({ at }) => at > now).length;
  return { enabled, killed, targets, rules, default: last, scheduled, summary };
}

/** With the steps of its schedule that are past. @see contract 2 */
function stateAt(flag: Flag, now: number): Pick<Flag, 'enabled' | 'targets' | 'rules' | 'default'> {
  const past = (flag.schedule ?? []).filter(({ at }) => at <= now);
  return Object.assign({ ...flag }, ...past.map(({ set }) => set)) as Flag;
}

/** Flags by key. Archived ones are in no snapshot. */
export function flagsIn(snapshot: Snapshot | undefined): ReadonlyMap<string, Flag> {
  return new Map((snapshot?.flags ?? []).map((flag) => [flag.key, flag]));
}
