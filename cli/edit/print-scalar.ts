import { stringify } from 'yaml';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type FileKind, keyOrderAt } from './key-order.ts';
import { type Style, SWITCH_WORD } from './style.ts';
import type { ScalarTree } from './tree.ts';

export interface ScalarPlace {
  readonly path: YamlPath;
  readonly isInFlow: boolean;
  /** The scalar whose place it takes: its quotes are kept. */
  readonly old?: ScalarTree | null;
}

/**
 * One scalar as it is to be written. Text that another YAML reader could take for something else is quoted, but where
 * files of a project write it bare: `serve: on`, `expires: 2027-03-31`.
 */
export function printScalar(
  value: null | boolean | number | bigint | string,
  { path, isInFlow, old }: ScalarPlace,
  style: Style,
): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '0' : String(value);
  if (old?.style === 'single' && isSimple(value)) return single(value);
  if (old?.style === 'double') return double(value);
  const wasBare = old?.style === 'plain' && typeof old.value === 'string';
  if (isPlainSafe(value, isInFlow, !mayBeBare(value, path, style, wasBare))) return value;
  const wantsSingle = style.quote === "'" || (/["\\]/.test(value) && !value.includes("'"));
  return wantsSingle && isSimple(value) ? single(value) : double(value);
}

/** A key of a map. */
export function printKey(key: string, path: YamlPath, isInFlow: boolean, style: Style): string {
  // `off` is a key of the format, whatever YAML 1.1 makes of it.
  if (keyOrderAt(style.kind, path)?.includes(key) === true) return key;
  return printScalar(key, { path: [...path, key], isInFlow }, style);
}

/** Text that YAML 1.2 reads as text and YAML 1.1 does not, where the files of a project write it without quotes. */
function mayBeBare(value: string, path: YamlPath, style: Style, wasBare: boolean): boolean {
  if (SWITCH_WORD.test(value)) return isVariantPlace(style.kind, path) && !style.quotesSwitches;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return path.at(-1) === 'expires' || wasBare;
  return wasBare;
}

/** Where the name of a variant stands, as a key or as a value. */
function isVariantPlace(kind: FileKind, path: YamlPath): boolean {
  const last = path.at(-1);
  const above = path.at(-2);
  if (kind === 'flag') {
    return (
      ['off', 'serve', 'default', 'variant'].includes(String(last)) ||
      ['rollout', 'targets', 'variants'].includes(String(above))
    );
  }
  return kind === 'flagTests' && (last === 'variant' || above === 'overrides');
}

function isPlainSafe(value: string, isInFlow: boolean, isStrict: boolean): boolean {
  if (!isSimple(value) || value === '') return false;
  const options = { lineWidth: 0, ...(isStrict ? ({ compat: 'yaml-1.1' } as const) : {}) };
  const written = stringify([value], { ...options, collectionStyle: isInFlow ? 'flow' : 'block' });
  const asKey = stringify({ [value]: 0 }, options);
  return written === (isInFlow ? `[ ${value} ]\n` : `- ${value}\n`) && asKey.startsWith(value);
}

/** One line without control characters: what can stand plain or in single quotes. */
function isSimple(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udfff](?![\udc00-\udfff])/.test(
    value.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, ''),
  );
}

const single = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function double(value: string): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
