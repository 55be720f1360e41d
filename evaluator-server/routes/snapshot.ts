import { matchesTag } from '../http/etag.ts';
import type { Problem } from '../http/problem.ts';
import { respondBytes, respondEmpty, sendProblem } from '../http/respond.ts';
import { canonicalBody } from '../snapshots/canonical-body.ts';
import type { Environments } from '../snapshots/environments.ts';
import { NOT_READY } from './evaluate.ts';
import type { HotRoute } from './route.ts';

const SERVER_KEYS_ONLY: Problem = {
  status: 403,
  code: 'forbidden',
  detail: 'Snapshots are for server keys; a client key gets results.',
};

/**
 * `GET /v1/snapshot`: the snapshot of a server key's environment, the bytes that were published.
 * @see contract 7
 */
export function createSnapshotRoute({ environments }: { readonly environments: Environments }): HotRoute {
  return {
    name: 'snapshot',
    methods: {
      GET(req, res, { key, headers }) {
        if (key.kind === 'client') return sendProblem(req, res, SERVER_KEYS_ONLY, headers);
        const served = environments.get(key.environment);
        if (served === null) return sendProblem(req, res, NOT_READY, headers);
        const { bytes, tag } = canonicalBody(served);
        // It may be kept, by the asker alone, and is asked about each time.
        const common = ['ETag', tag, 'Cache-Control', 'private, no-cache', ...headers];
        const known = req.headers['if-none-match'];
        if (known !== undefined && matchesTag(known, tag)) return respondEmpty(res, 304, common);
        respondBytes(res, 200, ['Content-Type', 'application/json', ...common], bytes);
      },
    },
  };
}
