import type { RiskLevel } from '../project-diff.ts';

/** How much weight a kind of change has. */
interface Risk {
  /** In every environment but those for trying things out. */
  readonly guarded: RiskLevel;
  /** In environments named development or staging. */
  readonly trial: RiskLevel;
  /** When it applies, for people. */
  readonly when: string;
}

/** Every kind of change that has a level; README.md shows this table, and a test compares them. */
export const RISKS = {
  'environment-added': { guarded: 'high', trial: 'high', when: 'an environment is new, and so are its rules' },
  'environment-removed': { guarded: 'high', trial: 'high', when: 'an environment goes, and with it what reads it' },
  'project-renamed': { guarded: 'high', trial: 'high', when: 'the organization or the project has another name' },
  'kill-switch': { guarded: 'high', trial: 'low', when: '`killed` is set or taken away' },
  'type-changed': {
    guarded: 'high',
    trial: 'medium',
    when: 'the type of a flag changes, which typed reads do not expect',
  },
  'flag-removed': { guarded: 'high', trial: 'medium', when: 'a flag that is on is removed or archived' },
  'variant-removed': { guarded: 'high', trial: 'medium', when: 'a variant that is served goes' },
  rebucketed: {
    guarded: 'high',
    trial: 'medium',
    when: 'salt, unit or hash of a rollout or a group changes: every unit is drawn anew',
  },
  'variants-reordered': {
    guarded: 'high',
    trial: 'medium',
    when: 'variants of a rollout change places, and their ranges with them',
  },
  'access-changed': { guarded: 'high', trial: 'medium', when: '`access` or `people` changes' },
  'approvals-changed': {
    guarded: 'high',
    trial: 'low',
    when: '`approvals`, `approvers` or `breakGlass` of the environment changes',
  },
  'overrides-allowed': { guarded: 'high', trial: 'low', when: 'overrides become allowed' },
  'secret-looking': { guarded: 'high', trial: 'high', when: 'a new value looks like a credential' },
  'affected-half': { guarded: 'high', trial: 'low', when: 'more than 50 % of all units move at once' },
  'affected-quarter': { guarded: 'medium', trial: 'low', when: 'more than 25 % of all units move at once' },
  'affected-rule': {
    guarded: 'medium',
    trial: 'low',
    when: 'more than 50 % of the units that a condition picks move at once',
  },
  'rollout-doubled': {
    guarded: 'medium',
    trial: 'low',
    when: 'a variant goes to more than twice as many units as before, and to at least 10 % more of them',
  },
  'percentage-lowered': {
    guarded: 'medium',
    trial: 'low',
    when: 'a variant other than off goes to fewer units, so that some lose it',
  },
  'rule-moved': { guarded: 'medium', trial: 'low', when: 'a rule stands above one that it stood below' },
  'rule-removed': { guarded: 'medium', trial: 'low', when: 'a rule of a flag that is on goes' },
  disabled: { guarded: 'medium', trial: 'low', when: 'a flag that is on is disabled' },
  'off-changed': { guarded: 'medium', trial: 'low', when: 'the off variant is another one' },
  'value-changed': { guarded: 'medium', trial: 'low', when: 'a variant that is served has another value' },
  'requires-changed': { guarded: 'medium', trial: 'low', when: 'a flag that is on has other prerequisites' },
  'group-changed': {
    guarded: 'medium',
    trial: 'low',
    when: 'a flag loses a part of its slot, or joins or leaves a group',
  },
  'schedule-past': {
    guarded: 'medium',
    trial: 'low',
    when: 'a new schedule step is past already, and takes effect at once',
  },
  'killable-changed': { guarded: 'medium', trial: 'low', when: 'a break-glass kill becomes possible or impossible' },
  'client-visible': { guarded: 'medium', trial: 'low', when: '`client: true` shows the values to browsers and apps' },
  'wide-reach': {
    guarded: 'medium',
    trial: 'low',
    when: 'a segment, group or prerequisite carries the change to more than 5 flags',
  },
} as const satisfies Readonly<Record<string, Risk>>;

export type RiskCode = keyof typeof RISKS;

/** A change that matters, before it has a level. */
export interface FoundRisk {
  readonly code: RiskCode;
  /** null: it concerns the environment. */
  readonly flag: string | null;
  /** A sentence without full stop. */
  readonly text: string;
}

/** Environments in which nothing can go wrong that customers see. @see contract 2 */
export const isTrialEnvironment = (environment: string): boolean =>
  environment === 'development' || environment === 'staging';
