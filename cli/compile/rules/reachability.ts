import type { Condition } from '@flagforge/sdk/engine';
import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import {
  contradictedPath,
  type Domains,
  implies,
  isAlwaysTrue,
  isNeverTrue,
  pathSubject,
  type Scalar,
} from '../analysis/index.ts';
import type { ConditionSource, ProjectConfig, RuleSource } from '../model.ts';
import { ruleLabel, type SettingsPart, settingsOf, soleVariant } from './flag-parts.ts';
import { pathText } from './path-text.ts';
import type { FlagRule, SegmentRule } from './rule.ts';

/** Pairs of rules that are compared in one environment; later ones are taken on trust, so that time is bounded. */
const MAX_PAIRS = 2_000;

/** What reachability depends on. */
type Scope = Pick<ProjectConfig, 'attributes' | 'unit'>;

const domainsByConfig = new WeakMap<Scope, Domains>();

/** What attributes with an `enum` can be. Lists are left out: there the enum limits the elements. */
const domainsOf = (config: Scope): Domains => {
  let domains = domainsByConfig.get(config);
  if (domains === undefined) {
    const entries = (config.attributes ?? []).flatMap(({ path, type, enum: values }): [string, readonly Scalar[]][] =>
      values === undefined || type.endsWith('[]') ? [] : [[pathSubject(path), values]],
    );
    domains = new Map(entries);
    domainsByConfig.set(config, domains);
  }
  return domains;
};

/** What is certain of one condition. */
interface Verdict {
  /** One object for all conditions of this text, so that what is known of it is known once. */
  readonly condition: Condition;
  readonly isNever: boolean;
  readonly isAlways: boolean;
  /** The attribute that a condition that is never true asks too much of, when that can be told. */
  readonly attribute: string | null;
}

const MAX_REMEMBERED = 20_000;
const verdictsByConfig = new WeakMap<Scope, Map<string, Verdict>>();

/** Conditions are often the same in several environments and flags; each text is looked into once. */
const verdictOn = (source: ConditionSource, config: Scope): Verdict | null => {
  const { text, condition } = source;
  if (condition === null) return null;
  let verdicts = verdictsByConfig.get(config);
  if (verdicts === undefined || verdicts.size >= MAX_REMEMBERED) {
    verdicts = new Map();
    verdictsByConfig.set(config, verdicts);
  }
  let verdict = verdicts.get(text);
  if (verdict === undefined) {
    const domains = domainsOf(config);
    const isNever = isNeverTrue(condition, domains);
    const path = isNever ? contradictedPath(condition, domains) : null;
    const attribute = path === null ? null : pathText(path);
    verdict = { condition, isNever, isAlways: !isNever && isAlwaysTrue(condition), attribute };
    verdicts.set(text, verdict);
  }
  return verdict;
};

interface Earlier {
  readonly label: string;
  /** When the rule ends the search, given its unit. */
  readonly condition: Condition;
  readonly isAlways: boolean;
  /** The attribute without which its rollout does not match; null when it needs none. */
  readonly unit: string | null;
}

/** What a rule with a rollout needs besides its condition (contract 4: without its unit it does not match). */
const unitOf = (rule: RuleSource, config: Scope): string | null =>
  'serve' in rule.outcome || soleVariant(rule.outcome) !== null ? null : pathText(rule.outcome.unit ?? config.unit);

const checkPart = (part: Pick<SettingsPart, 'rules'>, file: string, config: Scope): Finding[] => {
  const findings: Finding[] = [];
  const earlier: Earlier[] = [];
  let pairs = 0;
  part.rules.forEach(({ rule, path }, index) => {
    const verdict = verdictOn(rule.if, config);
    if (verdict === null) return;
    const { condition, isAlways } = verdict;
    const place = { path: [...path, 'if'] };
    if (verdict.isNever) {
      findings.push(neverTrue(verdict, 'rule', file, place.path));
      return;
    }
    const unit = unitOf(rule, config);
    const covers = earlier.filter((candidate) => {
      pairs += 1;
      return pairs <= MAX_PAIRS && (candidate.isAlways || implies(condition, candidate.condition));
    });
    const cover = covers.find((candidate) => candidate.unit === null || candidate.unit === unit) ?? covers[0];
    if (cover !== undefined) findings.push(shadowed(cover, { condition, unit }, file, path));
    else if (isAlways) findings.push({ code: 'FF1611', file, place, args: { where: 'rule' } });
    // Where an engine lacks a foreign hash the rule never matches, so it shadows nothing for certain.
    if ('rollout' in rule.outcome && rule.outcome.hash !== null) return;
    earlier.push({
      label: ruleLabel(rule, index),
      condition,
      isAlways,
      unit,
    });
  });
  return findings;
};

const shadowed = (
  cover: Earlier,
  { condition, unit }: { readonly condition: Condition; readonly unit: string | null },
  file: string,
  path: YamlPath,
): Finding => ({
  code: cover.isAlways ? 'FF1608' : 'FF1610',
  file,
  place: { path: [...path, 'if'] },
  // A context that lacks the unit passes the earlier rule, and this one too when it needs the same unit.
  args: {
    first: cover.label,
    ...(cover.unit === null || cover.unit === unit ? {} : { unit: cover.unit }),
    ...(!cover.isAlways && implies(cover.condition, condition) && { isEqual: true }),
  },
});

/** FF1608-FF1611: every rule can match, and none is hidden by one before it. */
export const reachability: FlagRule = (flag, config) =>
  settingsOf(flag).flatMap((part) => (part.settings.rules === undefined ? [] : checkPart(part, flag.file, config)));

/**
 * The same of a list of rules that is still being edited: for each rule what is wrong with its place or its condition,
 * null where nothing is. A rule whose `condition` is null is taken for one that may match.
 */
export function reachOfRules(rules: readonly RuleSource[], scope: Scope): readonly (Finding | null)[] {
  const findings = checkPart({ rules: rules.map((rule, index) => ({ rule, path: [index] })) }, '', scope);
  return rules.map(
    (_, index) =>
      findings.find(({ place }) => place !== undefined && 'path' in place && place.path[0] === index) ?? null,
  );
}

const neverTrue = (verdict: Verdict, where: 'rule' | 'segment', file: string, path: YamlPath): Finding => ({
  code: 'FF1609',
  file,
  place: { path },
  args: { where, ...(verdict.attribute === null ? {} : { attribute: verdict.attribute }) },
});

/** FF1609, FF1611: the condition of a segment decides something. */
export const segmentCondition: SegmentRule = ({ if: source, file }, config) => {
  const verdict = source === null ? null : verdictOn(source, config);
  if (verdict?.isNever) return [neverTrue(verdict, 'segment', file, ['if'])];
  if (verdict?.isAlways) return [{ code: 'FF1611', file, place: { path: ['if'] }, args: { where: 'segment' } }];
  return [];
};
