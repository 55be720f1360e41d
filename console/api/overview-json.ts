/** What there is beside flags: segments, schedules, people. */
import type { AccessEntry, Person } from 'flagforge/compile';

export interface SegmentJson {
  readonly name: string;
  readonly file: string;
  readonly description: string | null;
  /** The text of its condition; null: it is a list alone. */
  readonly if: string | null;
  /** How many units are listed. */
  readonly included: number;
  readonly excluded: number;
  /** The first of them. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Keys of flags whose conditions name it, and segments that do. */
  readonly usedBy: { readonly flags: readonly string[]; readonly segments: readonly string[] };
  /** The same with where in each: `production, rule us-canary`. */
  readonly uses: readonly {
    readonly kind: 'flag' | 'segment' | 'group';
    readonly name: string;
    readonly places: readonly string[];
  }[];
}

/** One segment, with what its file says, whole. */
export interface OneSegmentJson extends SegmentJson {
  readonly commit: string;
  /** The text of its file. */
  readonly source: string;
  /** What edits replace: the lists are those that stand in the file. */
  readonly edited: {
    readonly description: string | null;
    readonly if: string | null;
    readonly include: readonly string[];
    readonly exclude: readonly string[];
  };
  /** It lists more units in a file of its own. */
  readonly hasFile: boolean;
}

/** A step of a flag's schedule that is still to come. */
export interface ScheduledStepJson {
  readonly flag: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly at: string;
  /** What it sets, in a few words each. */
  readonly words: readonly string[];
  /** Who brought it, by the audit log; null: it does not say. */
  readonly by: {
    readonly who: string;
    /** ISO 8601. */
    readonly at: string;
    /** Of the change request, as the audit log has it: `12`. */
    readonly request: string | null;
  } | null;
}

/** Somebody, or a group of people, with what they may do. */
export interface MemberJson {
  /** As `people` names them; else what `access` names. */
  readonly name: string;
  readonly identities: readonly string[];
  /** Environment -> roles there, ascending; environments without any are missing. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

export interface MemberListJson {
  readonly commit: string;
  /** false: the organisation's own roles count. */
  readonly usesRoles: boolean;
  readonly members: readonly MemberJson[];
  /** As flagforge.yaml has them. */
  readonly people: readonly Person[];
  readonly access: readonly AccessEntry[] | null;
}
