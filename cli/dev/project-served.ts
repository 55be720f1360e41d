import type { Snapshot } from '@flagforge/sdk/engine';
import { createBus } from '../embedded/bus.ts';
import type { ProjectName } from '../project-name.ts';
import type { EvaluatorReport, Place, Target, TargetDocument } from '../targets/target.ts';
import type { EnvironmentKeys } from './dev-keys.ts';
import { type EvaluationParts, reportOf, type ServedKey } from './serving.ts';

/** One project of one database, served: a bus, and a server that answers with what the bus takes. */
export interface ProjectServed {
  readonly bus: Target;
  readonly port: number;
  /** Environment -> what is answered with. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** null before the first good state of the files. */
  name(): ProjectName | null;
  /** To be called once: what the bus takes of other projects is not served. */
  setName(name: ProjectName): void;
  /** dev's own keys, beside those of the database. */
  useKeys(keys: readonly EnvironmentKeys[]): void;
  /** How many keys an environment takes now. */
  countKeys(environment: string): number;
  close(): Promise<void>;
}

/**
 * Starts a server without snapshots. One project of one database each: elsewhere versions begin anew, and here an older
 * one never replaces a newer one.
 * @param port 0 takes a free one.
 */
export async function serveProject(parts: EvaluationParts, port: number, now: () => number): Promise<ProjectServed> {
  const serving = await parts.start(port);
  const snapshots = new Map<string, Snapshot>();
  const stored = new Map<string, readonly ServedKey[]>();
  let own: readonly ServedKey[] = [];
  let name: ProjectName | null = null;
  const isOurs = ({ organization, project }: Place): boolean =>
    organization === name?.organization && project === name.project;
  const allKeys = (): ServedKey[] => [...own, ...[...stored.values()].flat()];
  const taken = ({ place, kind, body }: TargetDocument): void => {
    if (!isOurs(place)) return;
    if (kind === 'keys') {
      stored.set(place.environment, (JSON.parse(body) as { keys: ServedKey[] }).keys);
      serving.replaceKeys(allKeys());
      return;
    }
    // Written by this program's publisher and read from its own database.
    const snapshot = JSON.parse(body) as Snapshot;
    snapshots.set(place.environment, snapshot);
    serving.publish(snapshot);
  };
  const report = (place: Place): EvaluatorReport | null => {
    const snapshot = isOurs(place) ? snapshots.get(place.environment) : undefined;
    return snapshot === undefined ? null : reportOf(snapshot, serving.port, now());
  };
  return {
    port: serving.port,
    bus: createBus({
      ...{ taken, report },
      usage: async (place, flagKeys, hours) =>
        isOurs(place) ? serving.usage(place.environment, flagKeys, hours) : new Map(),
    }),
    snapshots,
    name: () => name,
    setName(given) {
      name = given;
    },
    useKeys(keys) {
      own = keys.flatMap(({ environment, server, client }) =>
        [server, client].map((secret) => parts.keyRecord(secret, environment)),
      );
      serving.replaceKeys(allKeys());
    },
    countKeys: (environment) => allKeys().filter((key) => key.environment === environment).length,
    close: serving.close,
  };
}
