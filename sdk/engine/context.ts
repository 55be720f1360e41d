import { isText } from './characters.ts';
import type { Path } from './snapshot.ts';

const toString = Object.prototype.toString;
const hasOwn = Object.prototype.hasOwnProperty;
const getPrototype = Object.getPrototypeOf;
const rootPrototype = Object.prototype;

/**
 * Whether a value is an object as JSON has them: no list, no class instance, no Date. The root prototype of any
 * realm has no prototype itself, so that objects of another realm (an iframe, a vm) are plain too.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  host: {
    const prototype: unknown = getPrototype(value);
    if (prototype !== rootPrototype && prototype !== null && getPrototype(prototype) !== null) return false;
  }
  return true;
}

/** An own property of a plain object, else undefined. */
export function ownValue(value: unknown, name: string): unknown {
  return isPlainObject(value) && hasOwn.call(value, name) ? value[name] : undefined;
}

/**
 * A value as conditions see it: undefined when missing (null, functions, NaN and infinities too), a Date as its
 * ISO string, everything else as it is.
 * @see contract 1, Context
 */
export function attributeValue(value: unknown): unknown {
  host: switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return value - value === 0 ? value : undefined;
    case 'object':
      if (value !== null && toString.call(value) === '[object Date]') return isoText(value as Date);
      break;
    default:
      return undefined;
  }
  return value === null ? undefined : value;
}

function isoText(date: Date): string | undefined {
  const ms = date.getTime();
  return ms - ms === 0 ? date.toISOString() : undefined;
}

/** The attribute at a path of own properties of plain objects; undefined when missing. `context` is a plain object. */
export function readPath(context: Record<string, unknown>, path: Path): unknown {
  fast: {
    // The context was looked at once already.
    const first = path[0] as string;
    if (!hasOwn.call(context, first)) return undefined;
    let value: unknown = context[first];
    for (let i = 1; i < path.length; i += 1) value = ownValue(value, path[i] as string);
    return attributeValue(value);
  }
  return attributeValue(path.reduce(ownValue, context as unknown));
}

/**
 * The text of a unit: a non-empty string as it is, an integer within +-(2^53-1) as its decimal text. Anything
 * else is no unit: the empty string.
 * @see contract 4, Unit
 */
export function unitText(value: unknown): string {
  if (isText(value)) return value;
  return Number.isSafeInteger(value) ? `${value}` : '';
}

/**
 * The value at the project's unit: where that is no unit but `targetingKey` is one, the latter as it is.
 * It stands for every reading of exactly that path.
 */
export function readProjectUnit(context: Record<string, unknown>, path: Path): unknown {
  const value = readPath(context, path);
  if (unitText(value)) return value;
  const targetingKey = attributeValue(ownValue(context, 'targetingKey'));
  return unitText(targetingKey) ? targetingKey : value;
}

export function isSamePath(a: Path, b: Path): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
