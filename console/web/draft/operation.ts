/** What one edit in the console means, before it is YAML. Plain data: it is kept in the browser, and made again on a newer commit. */
import type { OutcomeSource, RuleSource, TargetSource } from 'flagforge/compile';
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

/** Of a file: of what no form knows, and of settings and segments. */
export type FileOperation =
  /** `text` null: it goes. */
  | { readonly kind: 'set-text'; readonly file: string; readonly text: string | null }
  | { readonly kind: 'edit-file'; readonly file: string; readonly edits: readonly YamlEdit[] };

export type Operation = FlagOperation | FileOperation;
