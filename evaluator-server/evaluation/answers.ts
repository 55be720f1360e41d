import type { Evaluation } from '@flagforge/sdk/engine';
import { createTagBuilder, digestText, type TextDigest } from '../http/etag.ts';
import type { KeyKind } from '../keys/key.ts';
import { type Count, countBulk, countSingle, type Tally } from './counts.ts';

/** A JSON body and its length in bytes of UTF-8. */
export interface Answer {
  readonly body: string;
  readonly bytes: number;
}

/** An answer with the strong entity tag of its body. */
export interface TaggedAnswer extends Answer {
  readonly tag: string;
}

/** A part of a body: its text and what stands for it in the tag. */
interface Part extends Answer {
  readonly digest: TextDigest;
}

/**
 * The bodies of one snapshot's answers. The engine gives the same frozen result object for the same outcome, so
 * each is turned into text once per kind of key and found again by identity. Each answer is counted, beside its text.
 */
export interface Answers {
  /** Whether this kind of key may know of the flag. False for flags that do not exist. */
  isVisible(flagKey: string, kind: KeyKind): boolean;
  /** `{value, variant, reason, flagKey, version, rule?, errorCode?}`; client keys never get `rule`. */
  one(result: Evaluation, kind: KeyKind): Answer;
  /**
   * `{version, overrides?, flags: {key: {value, variant, reason, rule?, errorCode?, variants?}}}` with the flags that
   * this kind of key may see; `overrides: true` and each flag's `variants` only where overrides are allowed.
   */
  all(results: readonly Evaluation[], kind: KeyKind): TaggedAnswer;
}

/** The texts of one result, each made when it is first asked for, and how often it was given. */
interface Texts extends Count {
  one?: Answer;
  /** `"key":{...}`, or null where the flag must not be seen. */
  entry?: Part | null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For each flag of a snapshot: may client keys see it, and the names of its variants as JSON. Total on any JSON. */
function readFlags(snapshot: unknown): ReadonlyMap<string, { readonly client: boolean; readonly variants: string }> {
  const flags = new Map<string, { readonly client: boolean; readonly variants: string }>();
  if (!isObject(snapshot) || !Array.isArray(snapshot.flags)) return flags;
  for (const flag of snapshot.flags) {
    if (!isObject(flag) || typeof flag.key !== 'string') continue;
    const variants = Array.isArray(flag.variants) ? flag.variants : [];
    const names = variants.map((variant: unknown) => (isObject(variant) ? variant.name : null));
    flags.set(flag.key, { client: flag.client === true, variants: JSON.stringify(names) });
  }
  return flags;
}

/** What of a result is the same in every answer: `"value":...,"variant":...,"reason":...`. An error has no value. */
function outcome(result: Evaluation): string {
  if (result.reason === 'error') return '"reason":"error"';
  const { value, variant, reason } = result;
  return `"value":${JSON.stringify(value)},"variant":${JSON.stringify(variant)},"reason":${JSON.stringify(reason)}`;
}

/** The end of an answer: the rule, for server keys, and the error code, where there are any. */
function details(result: Evaluation, kind: KeyKind): string {
  if (result.reason === 'error') return `,"errorCode":${JSON.stringify(result.errorCode)}`;
  return result.rule === undefined || kind === 'client' ? '' : `,"rule":${JSON.stringify(result.rule)}`;
}

/** The end of a body with all flags. */
const CLOSE = '}}';

function part(body: string): Part {
  return { body, bytes: Buffer.byteLength(body), digest: digestText(body) };
}

/** The answers of one snapshot of this version. @param tally of its environment. */
export function createAnswers(snapshot: unknown, version: number, tally: Tally): Answers {
  const flags = readFlags(snapshot);
  const hasOverrides = isObject(snapshot) && snapshot.overrides === 'allowed';
  const texts: Record<KeyKind, WeakMap<Evaluation, Texts>> = { server: new WeakMap(), client: new WeakMap() };

  const textsOf = (result: Evaluation, kind: KeyKind): Texts => {
    const known = texts[kind].get(result);
    if (known !== undefined) return known;
    const made: Texts = { result, kind, single: 0, bulk: 0 };
    texts[kind].set(result, made);
    return made;
  };

  const isVisible = (flagKey: string, kind: KeyKind): boolean => {
    const flag = flags.get(flagKey);
    return flag !== undefined && (kind === 'server' || flag.client);
  };

  const renderOne = (result: Evaluation, kind: KeyKind): Answer => {
    const name = `"flagKey":${JSON.stringify(result.flagKey)},"version":${version}`;
    const body = `{${outcome(result)},${name}${details(result, kind)}}`;
    return { body, bytes: Buffer.byteLength(body) };
  };

  const renderEntry = (result: Evaluation, kind: KeyKind): Part | null => {
    const flag = flags.get(result.flagKey);
    if (flag === undefined || !isVisible(result.flagKey, kind)) return null;
    const variants = hasOverrides ? `,"variants":${flag.variants}` : '';
    return part(`${JSON.stringify(result.flagKey)}:{${outcome(result)}${details(result, kind)}${variants}}`);
  };

  const open = part(`{"version":${version},${hasOverrides ? '"overrides":true,' : ''}"flags":{`);
  return {
    isVisible,
    one(result, kind) {
      const held = textsOf(result, kind);
      countSingle(tally, held);
      held.one ??= renderOne(result, kind);
      return held.one;
    },
    all(results, kind) {
      const tag = createTagBuilder();
      tag.add(open.digest);
      let body = open.body;
      let bytes = open.bytes + CLOSE.length;
      let comma = '';
      for (const result of results) {
        const held = textsOf(result, kind);
        if (held.entry === undefined) held.entry = renderEntry(result, kind);
        if (held.entry === null) continue;
        countBulk(tally, held);
        tag.add(held.entry.digest);
        body += comma + held.entry.body;
        bytes += comma.length + held.entry.bytes;
        comma = ',';
      }
      return { body: body + CLOSE, bytes, tag: tag.tag() };
    },
  };
}
