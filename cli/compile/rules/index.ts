/** The semantic rules, by what they depend on. Each reports everything that it finds and never throws. */
import { flagInTwoGroups, slotsOver100 } from './groups.ts';
import { enabledButOff, expiredFlag, flagPapers, segmentPapers } from './housekeeping.ts';
import { attributeClashes, variantClashes } from './name-clashes.ts';
import { approvals, sharedIdentities } from './policies.ts';
import { prerequisiteCycles, repeatedPrerequisite } from './prerequisites.ts';
import { reachability, segmentCondition } from './reachability.ts';
import { rolloutHashing, rolloutTotal } from './rollouts.ts';
import type { ConfigRule, FlagRule, ProjectRule, SegmentRule } from './rule.ts';
import { ruleNames } from './rule-names.ts';
import { idleSteps, scheduleOrder, stepsAndTime } from './schedules.ts';
import { secretValues } from './secrets.ts';
import { segmentCycles, unknownSegment, unusedSegment } from './segments.ts';
import { repeatedTargets } from './targets.ts';
import { configUnits, rolloutUnits } from './units.ts';
import { unknownAccessEnvironment, unknownEnvironment } from './unknown-environment.ts';
import { unknownFlag } from './unknown-flag.ts';
import { unknownVariant } from './unknown-variant.ts';
import { variantSchema } from './variants.ts';

/** Run per flag; cacheable by the content of the flag and of flagforge.yaml. */
export const flagRules: readonly FlagRule[] = [
  variantSchema,
  variantClashes,
  unknownVariant,
  unknownEnvironment,
  repeatedPrerequisite,
  repeatedTargets,
  ruleNames,
  rolloutTotal,
  rolloutHashing,
  rolloutUnits,
  scheduleOrder,
  idleSteps,
  reachability,
  flagPapers,
  enabledButOff,
  secretValues,
];

/** Run per segment; cacheable likewise. */
export const segmentRules: readonly SegmentRule[] = [segmentPapers, segmentCondition];

/** Run once on flagforge.yaml. */
export const configRules: readonly ConfigRule[] = [
  unknownAccessEnvironment,
  flagInTwoGroups,
  slotsOver100,
  configUnits,
  attributeClashes,
  approvals,
  sharedIdentities,
];

/** Run on every compile: they look across files, or at the time. */
export const projectRules: readonly ProjectRule[] = [
  unknownFlag,
  unknownSegment,
  prerequisiteCycles,
  segmentCycles,
  unusedSegment,
  stepsAndTime,
  expiredFlag,
];

export type {
  ConfigRule,
  FlagRule,
  JsonProblem,
  ProjectRule,
  RuleTools,
  SegmentRule,
  ValidateJson,
} from './rule.ts';
export { segmentUsesOfFlag } from './segment-uses.ts';
