import { createHash } from 'node:crypto';
import type { Snapshot } from '@flagforge/sdk/engine';
import { errorCodeOf } from '../command-error.ts';
import { sha256 } from '../targets/held-document.ts';
import { createKvsTarget } from '../targets/kvs/kvs-target.ts';
import type { Target, TargetDocument } from '../targets/target.ts';
import { urlOf } from './address.ts';
import type { EvaluationParts, ServedKey, Serving } from './serving.ts';

/** The edge beside the server of `dev`. */
export interface DevEdge {
  readonly parts: EvaluationParts;
  /** Where it listens; null before the server was started. */
  url(): string | null;
}

export interface DevEdgeOptions {
  readonly host: string;
  /** null: ten above that of the server, or a free one. */
  readonly port: number | null;
  /** Something went wrong at the edge; the server goes on. */
  readonly onProblem: (text: string) => void;
}

/** How far above the server's port the edge is looked for. */
const PORTS_ABOVE = 10;

/**
 * The same server, with an edge in front of it: whatever is served is packed into a store in memory, and the function that
 * CloudFront runs answers from there on a port of its own. Keys say which environment's.
 */
export function withEdge(parts: EvaluationParts, { host, port, onProblem }: DevEdgeOptions): DevEdge {
  let url: string | null = null;
  return {
    url: () => url,
    parts: {
      ...parts,
      async start(serverPort) {
        const serving = await parts.start(serverPort);
        try {
          const edge = await startEdge(serving, { host, port, onProblem });
          url = urlOf(host, edge.port);
          return edge.serving;
        } catch (error) {
          await serving.close();
          throw error;
        }
      },
    },
  };
}

async function startEdge(
  serving: Serving,
  { host, port, onProblem }: DevEdgeOptions,
): Promise<{ readonly serving: Serving; readonly port: number }> {
  const [{ createLocalStore, loadFunction, serveEdge }, { functionCode }] = await Promise.all([
    import('@flagforge/edge/local'),
    import('@flagforge/edge/build'),
  ]);
  const store = createLocalStore('the store of dev');
  const target: Target = createKvsTarget(store);
  const functions = new Map<string, ReturnType<typeof loadFunction>>();
  let keys: readonly ServedKey[] = [];
  let keyVersion = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, in the order in which they came. */
  const offer = (document: TargetDocument): void => {
    last = last
      .then(() => target.offer(document))
      .catch((error: unknown) => onProblem(error instanceof Error ? error.message : String(error)));
  };
  const offerKeys = ({ organization, project, environment }: Snapshot): void => {
    const body = JSON.stringify({ keys: keys.filter((key) => key.environment === environment) });
    keyVersion += 1;
    const place = { organization, project, environment };
    offer({ place, kind: 'keys', version: keyVersion, hash: sha256(body), body });
  };
  const snapshots = new Map<string, Snapshot>();
  const environmentOf = (secret: string): string | undefined => {
    const hash = createHash('sha256').update(secret).digest('hex');
    return keys.find((key) => key.hash === hash)?.environment;
  };
  const options = {
    ...{ host, origin: new URL(urlOf(host, serving.port)) },
    choose: ({ authorization, 'x-api-key': apiKey }: Readonly<Record<string, string | string[] | undefined>>) => {
      const secret = typeof apiKey === 'string' ? apiKey : String(authorization ?? '').replace(/^Bearer /, '');
      return functions.get(environmentOf(secret) ?? '') ?? null;
    },
    onFailure: (error: unknown) => onProblem(`the edge function failed: ${String(error)}`),
  };
  const wanted = port ?? (serving.port === 0 ? 0 : serving.port + PORTS_ABOVE);
  const edge = await serveEdge({ ...options, port: wanted }).catch((error: unknown) => {
    // Nobody asked for this one: any other does.
    if (port !== null || errorCodeOf(error) !== 'EADDRINUSE') throw error;
    return serveEdge({ ...options, port: 0 });
  });
  return {
    port: edge.port,
    serving: {
      ...serving,
      publish(snapshot) {
        serving.publish(snapshot);
        const { organization, project, environment, version, hash } = snapshot;
        const place = { organization, project, environment };
        if (!functions.has(environment)) functions.set(environment, loadFunction(functionCode({ place }), store.get));
        const isNew = !snapshots.has(environment);
        snapshots.set(environment, snapshot);
        offer({ place, kind: 'snapshot', version, hash, body: JSON.stringify(snapshot) });
        if (isNew) offerKeys(snapshot);
      },
      replaceKeys(next) {
        serving.replaceKeys(next);
        keys = next;
        for (const snapshot of snapshots.values()) offerKeys(snapshot);
      },
      async close() {
        await edge.close();
        await last;
        await serving.close();
      },
    },
  };
}
