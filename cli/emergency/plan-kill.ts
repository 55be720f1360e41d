/** What a kill would do, environment by environment. Pure, but for reading what is served. */
import type { Flag } from '@flagforge/sdk/engine';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { flagTextsOf, keyOfText, suggestName } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { Publisher } from '../identity/actor.ts';
import type { ProjectName } from '../project-name.ts';
import type { Published } from '../publish/read-published.ts';
import { refuseWithoutBreakGlass } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { type KillEffects, killEffects } from './kill-effects.ts';
import { isKilledByOverlay } from './overlays.ts';
import { loadPublishedEnvironments } from './published-environments.ts';

export interface KillRequest {
  readonly project: ProjectName;
  readonly flag: string;
  /** null: every environment that the flag is published in. */
  readonly environments: readonly string[] | null;
  /** Why; goes into the audit log. */
  readonly reason: string;
}

export type EnvironmentKillPlan = { readonly before: Published } & (
  | { readonly kind: 'kill'; readonly serves: string; readonly effects: KillEffects }
  /** By a kill that is in effect, or by the published commit itself. */
  | { readonly kind: 'already'; readonly by: 'overlay' | 'commit'; readonly serves: string }
  | { readonly kind: 'refused'; readonly problem: CommandError }
);

export interface KillPlan {
  readonly request: KillRequest;
  /** Ascending by name. */
  readonly environments: readonly EnvironmentKillPlan[];
}

/**
 * Reads what is served and works out what the kill does there. Writes nothing.
 * @throws CommandError (2) for a flag or an environment that was never published, (3) when Postgres fails.
 */
export async function planKill(tools: EmergencyTools, request: KillRequest): Promise<KillPlan> {
  const { project, flag, environments } = request;
  const published = await loadPublishedEnvironments(tools.database, project, environments);
  const plans = published.flatMap((before) => planEnvironmentKill(before, flag, tools.publisher, tools.now()) ?? []);
  const absent = published.filter((before) => !plans.some((plan) => plan.before === before));
  if (plans.length === 0) throw unknownPublishedFlag(published, flag);
  // Where it was not named, an environment without the flag has nothing to kill.
  const missing = absent.map(
    (before): EnvironmentKillPlan => ({ before, kind: 'refused', problem: unknownPublishedFlag([before], flag) }),
  );
  const all = environments === null ? plans : [...plans, ...missing];
  const order = new Map(published.map((before, index) => [before, index]));
  return { request, environments: all.sort((a, b) => (order.get(a.before) ?? 0) - (order.get(b.before) ?? 0)) };
}

/** null: what is served has no such flag. */
export function planEnvironmentKill(
  before: Published,
  key: string,
  publisher: Publisher,
  now: number,
): EnvironmentKillPlan | null {
  const { snapshot } = before;
  const flag = snapshot === null ? null : findFlag(before, key);
  if (snapshot === null || flag === null) return null;
  if (isKilledByOverlay(before.overlays, key)) return { before, kind: 'already', by: 'overlay', serves: flag.off };
  if (flag.killed === true) return { before, kind: 'already', by: 'commit', serves: flag.off };
  const { environment } = before.place;
  if (flag.killable === false)
    return { before, kind: 'refused', problem: codedError(EXIT.findings, 'FF3024', { flag: key, environment }) };
  const problem = refuseWithoutBreakGlass(publisher, before, `kill ${key}`);
  if (problem !== null) return { before, kind: 'refused', problem };
  return { before, kind: 'kill', serves: flag.off, effects: killEffects(snapshot, key, now) };
}

/** The flag as it is served; null when there is none. Parses no other. */
export function findFlag({ snapshot }: Published, key: string): Flag | null {
  const text = snapshot === null ? undefined : flagTextsOf(snapshot).find((candidate) => keyOfText(candidate) === key);
  return text === undefined ? null : (JSON.parse(text) as Flag);
}

/** A flag that nothing published has, with the nearest one that something has: exit 2. */
export function unknownPublishedFlag(published: readonly Published[], flag: string): CommandError {
  const keys = published.flatMap(({ snapshot }) => (snapshot === null ? [] : flagTextsOf(snapshot).map(keyOfText)));
  const suggestion = suggestName(flag, new Set(keys));
  return codedError(EXIT.usage, 'FF3022', {
    flag,
    environments: published.map(({ place }) => place.environment),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/**
 * The environments that `revive` has to name to take a kill back; null: none, as it was killed everywhere.
 * @param given what the kill named; null: nothing.
 */
export function namedByUndo({ environments }: KillPlan, given: readonly string[] | null): readonly string[] | null {
  const killed = environments.flatMap((plan) => (plan.kind === 'kill' ? [plan.before.place.environment] : []));
  if (killed.length === 0) return given;
  return given === null && killed.length === environments.length ? null : killed;
}
