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
  readonly to: string | null;
  /** Of the units in question, 0 to 1; exact by range arithmetic. */
  readonly share: number;
  /** Which units: `all units`, `accounts where region starts with "us-"`. */
  readonly among: string;
}

/** A flag whose answer may change here: edited itself, or reached by what was. */
export interface AffectedFlag {
  readonly flag: string;
  /** `null`: its own file was edited. Else the way from the edit: `segment beta`, `requires new-api`. */
  readonly through: string | null;
  readonly movements: readonly Movement[];
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

export interface ProjectDiff {
  /** In the new project's order, then those that are gone. */
  readonly environments: readonly EnvironmentDiff[];
  /** Ascending by place. `attributes` are not among them: they only say what conditions are checked against. */
  readonly settings: readonly SettingDiff[];
}
