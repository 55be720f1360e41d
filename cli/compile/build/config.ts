import type { Json, Path } from '@flagforge/sdk/engine';
import type {
  AccessEntry,
  Attribute,
  AttributeType,
  Environment,
  GroupConfig,
  Person,
  ProjectConfig,
} from '../model.ts';
import { asList, asMap, asText, type BuildContext, type DataMap, report, textsOf } from './build-context.ts';
import { readPath, readPathKey, readPercent } from './outcome.ts';

const DEFAULT_ENVIRONMENTS = ['development', 'staging', 'production'] as const;

/** Where the project names no unit. @see contract 2 */
const DEFAULT_UNIT: Path = ['targetingKey'];

/** The model of flagforge.yaml, defaults filled in. */
export function buildConfig(data: Json, context: BuildContext): ProjectConfig {
  const map = asMap(data);
  const unit = readPath(map['unit'], ['unit'], context) ?? DEFAULT_UNIT;
  const environments = map['environments'];
  return {
    organization: asText(map['organization']) ?? '',
    project: asText(map['project']) ?? '',
    environments:
      environments === undefined
        ? DEFAULT_ENVIRONMENTS.map((name) => readPolicy(name, {}))
        : Object.entries(asMap(environments)).map(([name, policy]) => readPolicy(name, asMap(policy))),
    unit,
    attributes: map['attributes'] === undefined ? null : readAttributes(asMap(map['attributes']), context),
    groups: Object.entries(asMap(map['groups'])).map(([name, group]) => readGroup(name, asMap(group), unit, context)),
    people: asList(map['people']).map((person) => readPerson(asMap(person))),
    access: map['access'] === undefined ? null : asList(map['access']).map((entry) => readAccess(asMap(entry))),
  };
}

/** An environment's policy. @see contract 2: the defaults depend on the environment's name alone */
function readPolicy(name: string, policy: DataMap): Environment {
  const isOpen = name === 'development' || name === 'staging';
  const overrides = policy['overrides'];
  return {
    name,
    ...readApprovals(policy['approvals'], name === 'development' ? 0 : 1),
    approvers: policy['approvers'] === undefined ? ['editor', 'admin'] : textsOf(policy['approvers']),
    breakGlass: policy['breakGlass'] === undefined ? ['admin'] : textsOf(policy['breakGlass']),
    overrides: overrides === 'allowed' || overrides === 'denied' ? overrides : isOpen ? 'allowed' : 'denied',
  };
}

/** A number, or numbers by risk: a level that is left out asks for as many as the next lower one. */
function readApprovals(
  value: Json | undefined,
  fallback: number,
): Pick<Environment, 'approvals'> & Partial<Pick<Environment, 'approvalsByRisk'>> {
  if (typeof value === 'number') return { approvals: value };
  const levels = asMap(value);
  if (Object.keys(levels).length === 0) return { approvals: fallback };
  const at = (level: string, lower: number): number => {
    const wanted = levels[level];
    return typeof wanted === 'number' ? wanted : lower;
  };
  const low = at('low', fallback);
  const medium = at('medium', low);
  return { approvals: low, approvalsByRisk: { medium, high: at('high', medium) } };
}

function readAttributes(map: DataMap, context: BuildContext): Attribute[] {
  const attributes: Attribute[] = [];
  const known = new Set<string>();
  for (const [key, value] of Object.entries(map)) {
    const path = readPathKey(['attributes', key], context);
    if (path === null) continue;
    const identity = JSON.stringify(path);
    if (known.has(identity)) report(context, 'FF1119', ['attributes', key], { key }, { on: 'key' });
    known.add(identity);
    const type = asText(typeof value === 'string' ? value : asMap(value)['type']) as AttributeType | null;
    if (type === null) continue;
    const values = asMap(value)['enum'];
    if (values === undefined) {
      attributes.push({ path, type });
      continue;
    }
    const allowed: (string | number | boolean)[] = [];
    asList(values).forEach((item, index) => {
      if (typeof item === 'object') return;
      const wanted = typeOfElements(type);
      if (typeof item === wanted) allowed.push(item);
      else report(context, 'FF1120', ['attributes', key, 'enum', index], { value: String(item), type });
    });
    attributes.push({ path, type, enum: allowed });
  }
  return attributes;
}

/** What an enum of an attribute of this type lists: semver, date and ip are written as text. */
function typeOfElements(type: AttributeType): 'string' | 'number' | 'boolean' {
  if (type.startsWith('number')) return 'number';
  return type.startsWith('boolean') ? 'boolean' : 'string';
}

function readGroup(name: string, map: DataMap, projectUnit: Path, context: BuildContext): GroupConfig {
  const path = ['groups', name];
  const slots = asList(map['slots']).map((item, index) => {
    const slot = asMap(item);
    const percent = slot['percent'];
    const at = [...path, 'slots', index, 'percent'];
    const thousandths = typeof percent === 'number' ? readPercent(percent, slot, 'percent', at, context) : null;
    return { flag: asText(slot['flag']) ?? '', percent: thousandths ?? 0 };
  });
  return { name, unit: readPath(map['unit'], [...path, 'unit'], context) ?? projectUnit, slots };
}

function readPerson(map: DataMap): Person {
  const person: { name: string; github?: string; clerk?: string; database?: string; email: readonly string[] } = {
    name: asText(map['name']) ?? '',
    email: textsOf(map['email']),
  };
  for (const key of ['github', 'clerk', 'database'] as const) {
    const value = asText(map[key]);
    if (value !== null) person[key] = value;
  }
  return person;
}

function readAccess(map: DataMap): AccessEntry {
  const entry = { who: asText(map['who']) ?? '', role: asText(map['role']) ?? '' };
  return map['environments'] === undefined ? entry : { ...entry, environments: textsOf(map['environments']) };
}
