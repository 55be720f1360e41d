import type { EnvironmentSettings, FlagEnvironment } from 'flagforge/compile';
import type { ScheduleStepDraft } from '../../../draft/operation.ts';
import { isSameThing, type Thing } from '../../../draft/thing.ts';

/**
 * What an environment serves by at an instant: each step up to then, at its very instant included, replaces the keys that
 * it names, whole. @see contract 2, 4
 */
export function settingsAfter(
  environment: FlagEnvironment | undefined,
  steps: readonly ScheduleStepDraft[],
  at: number,
): EnvironmentSettings {
  const { schedule: _, name: __, ...base } = environment ?? { name: '', schedule: [] };
  const past = steps.filter((step) => step.at <= at).sort((a, b) => a.at - b.at);
  return Object.assign({}, base, ...past.map(({ set }) => set));
}

export const SETTINGS = ['enabled', 'targets', 'rules', 'default'] as const;
export type SettingName = (typeof SETTINGS)[number];

/** Keys for which steps up to an instant made something else than what stands outside the schedule, each with since when. */
export function setBySteps(
  environment: FlagEnvironment | undefined,
  at: number,
): readonly { readonly name: SettingName; readonly since: number }[] {
  const past = (environment?.schedule ?? []).filter((step) => step.at <= at);
  const served = settingsAfter(environment, past, at);
  return SETTINGS.flatMap((name) => {
    const [was, is] = [environment?.[name], served[name]].map((value) => value as unknown as Thing | undefined);
    const instants = past.filter((step) => step.set[name] !== undefined).map((step) => step.at);
    return isSameThing(was, is) ? [] : [{ name, since: Math.max(...instants) }];
  });
}
