import type { Json, Path } from '@flagforge/sdk/engine';
import type { ContextObject } from './context-text.ts';

const isObject = (value: Json | undefined): value is ContextObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (context: ContextObject, name: string): Json | undefined =>
  Object.hasOwn(context, name) ? context[name] : undefined;

/** What stands at a path, as the engine reads it: own names only; undefined: nothing. */
export function attributeAt(context: ContextObject, path: Path): Json | undefined {
  let value: Json | undefined = context;
  for (const name of path) {
    if (!isObject(value)) return undefined;
    value = own(value, name);
  }
  return value ?? undefined;
}

/**
 * The context with a value at a path, the rest as it was. Something else than an object on the way there is replaced.
 * @param value undefined: it goes, and so does an object that nothing is left in.
 */
export function withAttribute(context: ContextObject, path: Path, value: Json | undefined): ContextObject {
  const [name, ...rest] = path;
  if (name === undefined) return context;
  const before = own(context, name);
  const next = rest.length === 0 ? value : nested(before, rest, value);
  if (next !== undefined) return { ...context, [name]: next };
  return Object.fromEntries(Object.entries(context).filter(([each]) => each !== name));
}

function nested(before: Json | undefined, rest: Path, value: Json | undefined): Json | undefined {
  // Where nothing goes, what stands in the way stays.
  if (value === undefined && before !== undefined && !isObject(before)) return before;
  const inner = withAttribute(isObject(before) ? before : {}, rest, value);
  return Object.keys(inner).length === 0 && value === undefined ? undefined : inner;
}
