/** What a change does, as `diff` shows it and four eyes judge it. Made by `diffProjects`. @see contract 6 */
import type { Json } from '@flagforge/sdk/engine';

/** Ascending. */
export const RISK_LEVELS = ['low', 'medium', 'high'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** Why a change is more than a harmless one. */
export interface RiskReason {
  /** Permanent: `percentage-lowered`, `salt-changed`, `kill-switch`, ... */
  readonly code: string;
  readonly level: RiskLevel;
  /** The flag that it concerns; null: the environment. */
  readonly flag: string | null;
  /** A sentence without full stop: `rule "us-canary" gives on to fewer units: 25 % -> 10 %`. */
  readonly text: string;
}

/** A place in a file of the project, for people to click. */
export interface SourcePlace {
  /** Relative to the project's folder, with `/`. */
  readonly file: string;
  /** From 1; of the new file, or of the old one where the thing is gone. */
  readonly line: number;
}

/** One matter that changed, in a product manager's words. */
export interface ChangeLine {
  /** `rule "us-canary": on goes from 10 % to 25 % of accounts where region starts with "us-"`. */
  readonly text: string;
  /** As JSON, for programs; null: not there. */
  readonly before: Json | null;
  readonly after: Json | null;
  readonly place: SourcePlace | null;
}

/** A flag, segment or group that was edited, or the environment's own settings. */
export interface ItemDiff {
  readonly subject: 'flag' | 'segment' | 'group' | 'environment';
  readonly name: string;
  readonly presence: 'kept' | 'added' | 'removed';
  readonly lines: readonly ChangeLine[];
}

/** A share of the units that moves from one variant to another. */
export interface Movement {
  /** null: the flag is not there on that side. */
  readonly from: string | null;
  /** The same as `from`: they keep the variant, whose value is another one. */
  readonly to: string | null;
  /** Of the units in question, over 0 to 1; exact by range arithmetic. Units are those that have what is hashed. */
  readonly share: number;
  /**
   * Which units, without those that an earlier rule takes: `all users`, `all other users`,
   * `accounts where region starts with "us-"`, `users listed as targets (user-1)`.
   */
  readonly among: string;
  /** When it begins, UTC epoch ms: a step of a schedule, or a date compared with now; null: at once. */
  readonly since: number | null;
  /** When both sides answer alike again, not included; null: never. */
  readonly until: number | null;
}

/** A flag whose answer may change here: edited itself, or reached by what was. */
export interface AffectedFlag {
  readonly flag: string;
  /** `null`: its own file was edited. Else the way from the edit: `segment beta`, `requires new-api`. */
  readonly through: string | null;
  /** By when they begin, then in the order of the rules. */
  readonly movements: readonly Movement[];
  /**
   * The movements as sentences without full stop: `15 % of accounts where region starts with "us-" move off -> on; nobody
   * loses it`. Where the arithmetic proves that none does: `nobody moves`.
   */
  readonly words: readonly string[];
}

export interface EnvironmentDiff {
  readonly environment: string;
  /** A renamed environment is a new one and a removed one. */
  readonly presence: 'kept' | 'added' | 'removed';
  /** Whether its snapshot, or who may change it, differs at all. */
  readonly isChanged: boolean;
  readonly items: readonly ItemDiff[];
  /** Ascending by flag. */
  readonly affected: readonly AffectedFlag[];
  readonly risk: { readonly level: RiskLevel; readonly reasons: readonly RiskReason[] };
}

/** A change of flagforge.yaml that says who may do what, or whom it reaches. */
export interface SettingDiff {
  /** `access`, `people`, `groups`, `environments.production.approvals`, ... */
  readonly setting: string;
  readonly text: string;
  readonly place: SourcePlace | null;
}

/** A declared attribute that changed. It changes no answer: conditions are checked against it, and people rely on it. */
export interface AttributeDiff {
  /** As conditions write it: `company.plan`. */
  readonly attribute: string;
  readonly text: string;
  readonly place: SourcePlace | null;
  /** Environment -> the flags there whose conditions, segments or rollouts read it, ascending; those without any left out. */
  readonly readers: readonly { readonly environment: string; readonly flags: readonly string[] }[];
}

export interface ProjectDiff {
  /** In the new project's order, then those that are gone. */
  readonly environments: readonly EnvironmentDiff[];
  /** Ascending by place. `attributes` are not among them: they only say what conditions are checked against. */
  readonly settings: readonly SettingDiff[];
  /** Ascending by name. */
  readonly attributes: readonly AttributeDiff[];
}
