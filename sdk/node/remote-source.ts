import type { Snapshot } from '../engine/snapshot.ts';
import { follow } from '../stream/index.ts';
import { applyPatch, type SnapshotPatch } from './apply-patch.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { RemoteOptions } from './client.ts';
import { createKeptFile } from './kept-file.ts';
import type { SnapshotSource } from './source.ts';

const POLL_MS = 10_000;

/** What failed, in words that hold no key. */
function describe(reason: unknown): string {
  if (reason instanceof Response) return `the evaluator answered ${reason.status}`;
  if (!(reason instanceof Error)) return 'the stream ended';
  const { cause } = reason;
  return cause instanceof Error ? `${reason.message}: ${cause.message}` : reason.message;
}

/** Snapshots from an evaluator: by its stream, else by asking; and from a file before it has answered. */
export function remoteSource({
  url,
  key,
  file,
  stream,
  pollMs = POLL_MS,
  fetch: send = fetch,
}: RemoteOptions): SnapshotSource {
  return {
    start(listener) {
      const closing = new AbortController();
      const kept = file === undefined ? undefined : createKeptFile(file, listener.log);
      /** What this stream said; an evaluator that is behind says older things than what is served. */
      let told: Snapshot | undefined;
      let wasLive = true;
      const found = kept?.read();
      if (found !== undefined) listener.snapshot(found);

      follow(
        {
          ask: (polls, { signal, headers }) =>
            send(`${url.replace(/\/$/, '')}/v1/${polls ? 'snapshot' : 'stream'}`, {
              signal,
              headers: { authorization: `Bearer ${key}`, ...headers },
            }),
          hear(event, data, id) {
            const next =
              event === 'patch' && told !== undefined ? applyPatch(told, data as SnapshotPatch) : (data as Snapshot);
            const problem = checkSnapshot(next);
            if (problem !== null) {
              listener.log({ level: 'error', event: 'snapshot_refused', detail: problem });
              throw new Error(`a snapshot was refused: ${problem}`);
            }
            told = next;
            const instant = Number(id.replace(/^.*?-/, '') || Number.NaN);
            if (listener.snapshot(next, instant)) kept?.write(next);
          },
          status(status, reason) {
            listener.status(status);
            if (status === 'live') {
              if (!wasLive) listener.log({ level: 'info', event: 'evaluator_back', detail: url });
            } else if (status === 'refused') {
              listener.log({ level: 'error', event: 'key_refused', detail: `${url}: ${describe(reason)}` });
            } else listener.log({ level: 'warn', event: 'evaluator_lost', detail: `${url}: ${describe(reason)}` });
            wasLive = status === 'live';
          },
        },
        { stream, pollMs },
        closing.signal,
      );
      return () => closing.abort();
    },
  };
}
