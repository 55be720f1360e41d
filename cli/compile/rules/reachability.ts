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
import type { ProjectConfig, RuleSource } from '../model.ts';
import { ruleLabel, rulesOf, type SettingsPart, settingsOf, soleVariant } from './flag-parts.ts';
import { pathText } from './path-text.ts';
import type { FlagRule, SegmentRule } from './rule.ts';

/** Pairs of rules that are compared in one environment; later ones are taken on trust, so that time is bounded. */
const MAX_PAIRS = 2_000;

const domainsByConfig = new WeakMap<ProjectConfig, Domains>();

/** What attributes with an `enum` can be. Lists are left out: there the enum limits the elements. */
const domainsOf = (config: ProjectConfig): Domains => {
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

interface Earlier {
  readonly label: string;
  /** When the rule ends the search, given its unit. */
  readonly condition: Condition;
  readonly isAlways: boolean;
  /** The attribute without which its rollout does not match; null when it needs none. */
  readonly unit: string | null;
}

/** What a rule with a rollout needs besides its condition (contract 4: without its unit it does not match). */
const unitOf = (rule: RuleSource, config: ProjectConfig): string | null =>
  'serve' in rule.outcome || soleVariant(rule.outcome) !== null ? null : pathText(rule.outcome.unit ?? config.unit);

const checkPart = (part: SettingsPart, file: string, config: ProjectConfig): Finding[] => {
  const findings: Finding[] = [];
  const earlier: Earlier[] = [];
  let pairs = 0;
  rulesOf(part).forEach(({ rule, path }, index) => {
    const { condition } = rule.if;
    if (condition === null) return;
    const place = { path: [...path, 'if'] };
    if (isNeverTrue(condition, domainsOf(config))) {
      findings.push({ code: 'FF1609', file, place, args: { where: 'rule', ...whyNever(condition, config) } });
      return;
    }
    const isAlways = isAlwaysTrue(condition);
    const unit = unitOf(rule, config);
    const covers = earlier.filter((candidate) => {
      pairs += 1;
      return pairs <= MAX_PAIRS && (candidate.isAlways || implies(condition, candidate.condition));
    });
    const cover = covers.find((candidate) => candidate.unit === null || candidate.unit === unit) ?? covers[0];
    if (cover !== undefined) findings.push(shadowed(cover, unit, file, path));
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

const shadowed = (cover: Earlier, unit: string | null, file: string, path: YamlPath): Finding => ({
  code: cover.isAlways ? 'FF1608' : 'FF1610',
  file,
  place: { path: [...path, 'if'] },
  // A context that lacks the unit passes the earlier rule, and this one too when it needs the same unit.
  args: {
    first: cover.label,
    ...(cover.unit === null || cover.unit === unit ? {} : { unit: cover.unit }),
  },
});

/** FF1608-FF1611: every rule can match, and none is hidden by one before it. */
export const reachability: FlagRule = (flag, config) =>
  settingsOf(flag).flatMap((part) => (part.settings.rules === undefined ? [] : checkPart(part, flag.file, config)));

const whyNever = (condition: Condition, config: ProjectConfig): { readonly attribute?: string } => {
  const path = contradictedPath(condition, domainsOf(config));
  return path === null ? {} : { attribute: pathText(path) };
};

/** FF1609, FF1611: the condition of a segment decides something. */
export const segmentCondition: SegmentRule = (segment, config) => {
  const condition = segment.if?.condition ?? null;
  if (condition === null) return [];
  const { file } = segment;
  const place = { path: ['if'] };
  if (isNeverTrue(condition, domainsOf(config))) {
    return [{ code: 'FF1609', file, place, args: { where: 'segment', ...whyNever(condition, config) } }];
  }
  return isAlwaysTrue(condition) ? [{ code: 'FF1611', file, place, args: { where: 'segment' } }] : [];
};
