import type { Evaluation } from '@flagforge/sdk/engine';
import { createTagBuilder, digestText, type TextDigest } from '../http/etag.ts';
import { isObject } from '../http/json-object.ts';
import type { KeyKind } from '../keys/key.ts';
import { type Count, countBulk, countSingle, type Tally } from './counts.ts';
import { ofrepText } from './ofrep-text.ts';

/** A JSON body and its length in bytes of UTF-8. */
export interface Answer {
  readonly body: string;
  readonly bytes: number;
}

/** An answer with the strong entity tag of its body. */
export interface TaggedAnswer extends Answer {
  readonly tag: string;
}

/** A part of a body: its text, after a comma, and what stands for it in the tag. */
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
  /** `"key":{...}` as `all` has it, or null where this kind of key must not see the flag. Not counted. */
  entry(result: Evaluation, kind: KeyKind): string | null;
  /**
   * `{version, flags: {key: {value, variant, reason, errorCode?}}}` for some flags, the form that the edge answers: no
   * rules for anybody. A key in place of a result is a flag that is not to be found.
   */
  some(results: readonly (Evaluation | string)[], kind: KeyKind): Answer;
  /** OFREP's answer for one flag: a success, or the failure that the result is. */
  ofrepOne(result: Evaluation, kind: KeyKind): Answer;
  /**
   * `{"flags":[...],"metadata":{"version"}` of OFREP's answer for all flags, without its last brace: what differs for each
   * asker comes after it. Ascending by key, with the flags that this kind of key may see; the tag is that of the whole.
   */
  ofrepAll(results: readonly Evaluation[], kind: KeyKind): TaggedAnswer;
}

/** The texts of one result, each made when it is first asked for, and how often it was given. */
interface Texts extends Count {
  one?: Answer;
  /** `"key":{...}`, or null where the flag must not be seen. */
  entry?: Part | null;
  ofrepOne?: Answer;
  /** An item of OFREP's list, or null. */
  ofrepItem?: Part | null;
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

const NOT_FOUND = '{"reason":"error","errorCode":"flag_not_found"}';

function answer(body: string): Answer {
  return { body, bytes: Buffer.byteLength(body) };
}

function part(text: string): Part {
  const body = `,${text}`;
  return { ...answer(body), digest: digestText(body) };
}

/** What the answers of one snapshot are made of. */
export interface AnswerOptions {
  readonly snapshot: unknown;
  readonly version: number;
  /** Whether the answer of a flag depends on nothing. */
  readonly isStatic: (flagKey: string) => boolean;
  /** Of the snapshot's environment. */
  readonly tally: Tally;
}

/** The answers of one snapshot of this version. */
export function createAnswers({ snapshot, version, isStatic, tally }: AnswerOptions): Answers {
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
    return answer(`{${outcome(result)},${name}${details(result, kind)}}`);
  };

  const renderEntry = (result: Evaluation, kind: KeyKind): Part | null => {
    const flag = flags.get(result.flagKey);
    if (flag === undefined || !isVisible(result.flagKey, kind)) return null;
    const variants = hasOverrides ? `,"variants":${flag.variants}` : '';
    return part(`${JSON.stringify(result.flagKey)}:{${outcome(result)}${details(result, kind)}${variants}}`);
  };

  const renderOfrepItem = (result: Evaluation, kind: KeyKind): Part | null =>
    isVisible(result.flagKey, kind) ? part(ofrepText(result, kind, isStatic(result.flagKey), null)) : null;

  /** The entry of a result, made when it is first asked for. */
  const entryOf = (held: Texts): Part | null => {
    if (held.entry === undefined) held.entry = renderEntry(held.result, held.kind);
    return held.entry;
  };

  const itemOf = (held: Texts): Part | null => {
    if (held.ofrepItem === undefined) held.ofrepItem = renderOfrepItem(held.result, held.kind);
    return held.ofrepItem;
  };

  // Two loops that are nearly alike: one that is told what to join is a tenth slower.
  const open = answer(`{"version":${version},${hasOverrides ? '"overrides":true,' : ''}"flags":{`);
  const close = answer('}}');
  const openDigest = digestText(open.body);
  const ofrepOpen = answer('{"flags":[');
  const ofrepClose = answer(`],"metadata":{"version":${version}}`);
  const ofrepDigest = digestText(ofrepOpen.body + ofrepClose.body);
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
      tag.add(openDigest);
      let body = open.body;
      let bytes = open.bytes + close.bytes;
      let isFirst = true;
      for (const result of results) {
        const held = textsOf(result, kind);
        const entry = entryOf(held);
        if (entry === null) continue;
        countBulk(tally, held);
        tag.add(entry.digest);
        body += isFirst ? entry.body.slice(1) : entry.body;
        bytes += entry.bytes;
        isFirst = false;
      }
      return { body: body + close.body, bytes: isFirst ? bytes : bytes - 1, tag: tag.tag() };
    },
    entry: (result, kind) => entryOf(textsOf(result, kind))?.body.slice(1) ?? null,
    some(results, kind) {
      const entries = results.map((result) => {
        if (typeof result === 'string') return `${JSON.stringify(result)}:${NOT_FOUND}`;
        countSingle(tally, textsOf(result, kind));
        return `${JSON.stringify(result.flagKey)}:{${outcome(result)}${details(result, 'client')}}`;
      });
      return answer(`{"version":${version},"flags":{${entries.join()}}}`);
    },
    ofrepOne(result, kind) {
      const held = textsOf(result, kind);
      countSingle(tally, held);
      held.ofrepOne ??= answer(ofrepText(result, kind, isStatic(result.flagKey), version));
      return held.ofrepOne;
    },
    ofrepAll(results, kind) {
      const tag = createTagBuilder();
      tag.add(ofrepDigest);
      let body = ofrepOpen.body;
      let bytes = ofrepOpen.bytes + ofrepClose.bytes;
      let isFirst = true;
      for (const result of results) {
        const held = textsOf(result, kind);
        const item = itemOf(held);
        if (item === null) continue;
        countBulk(tally, held);
        tag.add(item.digest);
        body += isFirst ? item.body.slice(1) : item.body;
        bytes += item.bytes;
        isFirst = false;
      }
      return { body: body + ofrepClose.body, bytes: isFirst ? bytes : bytes - 1, tag: tag.tag() };
    },
  };
}
