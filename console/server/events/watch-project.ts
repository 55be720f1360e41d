/** Tells those who listen whenever something of a project is different. */
import type { ChangeEventJson } from '../../api/event-json.ts';
import type { HostedProject } from '../projects/hosted-project.ts';
import { eventOf, type Facts, type ForgeFacts, loadForgeFacts, loadStoredFacts, partsChanged } from './facts.ts';

/** How often it is asked where nothing says that something happened, in ms; null: never, something always does. */
export interface Pace {
  readonly databaseMs: number | null;
  /** A forge counts how often it is asked. */
  readonly forgeMs: number | null;
}

export interface ProjectWatch {
  /** How things are, as far as it was asked last. @throws CommandError (3) when that cannot be told. */
  state(): Promise<ChangeEventJson>;
  /** Returns how to stop. While nobody listens, nothing is asked. */
  subscribe(tell: (event: ChangeEventJson) => void): () => void;
  /** Something was done: looks now, the forge too. */
  look(): void;
}

/** @param find the project as it is now; null: it is gone. */
export function watchProject(find: () => Promise<HostedProject | null>, pace: Pace, now: () => number): ProjectWatch {
  const listeners = new Set<(event: ChangeEventJson) => void>();
  let known: Facts | null = null;
  let ofForge: { readonly facts: ForgeFacts; readonly at: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  /** Something happened while it was being looked at. */
  let isAgain = false;

  const load = async (isForced: boolean): Promise<Facts | null> => {
    const project = await find();
    if (project === null) return null;
    const isOld = ofForge === null || (pace.forgeMs !== null && now() - ofForge.at >= pace.forgeMs);
    const [forge, stored] = await Promise.all([
      isForced || isOld || ofForge === null ? loadForgeFacts(project) : ofForge.facts,
      loadStoredFacts(project),
    ]);
    if (forge !== ofForge?.facts) ofForge = { facts: forge, at: now() };
    const { environments } = stored;
    return { commit: forge.commit, environments, requests: `${stored.requests} ${forge.requests}`.trim() };
  };
  const lookOnce = async (isForced: boolean): Promise<void> => {
    const found = await load(isForced);
    if (found === null) return;
    const what = known === null ? [] : partsChanged(known, found);
    known = found;
    if (what.length === 0) return;
    const event = eventOf(found, what);
    for (const tell of [...listeners]) tell(event);
  };
  const look = (isForced: boolean): Promise<void> => {
    if (looking !== null) {
      isAgain ||= isForced;
      return looking;
    }
    looking = (async () => {
      await lookOnce(isForced);
      while (isAgain) {
        isAgain = false;
        await lookOnce(true);
      }
    })().finally(() => {
      looking = null;
    });
    return looking;
  };
  // What cannot be asked now is asked again; listeners keep what they have.
  const quietly = (isForced: boolean): void => void look(isForced).catch(() => {});
  const keepTime = (): void => {
    const isWanted = listeners.size > 0 && pace.databaseMs !== null;
    if (isWanted && timer === null) {
      timer = setInterval(() => quietly(false), pace.databaseMs ?? 0);
      timer.unref();
    } else if (!isWanted && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
  return {
    async state() {
      // With nobody listening what is known is as old as the last listener.
      if (known === null || listeners.size === 0) await look(true);
      if (known === null) throw new TypeError('the project was there a moment ago');
      return eventOf(known, []);
    },
    subscribe(tell) {
      listeners.add(tell);
      keepTime();
      return () => {
        listeners.delete(tell);
        keepTime();
      };
    },
    look() {
      if (listeners.size > 0) quietly(true);
    },
  };
}
