/** What there is beside flags: segments, schedules, people. */

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

/** A step of a flag's schedule that is still to come. */
export interface ScheduledStepJson {
  readonly flag: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly at: string;
  /** What it sets, in a few words each. */
  readonly words: readonly string[];
}

/** Somebody, or a group of people, with what they may do. */
export interface MemberJson {
  /** As `people` names them; else what `access` names. */
  readonly name: string;
  readonly identities: readonly string[];
  /** Environment -> roles there, ascending; environments without any are missing. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}
