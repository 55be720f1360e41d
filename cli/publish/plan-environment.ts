/** What a publish of a commit would do to one environment. Pure. */
import type { Flag, Overlay, Snapshot } from '@flagforge/sdk/engine';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { flagTextsOf, keyOfText } from '../compile/index.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { EXIT } from '../exit-codes.ts';
import { isSamePolicy, type Policy } from '../identity/policy.ts';
import { isAlwaysOff } from './always-off.ts';
import { isWhole } from './is-whole.ts';
import type { Published } from './read-published.ts';

/** How a commit stands to the newest published one: it is the first, the same, descends from it, does not, or git has not got that one. */
export type Lineage = 'first' | 'same' | 'descends' | 'diverged' | 'missing';

export interface PlanInput {
  readonly before: Published;
  /** The environment, compiled from the commit. */
  readonly compiled: Snapshot;
  readonly commit: string;
  readonly policy: Policy;
  readonly lineage: Lineage;
  /** What the hold withdrew; null while nothing is held. */
  readonly withdrawn: Snapshot | null;
  readonly expectVersion: number | null;
}

export type EnvironmentPlan =
  | { readonly kind: 'refused'; readonly problem: CommandError }
  /** What is served stays. `isTipBehind`: a newer commit is to be noted as the newest one that was published. */
  | { readonly kind: 'unchanged'; readonly isTipBehind: boolean }
  /** Only who may change the environment changes, which needs the same approvals. */
  | { readonly kind: 'policy' }
  | {
      readonly kind: 'version';
      readonly action: 'publish' | 'release';
      readonly overlays: readonly Overlay[];
      /** Flags whose kill ends, because the commit turns them off itself. */
      readonly settledKills: readonly string[];
      readonly isReleased: boolean;
    };

/** @see .github/decisions/0008-publish-protocol.md */
export function planEnvironment(input: PlanInput): EnvironmentPlan {
  const { before, compiled, commit } = input;
  for (const refuse of REFUSALS) {
    const problem = refuse(input);
    if (problem !== null) return { kind: 'refused', problem };
  }
  const settledKills = settled(before, compiled);
  const overlays = before.overlays.filter((overlay) => {
    return overlay.kind === 'kill' && !settledKills.includes(overlay.flag);
  });
  const isReleased = before.overlays.some(({ kind }) => kind === 'hold');
  const isSameContent = before.contentHash === compiled.contentHash;
  if (!isSameContent || overlays.length !== before.overlays.length) {
    const action = isSameContent && isReleased ? 'release' : 'publish';
    return { kind: 'version', action, overlays, settledKills, isReleased };
  }
  if (!isSamePolicy(before.policy, input.policy)) return { kind: 'policy' };
  return { kind: 'unchanged', isTipBehind: before.tip !== commit };
}

const REFUSALS: readonly ((input: PlanInput) => CommandError | null)[] = [
  refuseUnexpected,
  refuseLineage,
  refuseDamaged,
  refuseHeld,
];

function refuseUnexpected({ before, expectVersion }: PlanInput): CommandError | null {
  if (expectVersion === null || expectVersion === before.version) return null;
  const { environment } = before.place;
  return codedError(EXIT.findings, 'FF3003', { environment, version: before.version, expected: expectVersion });
}

function refuseLineage({ before, commit, lineage }: PlanInput): CommandError | null {
  if (lineage !== 'diverged' && lineage !== 'missing') return null;
  const args = {
    environment: before.place.environment,
    tip: shortCommit(before.tip ?? ''),
    commit: shortCommit(commit),
  };
  return codedError(EXIT.findings, lineage === 'missing' ? 'FF3004' : 'FF3001', args);
}

/** What is served is believed by its own hash alone: its difference to the commit goes into the audit log as approved. */
function refuseDamaged({ before }: PlanInput): CommandError | null {
  if (before.version === 0 || isWhole(before)) return null;
  return codedError(EXIT.findings, 'FF3009', { environment: before.place.environment, version: before.version });
}

/**
 * While an environment is held, a commit passes when everything that the rollback restored is in it as it was restored;
 * what else it changes is its own affair.
 */
function refuseHeld({ before, compiled, commit, withdrawn }: PlanInput): CommandError | null {
  if (withdrawn === null || before.snapshot === null) return null;
  const hold = before.overlays.find(({ kind }) => kind === 'hold');
  if (hold?.kind !== 'hold') return null;
  const restored = diffSnapshots(withdrawn, before.snapshot).filter(isContent);
  // From what is served to the commit: what is not among these is in both alike.
  const moved = new Set(diffSnapshots(before.snapshot, compiled).map(nameOf));
  const brought = restored.map(nameOf).filter((name) => moved.has(name));
  if (brought.length === 0) return null;
  const { environment } = before.place;
  const args = { environment, version: hold.version, commit: shortCommit(commit), names: brought };
  return codedError(EXIT.findings, 'FF3005', args);
}

const isContent = ({ subject }: { readonly subject: string }): boolean => subject !== 'kill' && subject !== 'hold';

const nameOf = ({ subject, name }: { readonly subject: string; readonly name: string }): string =>
  subject === 'flag' ? name : `${subject} ${name}`;

/**
 * The killed flags that git says the same of now: the commit kills them itself, or turns them off in this environment,
 * where they were not. One that was off before stays killed: nobody has said anything of it.
 */
function settled(before: Published, compiled: Snapshot): string[] {
  const kills = new Set(before.overlays.flatMap((overlay) => (overlay.kind === 'kill' ? [overlay.flag] : [])));
  if (kills.size === 0) return [];
  const killedFlags = (snapshot: Snapshot): Flag[] =>
    flagTextsOf(snapshot).flatMap((text) => (kills.has(keyOfText(text)) ? [JSON.parse(text) as Flag] : []));
  const wasOff = new Set(
    before.snapshot === null
      ? []
      : killedFlags(before.snapshot).flatMap((flag) => (isAlwaysOff(flag) ? [flag.key] : [])),
  );
  return killedFlags(compiled).flatMap((flag) =>
    flag.killed === true || (isAlwaysOff(flag) && !wasOff.has(flag.key)) ? [flag.key] : [],
  );
}

/** As git shows it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}
