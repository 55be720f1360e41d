/** How risky a change is in an environment, from the change itself. The levels are in README.md beside the diff. */
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { diffSnapshots } from '../diff-snapshots.ts';
import {
  type AffectedFlag,
  type ItemDiff,
  RISK_LEVELS,
  type RiskLevel,
  type RiskReason,
  type SettingDiff,
} from '../project-diff.ts';
import type { ProjectState } from '../project-state.ts';
import { flagRisks } from './flag-risks.ts';
import { groupRisks } from './group-risks.ts';
import { movementRisks } from './movement-risks.ts';
import { type FoundRisk, isTrialEnvironment, RISKS } from './risk-table.ts';
import { settingRisks } from './setting-risks.ts';

export interface RiskQuestion {
  /** null: there is no project on that side. */
  readonly before: ProjectState | null;
  readonly after: ProjectState | null;
  readonly environment: string;
  /** What was edited there, and whom it moves. */
  readonly items: readonly ItemDiff[];
  readonly affected: readonly AffectedFlag[];
  /** Of the whole project. */
  readonly settings: readonly SettingDiff[];
  /** UTC epoch ms: which steps of schedules are past. */
  readonly now: number;
}

/**
 * Every reason why a change is more than a harmless one, the highest level first, and the highest of their levels; `low`
 * where there is none. Pure. More changes never make less risk: a reason depends on what was there before, and on nothing
 * that a change elsewhere could take away.
 */
export function assessRisk(question: RiskQuestion): { level: RiskLevel; reasons: readonly RiskReason[] } {
  const found = risksOf(question);
  const column = isTrialEnvironment(question.environment) ? 'trial' : 'guarded';
  const reasons = new Map<string, RiskReason>();
  for (const risk of found) {
    const { code, flag, text } = risk;
    reasons.set(`${code} ${flag} ${text}`, { code, level: RISKS[code][column], flag, text });
  }
  const sorted = [...reasons.values()].sort(byWeight);
  return { level: sorted[0]?.level ?? 'low', reasons: sorted };
}

function risksOf({ before, after, environment, affected, settings, now }: RiskQuestion): readonly FoundRisk[] {
  const [old, next] = [before, after].map((state) => state?.snapshots.get(environment) ?? null);
  const ofSettings = settingRisks(environment, settings);
  if (old === null || old === undefined) {
    const text = 'the environment is new';
    return next === null ? ofSettings : [{ code: 'environment-added', flag: null, text }, ...ofSettings];
  }
  if (next === null || next === undefined)
    return [{ code: 'environment-removed', flag: null, text: 'the environment goes' }, ...ofSettings];
  return [...snapshotRisks(old, next, now), ...movementRisks(affected), ...ofSettings];
}

function snapshotRisks(before: Snapshot, after: Snapshot, now: number): readonly FoundRisk[] {
  const parse = (text: string | null): Flag | null => (text === null ? null : (JSON.parse(text) as Flag));
  const ofFlags = diffSnapshots(before, after).flatMap(({ subject, oldState, newState }) =>
    subject === 'flag' ? flagRisks(parse(oldState), parse(newState), now) : [],
  );
  const isOpened = before.overrides === 'denied' && after.overrides === 'allowed';
  const text = 'anybody who can ask may force a variant: overrides become allowed';
  const overrides: readonly FoundRisk[] = isOpened ? [{ code: 'overrides-allowed', flag: null, text }] : [];
  return [...overrides, ...groupRisks(before.groups, after.groups), ...ofFlags];
}

function byWeight(a: RiskReason, b: RiskReason): number {
  const weight = RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level);
  if (weight !== 0) return weight;
  const keys = [a, b].map(({ flag, code, text }) => `${flag === null ? '' : `1 ${flag}`}\n${code}\n${text}`);
  return (keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1;
}
