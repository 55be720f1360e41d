import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import { formatInstant } from '../../diagnostics/format-instant.ts';
import type { EnvironmentSettings, FlagEnvironment, FlagSource, FlagSummary } from '../model.ts';
import type { FlagRule, ProjectRule } from './rule.ts';

const schedulePath = (environment: FlagEnvironment): YamlPath => ['environments', environment.name, 'schedule'];

/** Indices of the steps in ascending order of their instants; equal ones keep the file's order. */
const ascending = (environment: FlagEnvironment): number[] =>
  environment.schedule
    .map((step, index) => ({ at: step.at, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ index }) => index);

/** FF1401, FF1402: steps stand in ascending order, no two at one instant. */
export const scheduleOrder: FlagRule = (flag) =>
  flag.environments.flatMap((environment) => {
    const findings: Finding[] = [];
    const seen = new Map<number, number>();
    const path = schedulePath(environment);
    let previous = Number.NEGATIVE_INFINITY;
    environment.schedule.forEach(({ at }, index) => {
      const place = { path: [...path, index, 'at'] };
      const equal = seen.get(at);
      if (equal !== undefined) {
        findings.push({
          code: 'FF1402',
          file: flag.file,
          place,
          args: { at: formatInstant(at), first: equal },
        });
      } else if (at < previous) {
        const args = {
          at: formatInstant(at),
          previous: formatInstant(environment.schedule[index - 1]?.at ?? previous),
        };
        findings.push({ code: 'FF1401', file: flag.file, place, args });
      }
      seen.set(at, equal ?? index + 1);
      previous = Math.max(previous, at);
    });
    const firstDisorder = findings.findIndex((finding) => finding.code === 'FF1401');
    const order = ascending(environment);
    // One mend sorts them all, so only the first finding carries it.
    return findings.map((finding, index) =>
      index === firstDisorder ? { ...finding, reorder: { path, order } } : finding,
    );
  });

const effective = (settings: EnvironmentSettings, flag: FlagSource): Required<EnvironmentSettings> => ({
  enabled: settings.enabled ?? false,
  targets: settings.targets ?? [],
  rules: settings.rules ?? [],
  default: settings.default ?? { serve: flag.off },
});

/** FF1404: each step changes something at its instant. */
export const idleSteps: FlagRule = (flag) =>
  flag.environments.flatMap((environment) => {
    const findings: Finding[] = [];
    let state = effective(environment, flag);
    for (const index of ascending(environment)) {
      const set = environment.schedule[index]?.set ?? {};
      const next = { ...state, ...set };
      const before = state;
      const keys = Object.keys(set) as (keyof EnvironmentSettings)[];
      const isIdle = keys.every((key) => JSON.stringify(before[key]) === JSON.stringify(set[key]));
      if (keys.length > 0 && isIdle) {
        const path = [...schedulePath(environment), index];
        findings.push({
          code: 'FF1404',
          file: flag.file,
          place: { path },
          args: { keys },
        });
      }
      state = next;
    }
    return findings;
  });

const isLiveAndScheduled = ({ archived, isScheduled }: FlagSummary): boolean => isScheduled && !archived;

/** FF1403, FF1405: steps that are in effect already, and steps that a kill keeps from having one. */
export const stepsAndTime: ProjectRule = (project, { now }) =>
  project.flags.filter(isLiveAndScheduled).flatMap((summary) => {
    const flag = summary.source();
    const findings: Finding[] = [];
    let coming = 0;
    let firstComing: YamlPath | null = null;
    for (const environment of flag.environments) {
      environment.schedule.forEach(({ at }, index) => {
        const path = [...schedulePath(environment), index, 'at'];
        if (at <= now)
          findings.push({
            code: 'FF1403',
            file: flag.file,
            place: { path },
            args: { at: formatInstant(at) },
          });
        else {
          coming += 1;
          firstComing ??= path;
        }
      });
    }
    if (flag.killed && firstComing !== null) {
      findings.push({
        code: 'FF1405',
        file: flag.file,
        place: { path: ['killed'] },
        args: { count: coming },
      });
    }
    return findings;
  });
