import type { Flag, Json } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { secretIn } from '../../compile/rules/secrets.ts';
import { formatInstant } from '../../diagnostics/format-instant.ts';
import { defaultOf, isLive, momentsOf, servedVariants } from './moments.ts';
import { outcomeRisks } from './outcome-risks.ts';
import type { FoundRisk, RiskCode } from './risk-table.ts';
import { ruleRisks } from './rule-risks.ts';

/**
 * What is risky in the change of a flag in one environment. What was live before the change counts, so that nothing that
 * comes on top makes a change look safer. @param now UTC epoch ms.
 */
export function flagRisks(before: Flag | null, after: Flag | null, now: number): readonly FoundRisk[] {
  const key = (after ?? before)?.key ?? null;
  const found: { code: RiskCode; text: string }[] = [];
  if (after !== null) found.push(...secrets(before, after));
  if (before !== null && after === null) found.push(...removal(before, now));
  if (before !== null && after !== null)
    found.push(...ownChanges(before, after, now), ...changesInTime(before, after, now));
  if (after !== null) found.push(...pastSteps(before, after, now));
  return found.map((risk) => ({ ...risk, flag: key }));
}

type Found = { readonly code: RiskCode; readonly text: string };

function removal(before: Flag, now: number): readonly Found[] {
  const wasOn = momentsOf(before, before, now).some((moment) => isLive(before, moment.before));
  return wasOn ? [{ code: 'flag-removed', text: 'it goes while it is on: callers get the default in their code' }] : [];
}

/** What does not depend on time. */
function ownChanges(before: Flag, after: Flag, now: number): readonly Found[] {
  const moments = momentsOf(before, after, now);
  const wasOn = moments.some((moment) => isLive(before, moment.before));
  const served = new Set(moments.flatMap((moment) => [...servedVariants(before, moment.before)]));
  const found: Found[] = [];
  const add = (isSo: boolean, code: RiskCode, text: string): void => {
    if (isSo) found.push({ code, text });
  };
  const [wasKilled, isKilled] = [before.killed === true, after.killed === true];
  add(wasKilled !== isKilled, 'kill-switch', isKilled ? 'it is killed: everyone gets off' : 'it is no longer killed');
  add(before.type !== after.type, 'type-changed', `its type is ${after.type} and was ${before.type}`);
  add(before.off !== after.off, 'off-changed', `off is ${after.off} and was ${before.off}`);
  add(
    wasOn && canonicalJson(before.requires ?? []) !== canonicalJson(after.requires ?? []),
    'requires-changed',
    'it has other prerequisites',
  );
  const [wasKillable, isKillable] = [before.killable !== false, after.killable !== false];
  add(
    wasKillable !== isKillable,
    'killable-changed',
    `a break-glass kill is ${isKillable ? 'possible now' : 'no longer possible'}`,
  );
  add(before.client !== true && after.client === true, 'client-visible', 'client keys can see its values now');
  const values = new Map(after.variants.map(({ name, value }) => [name, canonicalJson(value)]));
  for (const { name, value } of before.variants.filter(({ name }) => served.has(name))) {
    const now = values.get(name);
    add(now === undefined && wasOn, 'variant-removed', `variant ${name}, which it serves, goes`);
    add(
      now !== undefined && now !== canonicalJson(value) && wasOn,
      'value-changed',
      `variant ${name} has another value`,
    );
  }
  return found;
}

/** What an environment says, at present and after each step to come; each matter once, for when it begins. */
function changesInTime(before: Flag, after: Flag, now: number): readonly Found[] {
  const isReordered = orderOf(before, after).join() !== orderOf(after, before).join();
  const seen = new Set<string>();
  return momentsOf(before, after, now).flatMap((moment) => {
    if (!isLive(before, moment.before)) return [];
    const { before: old, after: next, label } = moment;
    const found: Found[] = [
      ...(next.enabled === true ? [] : [{ code: 'disabled' as const, text: 'it is disabled' }]),
      ...ruleRisks(old.rules ?? [], next.rules ?? [], before.off),
      ...outcomeRisks('the default', defaultOf(old, before), defaultOf(next, after), before.off),
      ...(isReordered && [...(old.rules ?? []), defaultOf(old, before)].some((outcome) => 'rollout' in outcome)
        ? [{ code: 'variants-reordered' as const, text: 'its variants change places, and their ranges with them' }]
        : []),
    ];
    return found.flatMap(({ code, text }) => {
      if (seen.has(`${code} ${text}`)) return [];
      seen.add(`${code} ${text}`);
      return [{ code, text: `${label}${text}` }];
    });
  });
}

/** The variants of a flag that another one has too, in its order. */
function orderOf({ variants }: Flag, other: Flag): readonly string[] {
  const names = new Set(other.variants.map(({ name }) => name));
  return variants.flatMap(({ name }) => (names.has(name) ? [name] : []));
}

function pastSteps(before: Flag | null, after: Flag, now: number): readonly Found[] {
  const known = new Set((before?.schedule ?? []).map((step) => canonicalJson(step)));
  const past = (after.schedule ?? []).filter((step) => step.at <= now && !known.has(canonicalJson(step)));
  return past.map(({ at }) => ({
    code: 'schedule-past',
    text: `the new step of ${formatInstant(at)} is past already, and takes effect at once`,
  }));
}

function secrets(before: Flag | null, after: Flag): readonly Found[] {
  const known = new Set((before?.variants ?? []).map(({ value }) => canonicalJson(value)));
  return after.variants.flatMap(({ name, value }) => {
    const what = known.has(canonicalJson(value)) ? null : secretWithin(value, name);
    return what === null ? [] : [{ code: 'secret-looking', text: `the value of variant ${name} looks like ${what}` }];
  });
}

function secretWithin(value: Json, name: string): string | null {
  if (typeof value === 'string') return secretIn(value, name);
  if (typeof value !== 'object' || value === null) return null;
  const parts: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item: Json) => [name, item] as const)
    : Object.entries(value);
  for (const [key, item] of parts) {
    const what = secretWithin(item, key);
    if (what !== null) return what;
  }
  return null;
}
