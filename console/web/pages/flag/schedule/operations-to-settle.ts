import type { FlagEnvironment } from 'flagforge/compile';
import type { FlagOperation } from '../../../draft/operation.ts';
import { setBySteps, settingsAfter } from './settings-after.ts';

/**
 * Edits after which an environment serves what it serves now, and the steps that made it so are gone from its schedule.
 * @param now UTC epoch ms.
 */
export function operationsToSettle(
  { key, file }: { readonly key: string; readonly file: string },
  settings: FlagEnvironment,
  now: number,
): readonly FlagOperation[] {
  const { enabled, targets, rules, default: last } = settingsAfter(settings, settings.schedule, now);
  const passed = new Set(setBySteps(settings, now).map(({ name }) => name));
  const of = { flag: key, file, environment: settings.name };
  return [
    ...(passed.has('enabled') ? [{ kind: 'set-enabled', ...of, enabled: enabled === true } as const] : []),
    ...(passed.has('targets') ? [{ kind: 'set-targets', ...of, targets: targets ?? [] } as const] : []),
    ...(passed.has('rules') ? [{ kind: 'set-rules', ...of, rules: rules ?? [] } as const] : []),
    ...(passed.has('default') && last !== undefined ? [{ kind: 'set-default', ...of, default: last } as const] : []),
    { kind: 'set-schedule', ...of, schedule: settings.schedule.filter(({ at }) => at > now) },
  ];
}
