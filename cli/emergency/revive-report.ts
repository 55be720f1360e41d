/** What a revive did, in words and as JSON. */

import { problemJson } from '../publish/delivery-json.ts';
import { aheadLines, entryNumbers } from '../publish/report-rows.ts';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { effectJson, effectRows, type MergedEffect, mergeEffects } from './merge-effects.ts';
import type { RevivePlan } from './plan-revive.ts';
import { servedOn, writtenJson } from './render-written.ts';
import type { RevivedEnvironment } from './revive-flag.ts';

export interface ReviveReport {
  readonly plan: RevivePlan;
  readonly environments: readonly RevivedEnvironment[];
  /** UTC epoch ms. */
  readonly now: number;
}

function effectsOfRevive({ environments }: RevivePlan, direction: 'turnsOn' | 'turnsOff'): MergedEffect[] {
  const effects = environments.flatMap((plan) =>
    plan.kind === 'revive' ? [{ environment: plan.before.place.environment, effects: plan.effects }] : [],
  );
  return mergeEffects(effects, direction);
}

/** The answer; problems go to stderr. Ends with a line end, or is empty. */
export function renderRevive({ plan, environments, now }: ReviveReport, style: Style): string {
  const { flag } = plan.request;
  const lines = environments.flatMap((environment) => sentences(flag, environment, style));
  if (environments.some(({ outcome }) => outcome === 'revived')) {
    lines.push(...effectLines('Turned on with it:', effectsOfRevive(plan, 'turnsOn'), now));
    lines.push(...effectLines('Turned off by it:', effectsOfRevive(plan, 'turnsOff'), now));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function sentences(flag: string, environment: RevivedEnvironment, style: Style): string[] {
  const { outcome, isUnapproved, isKilledByCommit, written, live } = environment;
  const name = printable(environment.environment);
  const byFile = `its file says killed: true, so it is off until a commit without that is published`;
  if (outcome === 'not-killed')
    return [isKilledByCommit ? `${flag}: ${byFile} (${name}).` : `${flag} is not killed in ${name}: nothing to do.`];
  if (outcome !== 'revived' || written === null) return [];
  const text = `${flag} is no longer killed in ${name}${servedOn(live)} (audited as ${entryNumbers(written.entries)}).`;
  const isLate = live !== null && live.live < live.evaluators;
  return [
    isLate ? style.yellow(text) : style.green(text),
    ...aheadLines(live, style),
    ...(isUnapproved
      ? [style.red(`UNAPPROVED in ${name}: by break-glass, without the approvals that it asks for.`)]
      : []),
    ...(isKilledByCommit ? [style.yellow(`But ${byFile} (${name}).`)] : []),
  ];
}

function effectLines(title: string, effects: readonly MergedEffect[], now: number): string[] {
  return effects.length === 0 ? [] : [title, ...renderColumns(effectRows(effects, now), '  ')];
}

export function reviveJson({ plan, environments }: ReviveReport): object {
  const { flag, reason, project } = plan.request;
  return {
    ...{ organization: project.organization, project: project.project, flag, reason },
    turnsOn: effectsOfRevive(plan, 'turnsOn').map(effectJson),
    turnsOff: effectsOfRevive(plan, 'turnsOff').map(effectJson),
    environments: environments.map((environment) => ({
      environment: environment.environment,
      outcome: environment.outcome,
      version: environment.version,
      unapproved: environment.isUnapproved,
      killedByCommit: environment.isKilledByCommit,
      ...writtenJson(environment.written, environment.live),
      ...problemJson(environment.problem),
    })),
  };
}
