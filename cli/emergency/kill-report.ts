/** What a kill did, in words and as JSON. */

import { problemJson } from '../publish/delivery-json.ts';
import { aheadLines, entryNumbers } from '../publish/report-rows.ts';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatInstantBeside } from '../terminal/time.ts';
import type { KilledEnvironment } from './kill-flag.ts';
import { effectJson, effectRows, type MergedEffect, mergeEffects } from './merge-effects.ts';
import type { KillPlan } from './plan-kill.ts';
import { servedOn, writtenJson } from './render-written.ts';

/** Everything that a kill did, or would do while it still asks. */
export interface KillReport {
  readonly plan: KillPlan;
  /** Empty while nothing was done. */
  readonly environments: readonly KilledEnvironment[];
  /** The command line that takes it back. */
  readonly undo: string;
  /** UTC epoch ms. */
  readonly now: number;
}

/** The effects of what is to be killed, or was. */
export function effectsOfKill({ environments }: KillPlan, direction: 'turnsOn' | 'turnsOff'): MergedEffect[] {
  const effects = environments.flatMap((plan) =>
    plan.kind === 'kill' ? [{ environment: plan.before.place.environment, effects: plan.effects }] : [],
  );
  return mergeEffects(effects, direction);
}

/** The answer; problems go to stderr. Ends with a line end, or is empty. */
export function renderKill(report: KillReport, style: Style): string {
  const { plan, environments, undo, now } = report;
  const lines = environments.flatMap((environment) => sentences(plan.request.flag, environment, now, style));
  const isKilled = environments.some(({ outcome }) => outcome === 'killed');
  if (isKilled) {
    lines.push(...effectLines('Turned on by it:', effectsOfKill(plan, 'turnsOn'), now));
    lines.push(...effectLines('Turned off with it:', effectsOfKill(plan, 'turnsOff'), now));
    lines.push(`Undo: ${style.cyan(undo)}`);
    lines.push(
      style.dim(
        `It stays off over every publish until ${plan.request.flag}.yaml says  killed: true  or it is revived.`,
      ),
    );
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function sentences(flag: string, environment: KilledEnvironment, now: number, style: Style): string[] {
  const { outcome, serves, written, live, version, already, note } = environment;
  const name = printable(environment.environment);
  if (outcome === 'killed' && written !== null) {
    const audited = `audited as ${entryNumbers(written.entries)}`;
    if (live === null || live.live === live.evaluators)
      return [style.green(`${flag} serves ${serves ?? ''} in ${name}${servedOn(live)} (${audited}).`)];
    return [
      style.yellow(`${flag} is killed in ${name}, and serves ${serves ?? ''}${servedOn(live)} (${audited}).`),
      ...(live.live + live.ahead < live.evaluators
        ? [style.yellow('The others follow when they reach a store; see: flagforge status')]
        : []),
      ...aheadLines(live, style),
    ];
  }
  if (outcome !== 'already') return [];
  if (already === 'commit') return [`${flag} is off in ${name} already: the published file says killed: true.`];
  if (note === null) return [`${flag} is killed in ${name} already (v${version}).`];
  const reason = note.reason === null ? '' : `: ${printable(note.reason)}`;
  return [
    `${flag} is killed in ${name} already, since ${formatInstantBeside(Math.floor(note.at / 1000) * 1000, now)}, by ${printable(note.who)}${reason}`,
  ];
}

function effectLines(title: string, effects: readonly MergedEffect[], now: number): string[] {
  return effects.length === 0 ? [] : [title, ...renderColumns(effectRows(effects, now), '  ')];
}

export function killJson({ plan, environments }: KillReport): object {
  const { flag, reason, project } = plan.request;
  return {
    ...{ organization: project.organization, project: project.project, flag, reason },
    turnsOn: effectsOfKill(plan, 'turnsOn').map(effectJson),
    turnsOff: effectsOfKill(plan, 'turnsOff').map(effectJson),
    environments: environments.map((environment) => ({
      environment: environment.environment,
      outcome: environment.outcome,
      version: environment.version,
      serves: environment.serves,
      ...(environment.already === null ? {} : { already: environment.already, by: noteJson(environment.note) }),
      ...writtenJson(environment.written, environment.live),
      ...problemJson(environment.problem),
    })),
  };
}

const noteJson = (note: KilledEnvironment['note']): object | null =>
  note === null ? null : { who: note.who, at: new Date(note.at).toISOString(), reason: note.reason };
