import {
  AND,
  BUCKETS,
  bucket,
  type ConditionNode,
  isText,
  lowerText,
  OR,
  ownValue,
  readAttribute,
  unitText,
} from '@flagforge/sdk/engine/core';
import {
  BOUND_LENGTH,
  ENTRY_LENGTH,
  type FlagNeed,
  NAME_LENGTH,
  type PackedFlag,
  type PackedPart,
  type TableNeed,
} from '../pack/format.ts';
import { partOf } from '../pack/part-of.ts';
import { type EdgeScope, load } from './load.ts';
import { must } from './must.ts';
import { serve } from './serve.ts';

/** A flag or a part of one, with all that it needs put in its place. */
async function complete(part: PackedPart, scope: EdgeScope): Promise<unknown> {
  const needs = part.needs || [];
  for (let i = 0; i < needs.length; i += 1) {
    // Each kind of need lacks what the others have.
    const need = needs[i] as Partial<TableNeed & FlagNeed>;
    let found: unknown = {};
    if (need.key) {
      const flag = await loadFlag(need.key, scope);
      const result = flag ? serve(flag, scope) : null;
      found = { kind: result && result.variant === need.variant ? AND : OR, of: [] };
    } else if (need.chunks) {
      let text = readAttribute(need as unknown as ConditionNode, scope);
      if (need.isUnit) text = unitText(text);
      if (isText(text)) {
        const chunk = partOf(need.isLower ? lowerText(text) : text, need.chunks);
        found = await load((need.page as string) + Math.floor(chunk), scope);
      }
    } else {
      found = await load(need.page as string, scope);
      found = await complete(found as PackedPart, scope);
    }
    const place = (need.place as readonly string[]).slice();
    const last = place.pop() as string;
    const parent = place.reduce((inner: unknown, name) => (inner as Record<string, unknown>)[name], part);
    (parent as Record<string, unknown>)[last] = found;
  }
  return part;
}

/** A flag of the version; undefined where there is none. Rejects where the origin is to answer it. */
async function loadFlag(key: string, scope: EdgeScope): Promise<PackedFlag | undefined> {
  let page: unknown = scope.pointer.names;
  const hash = `${BUCKETS + bucket(`${scope.pointer.seed}`, key)}`.slice(1);
  for (let level = scope.pointer.levels; level > 0; level -= 1) {
    const names = page as string;
    let at = ENTRY_LENGTH;
    while (at < names.length && names.slice(at, at + BOUND_LENGTH) <= hash) at += ENTRY_LENGTH;
    page = await load(names.slice(at - NAME_LENGTH, at), scope);
  }
  const flag = ownValue(page, key) as PackedFlag | 0 | undefined;
  must(flag !== 0);
  if (flag) await complete(flag, scope);
  return flag;
}

/** One flag as the evaluator writes it: members of an object. Rejects where the origin is to answer it. */
export async function evaluate(key: string, scope: EdgeScope): Promise<string> {
  const flag = await loadFlag(key, scope);
  let error = 'flag_not_found';
  if (flag && !flag.isHidden) {
    const result = serve(flag, scope);
    if (result) return `${flag.variants[result.variant]},"reason":"${result.reason}"`;
    error = 'targeting_key_missing';
  }
  return `"reason":"error","errorCode":"${error}"`;
}
