import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '@flagforge/sdk/engine';
import { CommandError } from '../command-error.ts';
import type { ProjectConfig } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { OpenLocalForge } from '../forge/local/open-local-forge.ts';
import type { ProjectName } from '../project-name.ts';
import { anchorHead } from '../publish/anchor-head.ts';
import { deliver } from '../publish/deliver.ts';
import type { EnvironmentReport } from '../publish/publish-report.ts';
import type { Signer } from '../publish/signing.ts';
import type { Target } from '../targets/target.ts';
import { loadChangesElsewhere, type Reached } from './changes-elsewhere.ts';
import type { ConsoleProject } from './console-parts.ts';
import { describeRepaired, openDevForge, withDev } from './dev-forge.ts';
import { type EnvironmentKeys, loadDevKeys } from './dev-keys.ts';
import type { DevScreen } from './dev-screen.ts';
import type { DevStore } from './dev-store.ts';
import type { Stage } from './follow-project.ts';
import { createRequestFollower } from './follow-requests.ts';
import type { LiveProject, Reading } from './live-project.ts';
import { forgeUserOf, type LocalUser, localUsersOf, personsOf } from './local-users.ts';
import type { DevHistory } from './open-history.ts';
import { serveProject } from './project-served.ts';
import { type PublishedMerge, publishMerge } from './publish-merge.ts';
import { attempt, loadTips, type PublishParts, publishReading, refuseRealProject } from './publish-reading.ts';
import type { Served } from './served.ts';
import { changesBetween } from './served-changes.ts';
import type { EvaluationParts } from './serving.ts';

const ANCHOR_AFTER_MS = 300;

/** What a session is made of. */
export interface SessionParts {
  readonly evaluation: EvaluationParts;
  readonly store: DevStore;
  /** The folder of dev's state. */
  readonly folder: string;
  readonly screen: DevScreen;
  /** dev's own history, in the folder of its state. Called again when that was deleted. */
  readonly openHistory: () => Promise<DevHistory>;
  readonly sign: Signer | null;
  readonly now: () => number;
  /** Called after the folder of dev's state was made anew. */
  readonly onRevived: () => Promise<void>;
  /** The project's folder, absolute: what is merged is written there. */
  readonly directory: string;
  readonly project: LiveProject;
  /** Takes what was saved a moment ago. */
  readonly flush: () => Promise<void>;
}

/** One run of `dev`: what is saved is published, and what the database says is served. */
export interface Session extends Stage {
  readonly port: number;
  readonly keys: readonly EnvironmentKeys[];
  /** The bus of whatever is served at the moment. */
  readonly bus: Target;
  /** What the console works on; null before the first good state. */
  console(): ConsoleProject | null;
  /** Calls `listener` after each time that something was published, or asked after. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** Serves and tells what other processes changed in the database, and publishes what they merged. */
  refresh(): Promise<void>;
  /** Begins with nothing when the folder of dev's state was deleted; returns whether it was. */
  reviveState(): Promise<boolean>;
  close(): Promise<void>;
}

/** @param port 0 takes a free one; it stays the same for the whole session. */
export async function openSession(parts: SessionParts, port: number): Promise<Session> {
  const { evaluation, store, screen, now } = parts;
  let history = await parts.openHistory();
  let served = await serveProject(evaluation, port, now);
  let known = new Map<string, Reached>();
  let keys: readonly EnvironmentKeys[] = [];
  let told: ReadonlyMap<string, Snapshot> = new Map();
  let last: Promise<unknown> = Promise.resolve();
  let current: { readonly name: ProjectName; readonly reading: Reading; readonly forge: OpenLocalForge } | null = null;
  let users: readonly LocalUser[] = [];
  let lastMerge: string | null = null;
  let merges = 0;
  const requests = createRequestFollower((identity) => {
    return users.find((user) => forgeUserOf(user).identity === identity)?.name ?? identity;
  });
  const listeners = new Set<() => void>();
  /** A save, a kill in another terminal and a deleted folder are dealt with one after the other. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    last = turn
      .catch(() => {})
      .then(() => {
        for (const listener of listeners) listener();
      });
    return turn;
  };

  const serveAnew = async (): Promise<void> => {
    await served.close();
    served = await serveProject(evaluation, served.port, now);
    known = new Map();
  };
  const become = async ({ organization, project }: ProjectConfig): Promise<void> => {
    const name = { organization, project };
    const before = served.name();
    if (before?.organization === organization && before.project === project) return;
    if (before !== null) {
      await serveAnew();
      told = new Map();
      await screen.note(`the project is ${organization}/${project} now: its versions and its audit log are its own`);
    }
    await store.join(organization);
    if (!store.isEmbedded) await refuseRealProject(store.database, name);
    served.setName(name);
    // What was merged when dev ended, and never published.
    history.startAfter((await loadTips(store.database, name)).filter((tip) => tip !== null));
  };
  const openForge = (name: ProjectName): OpenLocalForge =>
    openDevForge(
      {
        ...{ ...name, place: history.repository.place, database: store.database, directory: parts.directory, now },
        cache: parts.project.cache,
      },
      history.repository,
      () => personsOf(users),
    );
  const tellRequests = async (name: ProjectName): Promise<void> => {
    for (const event of await requests.look(store.database, name)) await screen.request(event);
  };
  /** @param own the versions that were made here. */
  const followDatabase = async (name: ProjectName, own: ReadonlyMap<string, number>): Promise<void> => {
    const { reached, versions } = await loadChangesElsewhere(store.database, name, known);
    const before = known;
    known = new Map(reached);
    for (const [environment, now] of reached) {
      const was = before.get(environment);
      // What this run has not seen yet is brought by its first publish.
      if (was === undefined || (was.version === now.version && was.keysVersion === now.keysVersion)) continue;
      if (own.get(environment) !== now.version) await deliver(store.database, [served.bus], { ...name, environment });
      if (was.keysVersion !== now.keysVersion) await screen.keysChanged(environment, served.countKeys(environment));
    }
    for (const change of versions) {
      if (before.has(change.environment) && own.get(change.environment) !== change.version)
        await screen.elsewhere(change);
    }
  };

  let anchoring: NodeJS.Timeout | null = null;
  /** Soon, and once for several saves: nobody waits for it. What is left at the end, the next run anchors. */
  const anchorSoon = ({ organization }: ProjectName): void => {
    if (anchoring !== null) clearTimeout(anchoring);
    anchoring = setTimeout(() => {
      void inTurn(() => anchorHead(store.database, organization, history.writeAnchor, { now: now() })).catch(() => {});
    }, ANCHOR_AFTER_MS);
    anchoring.unref();
  };

  const isDeleted = (): boolean => store.isEmbedded && !existsSync(join(parts.folder, 'pg', 'PG_VERSION'));
  const revive = async (): Promise<boolean> => {
    // While the project is gone (a checkout under way) nothing is made in its place.
    if (!isDeleted() || !existsSync(join(parts.folder, '..'))) return false;
    await screen.note(
      `${parts.folder} was deleted: the versions, the audit log and the kills of dev are gone with it, and begin anew`,
    );
    await store.reopen();
    history = await parts.openHistory();
    current = null;
    requests.reset();
    await serveAnew();
    await parts.onRevived();
    return true;
  };

  /** What became of a publish, after the database was asked what else happened. */
  const outcomeOf = async (
    name: ProjectName,
    reports: readonly EnvironmentReport[],
    from: Served['from'],
  ): Promise<Served> => {
    const own = new Map(reports.flatMap((report) => (isWritten(report) ? [[report.environment, report.version]] : [])));
    const changes = changesBetween(told, served.snapshots);
    told = new Map(served.snapshots);
    await followDatabase(name, own);
    anchorSoon(name);
    return {
      ...{ changes, from },
      versions: new Map(reports.map(({ environment, version }) => [environment, version])),
      refused: problemsOf(reports, 'refused'),
      failure: [...problemsOf(reports, 'failed').values()][0] ?? undelivered(reports),
    };
  };
  const publishParts = (): PublishParts => {
    const targets = [served.bus, ...store.targets];
    return { history, database: store.database, targets, sign: parts.sign, now };
  };
  /**
   * Publishes what the local forge merged, by whichever process. Returns whether the branch had moved.
   * @throws CommandError (3): then it is tried again with the next save, or in a second.
   */
  const takeMerges = async (name: ProjectName, forge: OpenLocalForge): Promise<boolean> => {
    if (!(await history.hasMoved())) return false;
    const commits = await forge.settled(async (repaired) => {
      if (repaired !== null) await screen.note(describeRepaired(repaired));
      return history.catchUp();
    });
    merges += 1;
    for (const commit of commits) {
      const startedAt = now();
      const given = { ...publishParts(), forge, project: parts.project, people: personsOf(users) };
      const published = await attempt(() => publishMerge(given, commit));
      if (published instanceof CommandError && published.exitCode === EXIT.outside) {
        history.forget(commit);
        throw published;
      }
      if (published instanceof CommandError) {
        // Asked again it would say the same; what it brought is published with the next save.
        await screen.note(`${commit.slice(0, 7)} was merged and is not published: ${published.message}`);
        continue;
      }
      if (published === null) continue;
      lastMerge = commit;
      const isBefore = told.size === 0;
      const outcome = await outcomeOf(name, published.reports, 'merged');
      await tellRequests(name);
      if (outcome.failure !== null) await screen.note(outcome.failure.message);
      // That it was merged is told already.
      if (isBefore) await screen.note(describeCaughtUp(published));
      else if (outcome.changes.size > 0) await screen.changed(outcome, false, now() - startedAt);
      if (outcome.refused.size > 0) await screen.refused(outcome.refused);
    }
    return true;
  };
  const publish = async (config: ProjectConfig, reading: Reading, mergesBefore: number): Promise<Served> => {
    const name = { organization: config.organization, project: config.project };
    users = localUsersOf(config);
    const isSame = current?.name.organization === name.organization && current.name.project === name.project;
    const forge = isSame && current !== null ? current.forge : openForge(name);
    const moved = await attempt(() => takeMerges(name, forge));
    if (moved instanceof CommandError) return failed(moved);
    const isStale = moved || merges !== mergesBefore;
    const done = isStale ? null : await publishReading(publishParts(), config, reading);
    if (done instanceof CommandError) return failed(done);
    if (done === null) return { ...NOTHING, from: 'stale' };
    current = { name, reading, forge };
    await tellRequests(name);
    return outcomeOf(name, done.reports, done.commit === lastMerge ? 'merged' : 'saved');
  };
  const refresh = async (): Promise<void> => {
    const name = served.name();
    if (name === null || isDeleted()) return;
    if (current !== null) await takeMerges(name, current.forge);
    await followDatabase(name, new Map());
    told = new Map(served.snapshots);
    if (current !== null) await tellRequests(name);
    anchorSoon(name);
  };
  const consoleProject = (): ConsoleProject | null => {
    if (current === null || isDeleted()) return null;
    const { name, reading, forge } = current;
    const merging = <Result>(work: () => Promise<Result>): Promise<Result> =>
      inTurn(async () => {
        const result = await work();
        // It is merged, whatever comes of publishing it: the files that were written make dev try again.
        const taken = await attempt(() => takeMerges(name, forge));
        if (taken instanceof CommandError) await screen.note(`merged, and not published yet: ${taken.message}`);
        return result;
      });
    const around = { flush: parts.flush, merging, refresh: () => inTurn(refresh), note: screen.note };
    const { repository } = history;
    return { name, reading, users, people: personsOf(users), repository, forge: withDev(forge, around) };
  };

  return {
    get port() {
      return served.port;
    },
    get keys() {
      return keys;
    },
    bus: {
      name: 'bus',
      address: served.bus.address,
      offer: (document) => served.bus.offer(document),
      read: (place, kind) => served.bus.read(place, kind),
      evaluators: (place) => served.bus.evaluators(place),
      usage: async (place, flagKeys, hours) => (await served.bus.usage?.(place, flagKeys, hours)) ?? new Map(),
      close: async () => {},
    },
    merges: () => merges,
    serve: (reading, mergesBefore) =>
      inTurn(async () => {
        const config = reading.result.project?.config;
        if (config === undefined) throw new TypeError('a project without errors has a configuration');
        try {
          await revive();
          await become(config);
        } catch (error) {
          // A mistake of how dev was started is no reason to wait; one that came with a save is.
          if (!(error instanceof CommandError) || (error.exitCode === EXIT.usage && served.name() === null))
            throw error;
          return failed(error);
        }
        keys = loadDevKeys(parts.folder, [...reading.result.snapshots.keys()], evaluation.generateKey, keys);
        served.useKeys(keys);
        return publish(config, reading, mergesBefore);
      }),
    console: consoleProject,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: () => inTurn(refresh),
    reviveState: () => inTurn(revive),
    close: async () => {
      if (anchoring !== null) clearTimeout(anchoring);
      await last;
      await served.close();
    },
  };
}

const NOTHING: Served = { changes: new Map(), versions: new Map(), refused: new Map(), failure: null, from: 'saved' };

const failed = (failure: CommandError): Served => ({ ...NOTHING, failure });

const isWritten = ({ outcome }: EnvironmentReport): boolean => outcome === 'published' || outcome === 'released';

function problemsOf(
  reports: readonly EnvironmentReport[],
  outcome: EnvironmentReport['outcome'],
): ReadonlyMap<string, CommandError> {
  return new Map(
    reports.flatMap((report) =>
      report.outcome === outcome && report.problem !== null ? [[report.environment, report.problem]] : [],
    ),
  );
}

/** A merge that the run before this one had no time to publish. */
function describeCaughtUp({ number, reports }: PublishedMerge): string {
  const places = reports.filter(isWritten).map(({ environment, version }) => `${environment} v${version}`);
  const state = places.length === 0 ? 'it changes nothing that is served' : `is published now: ${places.join(', ')}`;
  return `#${number} was merged before this start, and ${state}`;
}

/** A copy that could not be made: the truth is written, and the next save tries again. */
function undelivered(reports: readonly EnvironmentReport[]): CommandError | null {
  const problems = reports.flatMap(({ deliveries }) => deliveries.map(({ problem }) => problem));
  return problems.find((problem) => problem !== null) ?? null;
}
