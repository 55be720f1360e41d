/**
 * The project as the files say it: shape-checked, conditions compiled, positions left behind as paths.
 * Everything here is plain JSON, so that a file's model can be cached by its content's hash.
 */
import type { Condition, FlagType, Json, Path } from '@flagforge/sdk/engine';
import type { Args, YamlPath } from '../diagnostics/diagnostic.ts';

/** A file of the project: `path` relative to the project's folder with `/`, `text` without a BOM. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Set by the loader where the file could not be read as text: reported in place of the content. `at` is an offset. */
  readonly problem?: { readonly code: string; readonly args: Args; readonly at: number };
}

export type AttributeType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'semver'
  | 'date'
  | 'ip'
  | 'string[]'
  | 'number[]'
  | 'boolean[]';

export interface Attribute {
  readonly path: Path;
  readonly type: AttributeType;
  /** When present, the only values it can have (for a list: its elements). */
  readonly enum?: readonly (string | number | boolean)[];
}

export type Role = 'viewer' | 'editor' | 'admin';

export interface Environment {
  readonly name: string;
  /** For changes of low risk, and of any risk where `approvalsByRisk` is absent. */
  readonly approvals: number;
  /** Present only where the file says `approvals` by level of risk. */
  readonly approvalsByRisk?: { readonly medium: number; readonly high: number };
  readonly approvers: readonly string[];
  readonly breakGlass: readonly string[];
  readonly overrides: 'allowed' | 'denied';
}

export interface GroupConfig {
  readonly name: string;
  readonly unit: Path;
  /** `percent` in integer thousandths. */
  readonly slots: readonly { readonly flag: string; readonly percent: number }[];
}

export interface Person {
  readonly name: string;
  readonly github?: string;
  readonly clerk?: string;
  readonly database?: string;
  readonly email: readonly string[];
}

export interface AccessEntry {
  readonly who: string;
  readonly role: string;
  readonly environments?: readonly string[];
}

/** flagforge.yaml. */
export interface ProjectConfig {
  readonly organization: string;
  readonly project: string;
  readonly environments: readonly Environment[];
  readonly unit: Path;
  /** null: not declared, conditions are not type-checked. */
  readonly attributes: readonly Attribute[] | null;
  readonly groups: readonly GroupConfig[];
  readonly people: readonly Person[];
  /** null: not written, roles are not in use. An empty list gives nobody a role. */
  readonly access: readonly AccessEntry[] | null;
}

/** A condition as written and as compiled; `condition` is null when the text had errors. */
export interface ConditionSource {
  readonly text: string;
  readonly condition: Condition | null;
}

/** As written: `percent` in integer thousandths, in the file's order; `10%` is already `[["on",10000],["off",90000]]`. */
export type OutcomeSource =
  | { readonly serve: string }
  | {
      readonly rollout: readonly (readonly [variant: string, percent: number])[];
      readonly unit: Path | null;
      readonly salt: string | null;
      readonly hash: string | null;
    };

export interface RuleSource {
  readonly name: string | null;
  readonly if: ConditionSource;
  readonly outcome: OutcomeSource;
}

export interface TargetSource {
  readonly variant: string;
  readonly units: readonly string[];
}

/** The keys that an environment, or a schedule step, sets. Absent: not written. */
export interface EnvironmentSettings {
  readonly enabled?: boolean;
  readonly targets?: readonly TargetSource[];
  readonly rules?: readonly RuleSource[];
  readonly default?: OutcomeSource;
}

export interface FlagEnvironment extends EnvironmentSettings {
  readonly name: string;
  readonly schedule: readonly { readonly at: number; readonly set: EnvironmentSettings }[];
}

export interface FlagSource {
  readonly key: string;
  readonly file: string;
  readonly description: string | null;
  readonly type: FlagType;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly kind: 'temporary' | 'permanent' | null;
  /** As written, `YYYY-MM-DD`. */
  readonly expires: string | null;
  readonly client: boolean;
  readonly killable: boolean;
  /** In the file's order. Boolean: exactly on: true, off: false. */
  readonly variants: readonly { readonly name: string; readonly value: Json }[];
  readonly off: string;
  readonly killed: boolean;
  readonly archived: boolean;
  readonly requires: readonly { readonly flag: string; readonly variant: string }[];
  readonly schema: Json | null;
  readonly environments: readonly FlagEnvironment[];
}

export interface SegmentSource {
  readonly name: string;
  readonly file: string;
  readonly description: string | null;
  readonly if: ConditionSource | null;
  /** Those of the list in the file, then those of its `includeFile`. */
  readonly include: readonly string[];
  /** How many of `include` stand in the file itself. */
  readonly written: number;
  /** Whether it names an `includeFile`, found or not. */
  readonly hasFile: boolean;
  readonly exclude: readonly string[];
}

/** What others need to know of a flag. Its whole model is read only for those who ask: most runs of most flags never do. */
export interface FlagSummary extends Pick<FlagSource, 'key' | 'file' | 'kind' | 'expires' | 'archived' | 'requires'> {
  /** Every segment that its conditions name, each once. */
  readonly segments: readonly string[];
  /** Whether any environment has a schedule. */
  readonly isScheduled: boolean;
  /** The model; the same object at every call. */
  readonly source: () => FlagSource;
}

/** Everything that parsed. Files with shape errors are missing here and have findings instead. */
export interface Project {
  readonly config: ProjectConfig;
  readonly flags: readonly FlagSummary[];
  readonly segments: readonly SegmentSource[];
  /** Keys of flag files that exist but did not parse: not "unknown" to those who name them. */
  readonly brokenFlags: readonly string[];
  readonly brokenSegments: readonly string[];
}

/** `a.b[0]` addresses in a flag's document, for rules that point. */
export type { YamlPath };
