/** What one edit in the console means, before it is YAML. Plain data: it is kept in the browser, and made again on a newer commit. */
import type { AccessEntry, FlagSource, OutcomeSource, Person, RuleSource, TargetSource } from 'flagforge/compile';
import type { YamlEdit } from 'flagforge/edit';

/** A step of a schedule, as it is edited. `at`: UTC epoch ms. */
export interface ScheduleStepDraft {
  readonly at: number;
  readonly set: {
    readonly enabled?: boolean;
    readonly targets?: readonly TargetSource[];
    readonly rules?: readonly RuleSource[];
    readonly default?: OutcomeSource;
  };
}

interface OfFlag {
  /** The flag's key, and its file in the project's folder. */
  readonly flag: string;
  readonly file: string;
}

interface OfEnvironment extends OfFlag {
  readonly environment: string;
}

/** Of a flag: each replaces what it names, whole. */
export type FlagOperation =
  | (OfEnvironment & { readonly kind: 'set-enabled'; readonly enabled: boolean })
  | (OfEnvironment & { readonly kind: 'set-targets'; readonly targets: readonly TargetSource[] })
  | (OfEnvironment & { readonly kind: 'set-rules'; readonly rules: readonly RuleSource[] })
  | (OfEnvironment & { readonly kind: 'set-default'; readonly default: OutcomeSource })
  | (OfEnvironment & { readonly kind: 'set-schedule'; readonly schedule: readonly ScheduleStepDraft[] })
  | (OfFlag & { readonly kind: 'set-killed'; readonly killed: boolean })
  | (OfFlag & { readonly kind: 'set-archived' })
  | (OfFlag & {
      readonly kind: 'set-facts';
      readonly facts: {
        readonly description?: string | null;
        readonly owner?: string | null;
        readonly tags?: readonly string[];
        readonly expires?: string | null;
        readonly client?: boolean;
      };
    });

/** How many have to approve, by the risk of a change. */
export interface RiskCounts {
  readonly low: number;
  readonly medium: number;
  readonly high: number;
}

/** Who has to agree to changes of an environment, and who may act without. What is left out stays. */
export interface PolicyParts {
  readonly approvals?: RiskCounts;
  readonly approvers?: readonly string[];
  readonly breakGlass?: readonly string[];
  readonly overrides?: 'allowed' | 'denied';
}

/** People, and who may do what. `access` null: roles are not in use. */
export interface MemberLists {
  readonly people: readonly Person[];
  readonly access: readonly AccessEntry[] | null;
}

/** Who is in a segment. What is left out stays; the lists are those of its file. */
export interface SegmentParts {
  readonly description?: string | null;
  readonly if?: string | null;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Of what flags share: the rules of an environment, people, a segment. */
export type SharedOperation =
  | {
      readonly kind: 'set-policy';
      readonly file: string;
      readonly environment: string;
      readonly policy: PolicyParts;
      /** Environments that no file names yet: with the first that one does, the others have to be named too. */
      readonly unnamed: readonly string[];
    }
  | { readonly kind: 'set-members'; readonly file: string; readonly members: MemberLists }
  | { readonly kind: 'set-segment'; readonly file: string; readonly segment: string; readonly parts: SegmentParts };

/** Of a file: of what no form knows. */
export type FileOperation =
  /** `text` null: it goes. */
  | {
      readonly kind: 'set-text';
      readonly file: string;
      readonly text: string | null;
      /** Of the file of a flag that is there: what the text says. Edits that follow are made on it. */
      readonly model?: FlagSource;
    }
  | { readonly kind: 'edit-file'; readonly file: string; readonly edits: readonly YamlEdit[] };

export type Operation = FlagOperation | SharedOperation | FileOperation;
