/** What a kill did, in words and as JSON. */

import { problemJson } from '../publish/delivery-json.ts';
import { aheadLines, entryNumbers } from '../publish/report-rows.ts';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatInstantBeside } from '../terminal/time.ts';
import { type FollowUp, followUpAddress, followUpJson, followUpSentence } from './follow-up.ts';
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

/** What was done, at once; problems go to stderr. Ends with a line end, or is empty. */
export function renderKill({ plan, environments, now }: KillReport, style: Style): string {
  const lines = environments.flatMap((environment) => sentences(plan.request.flag, environment, now, style));
  if (isKilled(environments)) {
    lines.push(...effectLines('Turned on by it:', effectsOfKill(plan, 'turnsOn'), now));
    lines.push(...effectLines('Turned off with it:', effectsOfKill(plan, 'turnsOff'), now));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** How it goes on: the change request, and the way back. Ends with a line end, or is empty. A kill from before is only named again with its request. */
export function renderKillEnd({ plan, environments, undo }: KillReport, followUp: FollowUp, style: Style): string {
  if (!isKilled(environments) && !('request' in followUp)) return '';
  const { flag } = plan.request;
  const sentence = followUpSentence(followUp, 'set it in git', style);
  const stays =
    'request' in followUp
      ? `It stays off over every publish; request #${followUp.request.number} says so in the files too.`
      : `It stays off over every publish until ${flag}.yaml says  killed: true  or it is revived.`;
  const lines = [
    `${sentence === '' ? '' : `${sentence} `}Undo: ${style.cyan(undo)}`,
    ...followUpAddress(followUp, style),
    style.dim(stays),
  ];
  return `${lines.join('\n')}\n`;
}

const isKilled = (environments: readonly KilledEnvironment[]): boolean =>
  environments.some(({ outcome }) => outcome === 'killed');

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

/** @param followUp default: none, while it still asks. */
export function killJson({ plan, environments }: KillReport, followUp: FollowUp | null = null): object {
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
    ...followUpJson(followUp),
  };
}

const noteJson = (note: KilledEnvironment['note']): object | null =>
  note === null ? null : { who: note.who, at: new Date(note.at).toISOString(), reason: note.reason };
