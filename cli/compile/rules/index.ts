/** The semantic rules, by what they depend on. Each reports everything that it finds and never throws. */
import type { ConfigRule, FlagRule, ProjectRule, SegmentRule } from './rule.ts';

/** Run per flag; cacheable by the content of the flag and of flagforge.yaml. */
export const flagRules: readonly FlagRule[] = [];
/** Run per segment; cacheable likewise. */
export const segmentRules: readonly SegmentRule[] = [];
/** Run once on flagforge.yaml. */
export const configRules: readonly ConfigRule[] = [];
/** Run on every compile: they look across files, or at the time. */
export const projectRules: readonly ProjectRule[] = [];

export type {
  ConfigRule,
  FlagRule,
  JsonProblem,
  ProjectRule,
  RuleContext,
  RuleTools,
  SegmentRule,
  ValidateJson,
} from './rule.ts';
