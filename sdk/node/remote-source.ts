import type { Snapshot } from '../engine/snapshot.ts';
import { follow } from '../stream/index.ts';
import { applyPatch, type SnapshotPatch } from './apply-patch.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { RemoteOptions } from './client.ts';
import { describeFailure, placeOf } from './describe-failure.ts';
import { createKeptFile } from './kept-file.ts';
import type { SnapshotSource } from './source.ts';

const POLL_MS = 10_000;

/** Snapshots from an evaluator: by its stream, else by asking; and from a file before it has answered. */
export function remoteSource({
  url,
  key: given,
  file,
  stream,
  pollMs = POLL_MS,
  fetch: send = fetch,
}: RemoteOptions): SnapshotSource {
  // A key from a file or a variable often ends in a line end, which no header may have.
  const key = given.trim();
  return {
    start(listener) {
      const closing = new AbortController();
      const place = placeOf(url);
      const describe = (reason: unknown): string => `${place}: ${describeFailure(reason, { url, key })}`;
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
              if (!wasLive) listener.log({ level: 'info', event: 'evaluator_back', detail: place });
            } else if (status === 'refused') {
              listener.log({ level: 'error', event: 'key_refused', detail: describe(reason) });
            } else listener.log({ level: 'warn', event: 'evaluator_lost', detail: describe(reason) });
            wasLive = status === 'live';
          },
        },
        { stream, pollMs },
        closing.signal,
      );
      return () => {
        closing.abort();
        return kept?.settled();
      };
    },
  };
}
