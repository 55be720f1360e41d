import type { FlagType, Json } from '@flagforge/sdk/engine';
import { parseDate } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import type { EnvironmentSettings, FlagEnvironment, OutcomeSource, RuleSource, TargetSource } from '../model.ts';
import { asList, asMap, asText, type BuildContext, type DataMap, report } from './build-context.ts';
import { readCondition } from './condition.ts';
import { readDefault, readRollout } from './outcome.ts';
import { readUnits } from './units.ts';

/** What one environment of a flag says, its schedule included. */
export function readEnvironment(
  name: string,
  value: Json,
  type: FlagType,
  path: YamlPath,
  context: BuildContext,
): FlagEnvironment {
  const map = asMap(value);
  const schedule = asList(map['schedule']).map((step, index) => {
    const at = [...path, 'schedule', index];
    const stepMap = asMap(step);
    return { at: readInstant(stepMap['at'], [...at, 'at'], context), set: readSettings(stepMap, type, at, context) };
  });
  return { name, ...readSettings(map, type, path, context), schedule };
}

/** An instant as RFC 3339 with offset, in UTC epoch ms; a finding and 0 for anything else. */
export function readInstant(value: Json | undefined, path: YamlPath, context: BuildContext): number {
  if (typeof value !== 'string') return 0;
  // A bare day has no offset: which midnight is meant?
  const instant = value.length > 10 ? parseDate(value) : null;
  if (instant !== null) return instant;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) && parseDate(value) !== null;
  report(context, 'FF1116', path, day ? { value, suggestion: `${value}T00:00:00Z` } : { value });
  return 0;
}

/** The keys that an environment or a schedule step sets; what is not written stays absent. */
function readSettings(map: DataMap, type: FlagType, path: YamlPath, context: BuildContext): EnvironmentSettings {
  const settings: {
    enabled?: boolean;
    targets?: readonly TargetSource[];
    rules?: readonly RuleSource[];
    default?: OutcomeSource;
  } = {};
  if (typeof map['enabled'] === 'boolean') settings.enabled = map['enabled'];
  if (map['targets'] !== undefined) {
    settings.targets = Object.entries(asMap(map['targets'])).map(([variant, units]) => {
      return { variant, units: readUnits(units, [...path, 'targets', variant], context) };
    });
  }
  if (map['rules'] !== undefined) {
    settings.rules = asList(map['rules']).map((rule, index) => {
      return readRule(asMap(rule), type, [...path, 'rules', index], context);
    });
  }
  if (map['default'] !== undefined) {
    const outcome = readDefault(map['default'], type, [...path, 'default'], context);
    if (outcome !== null) settings.default = outcome;
  }
  return settings;
}

function readRule(rule: DataMap, type: FlagType, path: YamlPath, context: BuildContext): RuleSource {
  const hasServe = rule['serve'] !== undefined;
  const hasRollout = rule['rollout'] !== undefined;
  if (hasServe && hasRollout) report(context, 'FF1118', [...path, 'rollout'], {}, { on: 'key' });
  if (!hasServe && !hasRollout && !hasMistyped(path, context)) report(context, 'FF1121', path, {}, { on: 'key' });
  const text = asText(rule['if']);
  const rollout = readRollout(rule, type, path, context);
  return {
    name: asText(rule['name']),
    if: text === null || text === '' ? { text: '', condition: null } : readCondition(text, [...path, 'if'], context),
    outcome: rollout ?? { serve: asText(rule['serve']) ?? '' },
  };
}

/** Whether the shape check took one of the rule's keys for a mistyped `serve` or `rollout`: then nothing is missing. */
function hasMistyped(rule: YamlPath, context: BuildContext): boolean {
  return context.findings.some(({ code, place, args }) => {
    if (code !== 'FF1101' || !('path' in place) || place.path.length !== rule.length + 1) return false;
    const isAnswer = args['suggestion'] === 'serve' || args['suggestion'] === 'rollout';
    return isAnswer && rule.every((step, index) => place.path[index] === step);
  });
}
