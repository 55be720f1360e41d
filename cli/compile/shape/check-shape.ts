/** Checks data against the JSON Schema of its kind of file, and says each mistake once, in a person's words. */
import type { Json } from '@flagforge/sdk/engine';
import type { Args, Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import {
  contextsValidator,
  flagTestsValidator,
  flagValidator,
  projectValidator,
  schemas,
  segmentValidator,
} from '../schema/validators.generated.ts';
import { suggestName } from '../suggest.ts';
import { nearestBranch } from './branches.ts';
import { adviseOnKey } from './key-advice.ts';
import { rooted, type SchemaNode, type ShapeError, schemaNodeAt, unescapePointer } from './schema-node.ts';
import { adviseOnValue, looksLikeShares } from './value-advice.ts';
import { expectedOf, kindOf, showValue } from './words.ts';

/** What a file can be. */
export type FileKind = 'project' | 'flag' | 'segment' | 'contexts' | 'flagTests';

interface Validator {
  (data: unknown): boolean;
  readonly errors?: readonly ShapeError[] | null;
}

const VALIDATORS: Readonly<Record<FileKind, Validator>> = {
  project: projectValidator as Validator,
  flag: flagValidator as Validator,
  segment: segmentValidator as Validator,
  contexts: contextsValidator as Validator,
  flagTests: flagTestsValidator as Validator,
};

/** Findings FF11xx, none when the data has its shape. Call it with data of `readYaml` only. */
export function checkShape(kind: FileKind, file: string, data: Json): Finding[] {
  const validate = VALIDATORS[kind];
  if (validate(data)) return [];
  const schema = (schemas as Readonly<Record<FileKind, SchemaNode>>)[kind];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const error of nearestBranch((validate.errors ?? []).map(rooted), schema)) {
    const finding = shapeFinding(error, schema, file, data);
    if (finding === null) continue;
    const identity = `${finding.code} ${JSON.stringify(finding.place)} ${finding.args['key'] ?? ''}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    findings.push(finding);
  }
  return withoutEchoes(findings);
}

/** The path of a JSON pointer in `data`: list positions as numbers. */
function pathOf(pointer: string, data: Json): { path: (string | number)[]; value: Json | undefined } {
  const path: (string | number)[] = [];
  let value: Json | undefined = data;
  for (const raw of pointer.split('/').slice(1)) {
    const step: string | number = Array.isArray(value) ? Number(raw) : unescapePointer(raw);
    path.push(step);
    value = (value as Readonly<Record<string | number, Json>> | undefined)?.[step];
  }
  return { path, value };
}

function shapeFinding(error: ShapeError, schema: SchemaNode, file: string, data: Json): Finding | null {
  const { path, value } = pathOf(error.instancePath, data);
  const node = schemaNodeAt(schema, error.schemaPath);
  const name = nameAt(path);
  const at = (code: string, args: Args, on: 'key' | 'value' = 'value', more: YamlPath = []): Finding => {
    return { code, file, place: { path: [...path, ...more], on }, args };
  };
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((node['properties'] ?? {}) as object);
      const where = path.join('.');
      const advice = adviseOnKey(path, key, known, value);
      const { suggestion, hint } = advice ?? {};
      const args: Args = { key, known, where, ...(suggestion && { suggestion }), ...(hint && { hint }) };
      const found = at('FF1101', args, 'key', [key]);
      const isFree = typeof value === 'object' && value !== null && !Object.hasOwn(value, suggestion ?? '');
      return suggestion !== undefined && advice?.isSlip && isFree ? { ...found, fix: { text: suggestion } } : found;
    }
    case 'required': {
      const key = String(params['missingProperty']);
      if (key === 'rollout' && looksLikeShares(value)) return wrongValue(error, node, file, path, value, data);
      return at('FF1102', { key, where: path.join('.') }, 'key');
    }
    case 'x-exactly-one':
      return null;
    case 'dependencies':
      return at('FF1110', { key: String(params['property']), needs: String(params['missingProperty']) }, 'key', [
        String(params['property']),
      ]);
    case 'propertyNames':
      // The rule that the name breaks is an error of its own, at the same place.
      return null;
    case 'type':
    case 'anyOf':
    case 'const':
    case 'false schema':
      return wrongValue(error, node, file, path, value, data);
    case 'enum': {
      const allowed = ((params['allowedValues'] ?? []) as readonly Json[]).map(String);
      const suggestion = typeof value === 'string' ? suggestName(value, allowed) : undefined;
      const args: Args = { name, value: showValue(value), allowed };
      if (suggestion === undefined) return at('FF1104', args);
      return { ...at('FF1104', { ...args, suggestion }), fix: { text: suggestion } };
    }
    case 'pattern':
      return patternFinding(error, node, file, path, value, data);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMaximum':
    case 'exclusiveMinimum':
      return at('FF1106', { name, value: showValue(value), expected: expectedOf(node) });
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return at('FF1107', { name: nameOf(error) ?? name, kind: kindOf(value), limit: Number(params['limit']) });
    case 'maxLength': {
      const place = nameOf(error);
      const args: Args = { name: place ?? name, limit: Number(params['limit']) };
      return place === undefined ? at('FF1108', args) : at('FF1108', args, 'key', [place]);
    }
    case 'uniqueItems': {
      const index = Math.max(Number(params['i']), Number(params['j']));
      const item = Array.isArray(value) ? (value[index] as Json) : null;
      return at('FF1109', { name, value: showValue(item) }, 'value', [index]);
    }
    default:
      // `if`, `allOf` and their like only gather errors that are reported themselves.
      return null;
  }
}

/** The key that is meant when ajv checks names rather than values. */
function nameOf(error: ShapeError): string | undefined {
  const name = (error as { propertyName?: unknown }).propertyName;
  return typeof name === 'string' ? name : undefined;
}

/** The key that a value stands under; nothing for an item of a list, whose position would be no name. */
function nameAt(path: YamlPath): string {
  const last = path.at(-1);
  return typeof last === 'string' ? last : '';
}

function patternFinding(
  error: ShapeError,
  node: SchemaNode,
  file: string,
  path: YamlPath,
  value: Json | undefined,
  data: Json,
): Finding {
  const key = nameOf(error);
  const args = { expected: expectedOf(node), value: showValue(key ?? value) };
  if (key !== undefined) return { code: 'FF1105', file, place: { path: [...path, key], on: 'key' }, args };
  const advice = adviseOnValue(path, value, args.expected, data);
  const hint = advice === null ? {} : { hint: advice.hint };
  return { code: 'FF1105', file, place: { path, on: 'value' }, args: { ...args, ...hint } };
}

function wrongValue(
  error: ShapeError,
  node: SchemaNode,
  file: string,
  path: YamlPath,
  value: Json | undefined,
  data: Json,
): Finding {
  const name = nameAt(path);
  const place = { path, on: 'value' } as const;
  const isBooleanFlag = (data as { readonly type?: Json }).type === 'boolean';
  if (node['x-variant'] === true && typeof value === 'boolean' && isBooleanFlag) {
    const variant = value ? 'on' : 'off';
    return {
      code: 'FF1103',
      file,
      place,
      args: {
        name,
        value: showValue(value),
        expected: expectedOf(node),
        hint: `the variants of a boolean flag are called on and off: write  ${name}: ${variant}`,
      },
      fix: { text: variant },
    };
  }
  const isConst = error.keyword === 'const';
  const wanted = error.params['allowedValue'] as Json;
  const expected = isConst ? showValue(wanted) : error.keyword === 'required' ? OUTCOME : expectedOf(node);
  const advice = adviseOnValue(path, value, typeof wanted === 'boolean' ? 'true or false' : expected, data);
  const hint = advice === null ? {} : { hint: advice.hint };
  const args: Args = { name, value: showValue(value), kind: kindOf(value), expected, ...hint };
  const finding: Finding = { code: 'FF1103', file, place, args };
  const fix = advice?.fix;
  return fix === undefined || (isConst && fix !== String(wanted))
    ? finding
    : { ...finding, fix: { text: fix, isYaml: true } };
}

/** What stands under `default`, where a map is one that gives percents without saying that it is a rollout. */
const OUTCOME = 'a variant name, or { rollout: { ... } }';

/**
 * Leaves out what another finding says already: a missing key where the same map has an unknown one very like it; each
 * name of a map of percents that lacks its `rollout`; a step that sets nothing because its `at` is not written.
 */
function withoutEchoes(findings: Finding[]): Finding[] {
  const suggested = new Set<string>();
  const shares = new Set<string>();
  const missing = new Set<string>();
  for (const { code, args, place } of findings) {
    const at = 'path' in place ? place.path.join('.') : '';
    if (code === 'FF1101') suggested.add(`${args['where']} ${args['suggestion']}`);
    else if (code === 'FF1102') missing.add(at);
    else if (code === 'FF1103' && args['expected'] === OUTCOME && args['kind'] === 'a map') shares.add(at);
  }
  return findings.filter(({ code, args, place }) => {
    if (code === 'FF1102') return !suggested.has(`${args['where']} ${args['key']}`);
    if (code === 'FF1101') return !shares.has(String(args['where']));
    return code !== 'FF1107' || !('path' in place) || !missing.has(place.path.join('.'));
  });
}
