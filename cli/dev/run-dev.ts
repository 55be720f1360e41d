import { join } from 'node:path';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { findRunningDev, removeDevFile, sweepDevFile, writeDevFile } from '../embedded/dev-file.ts';
import { serveDevSocket } from '../embedded/dev-socket.ts';
import { chooseStateFolder, makeStateFolder } from '../embedded/state-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { loadSigner } from '../publish/signing.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { listenProblem, urlOf } from './address.ts';
import type { StartConsole } from './console-parts.ts';
import type { DevScreen } from './dev-screen.ts';
import { type DevStore, openDevStore } from './dev-store.ts';
import { createFollower, type Follower } from './follow-project.ts';
import { interrupted } from './interrupted.ts';
import { openLiveProject } from './live-project.ts';
import { openHistory } from './open-history.ts';
import type { EvaluationParts } from './serving.ts';
import { openSession, type Session } from './session.ts';
import { watchFolder } from './watch-folder.ts';

/** How often it is asked what happened without a word: a deleted folder, a database that others write to. */
const LOOK_MS = 1_000;

export interface DevRun {
  /** The project's folder, and as the user named it. */
  readonly directory: string;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  /** Where the edge is, once it listens; null: there is none. */
  readonly edge?: () => string | null;
}

/**
 * The whole loop on this machine, until it is interrupted: a good save becomes a commit of dev's own, is published and
 * audited, and served.
 * @throws CommandError (3, 2) for what keeps it from starting. What goes wrong later is said, and tried again.
 */
export async function runDev(
  terminal: Terminal,
  run: DevRun,
  evaluation: EvaluationParts,
  screen: DevScreen,
  startConsole: StartConsole | null = null,
): Promise<void> {
  const { directory, label, host, port } = run;
  refuseSecond(directory);
  const end = interrupted();
  const state = chooseStateFolder(directory);
  makeStateFolder(state.path);
  sweepDevFile(state.path);
  const stateLabel = state.isTemporary ? state.path : join(label, '.flagforge');
  const store = await openDevStore(terminal, directory, state, stateLabel);
  const closers: (() => unknown)[] = [() => store.close()];
  try {
    let announce = async (): Promise<void> => {};
    let flush = async (): Promise<void> => {};
    const project = openLiveProject(directory, label, terminal.now);
    const sign = loadSigner(terminal);
    const session = await openSession(
      {
        ...{ evaluation, store, screen, folder: state.path, directory, project, sign },
        openHistory: () => openHistory(join(state.path, 'history.git'), terminal.env),
        now: terminal.now,
        onRevived: () => announce(),
        flush: () => flush(),
      },
      port,
    );
    closers.unshift(() => session.close());
    const url = urlOf(host, session.port);
    const socket = await serveDevSocket({
      database: store.database,
      bus: session.bus,
      onCommit: () => void session.refresh().catch(() => {}),
    });
    closers.unshift(() => socket.close());
    announce = async () => {
      makeStateFolder(state.path);
      await writeDevFile(state.path, socket.path, url);
    };
    await announce();
    closers.unshift(() => removeDevFile(state.path));
    await screen.listening(url);
    if (state.isTemporary) await screen.note(`${label} cannot be written, so dev keeps its data in ${state.path}`);
    const console =
      startConsole === null
        ? null
        : await startConsole({
            ...{ terminal, directory, label, host, sign, evaluator: url },
            ...{ database: store.database, targets: [session.bus, ...store.targets] },
            project: session.console,
            ...{ refresh: session.refresh, onChange: session.onChange },
          });
    if (console !== null) closers.unshift(() => console.close());
    const stores = { ...store.stores, console: console?.url ?? null, edge: run.edge?.() ?? null };
    const follower = createFollower(
      project.read,
      session,
      screen,
      (reading) => screen.ready(url, reading, reading.result.snapshots, session.keys, stores),
      terminal.now,
    );
    flush = follower.look;
    // What cannot be gone on from, wherever it happens.
    let stop = (_problem: unknown): void => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = reject;
    });
    const watch = await watchFolder(directory, () => void follower.look().catch(stop));
    closers.unshift(() => watch.close());
    await Promise.race([follower.look(), end, stopped]);
    closers.unshift(keepLooking(session, follower, store, screen, stop));
    await Promise.race([end, stopped]);
  } catch (error) {
    throw listenProblem(error, host, port);
  } finally {
    await closeAll(closers);
  }
}

/** @throws CommandError (3, FF3170) when a `dev` of this project runs. */
function refuseSecond(directory: string): void {
  const running = findRunningDev(directory);
  if (running !== null) throw codedError(EXIT.outside, 'FF3170', { pid: running.pid, url: running.url });
}

/** In order; one that fails does not keep the others open. */
async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw problems[0];
}

/** Looks once a second for what raises no event. Returns how to stop it. */
function keepLooking(
  session: Session,
  follower: Follower,
  store: DevStore,
  screen: DevScreen,
  stop: (problem: unknown) => void,
): () => void {
  let isBusy = false;
  let said = '';
  const look = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      if (await session.reviveState()) await follower.lookAgain();
      else if (follower.hasFailed()) await follower.look();
      else if (!store.isEmbedded) await session.refresh();
      said = '';
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.message !== said) await screen.note(error.message);
      said = error.message;
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void look().catch(stop), LOOK_MS);
  return () => clearInterval(timer);
}
