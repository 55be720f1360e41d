import type { FlagType, Json, Path } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { parsePath } from '../expression/index.ts';
import type { OutcomeSource } from '../model.ts';
import { asMap, asText, type BuildContext, type DataMap, report, writtenAt } from './build-context.ts';
import { parsePercent } from './percent.ts';

type Shares = readonly (readonly [variant: string, percent: number])[];

/** The rollout, unit, salt and hash of a rule or of a default; null when there is no rollout to read. */
export function readRollout(
  holder: DataMap,
  type: FlagType,
  path: YamlPath,
  context: BuildContext,
): OutcomeSource | null {
  const written = holder['rollout'];
  const unit = readPath(holder['unit'], [...path, 'unit'], context);
  const salt = readSalt(holder['salt'], [...path, 'salt'], context);
  if (written === undefined) return null;
  const rollout = readShares(written, type, [...path, 'rollout'], context);
  return { rollout, unit, salt, hash: asText(holder['hash']) };
}

/** A `default`: a variant's name, or `{ rollout, unit, salt }`. */
export function readDefault(value: Json, type: FlagType, path: YamlPath, context: BuildContext): OutcomeSource | null {
  if (typeof value === 'string') return { serve: value };
  return readRollout(asMap(value), type, path, context);
}

function readShares(value: Json, type: FlagType, path: YamlPath, context: BuildContext): Shares {
  if (typeof value === 'string') {
    if (!/^\d+(?:\.\d+)?%$/.test(value)) return [];
    const on = parsePercent(value.slice(0, -1));
    if (on === null) report(context, 'FF1111', path, { value });
    if (type !== 'boolean') report(context, 'FF1112', path, { value, type });
    return on === null
      ? []
      : [
          ['on', on],
          ['off', 100_000 - on],
        ];
  }
  const shares: [string, number][] = [];
  for (const [variant, percent] of Object.entries(asMap(value))) {
    if (typeof percent !== 'number') continue;
    const thousandths = readPercent(percent, value as object, variant, [...path, variant], context);
    if (thousandths !== null) shares.push([variant, thousandths]);
  }
  return shares;
}

/** A percent of the file in integer thousandths; null (and a finding, when it lies in 0-100) for more decimals. */
export function readPercent(
  value: number,
  holder: object,
  key: string,
  path: YamlPath,
  context: BuildContext,
): number | null {
  const written = writtenAt(context, holder, key, value);
  const thousandths = parsePercent(written);
  // Out of range is the schema's finding already.
  if (thousandths === null && value >= 0 && value <= 100) report(context, 'FF1111', path, { value: written });
  return thousandths;
}

/** An attribute's path such as `company.plan`; null when not written or not a path. */
export function readPath(value: Json | undefined, path: YamlPath, context: BuildContext): Path | null {
  if (typeof value !== 'string' || value === '') return null;
  const parsed = parsePath(value);
  if ('path' in parsed) return parsed.path;
  const { problem } = parsed;
  report(context, problem.code, path, problem.args, {
    span: problem.span,
    ...(problem.fix && { fix: { place: { path, span: problem.fix.span }, text: problem.fix.text } }),
  });
  return null;
}

/** An attribute's path that is itself the key of a map, the last step of `path`. */
export function readPathKey(path: YamlPath, context: BuildContext): Path | null {
  const key = String(path.at(-1));
  const parsed = parsePath(key);
  if ('path' in parsed) return parsed.path;
  const { code, args, fix } = parsed.problem;
  const mended = fix === undefined ? null : key.slice(0, fix.span[0]) + fix.text + key.slice(fix.span[1]);
  report(context, code, path, args, {
    on: 'key',
    ...(mended !== null && { fix: { place: { path, on: 'key' }, text: mended } }),
  });
  return null;
}

function readSalt(value: Json | undefined, path: YamlPath, context: BuildContext): string | null {
  const salt = asText(value);
  if (salt?.startsWith('group:')) report(context, 'FF1117', path, { salt });
  return salt;
}
