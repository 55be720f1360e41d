import { environmentsKey, parseRedisAddress, storeLayout, usageKey } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { describeStored, sha256 } from './held-document.ts';
import { OFFER_SCRIPT } from './offer-script.ts';
import { parseReports } from './parse-reports.ts';
import type { RedisCertificates } from './redis-client.ts';
import { createRedisConnection } from './redis-connection.ts';
import type { Offer, Target } from './target.ts';
import { countsOf, dayNames, type FlagCounts } from './usage-counts.ts';

export interface RedisTargetOptions {
  readonly certificates?: RedisCertificates;
  /** True: a cluster, although only one of its hosts is named. */
  readonly isCluster?: boolean;
  /** How long connecting may take. Default 5,000 ms. */
  readonly connectMs?: number;
  /** How long a command may take, beside a second for each MB that it carries. Default 5,000 ms. */
  readonly commandMs?: number;
  /** The clock that reports of evaluators are compared with. Default: the machine's. */
  readonly now?: () => number;
}

const CONNECT_MS = 5_000;
const COMMAND_MS = 5_000;
/** Of how many flags counts are asked for at a time: others have their turn in between. */
const USAGE_FLAGS = 200;
const NO_CERTIFICATES: RedisCertificates = { ca: null, cert: null, key: null };

/**
 * Redis, or a Redis Cluster, as a target. It is connected to when it is first used: a Redis that is down is a problem of
 * `offer` and `read`, after the truth was written.
 * @param url as `parseRedisAddress` reads it.
 * @throws CommandError (2, FF3120) when the address cannot be read.
 * @see contract 8
 */
export async function openRedisTarget(url: string, options: RedisTargetOptions = {}): Promise<Target> {
  const parsed = parseRedisAddress(url);
  if ('problem' in parsed) throw codedError(EXIT.usage, 'FF3120', { problem: parsed.problem });
  const address = { ...parsed, isCluster: parsed.isCluster || options.isCluster === true };
  const connection = createRedisConnection({
    address,
    certificates: options.certificates ?? NO_CERTIFICATES,
    connectMs: options.connectMs ?? CONNECT_MS,
    commandMs: options.commandMs ?? COMMAND_MS,
  });
  const now = options.now ?? Date.now;

  return {
    name: 'redis',
    address: address.label,
    async offer({ place, kind, version, hash, body }) {
      const layout = storeLayout(place);
      const bytes = Buffer.from(body, 'utf8');
      const reply = await connection.run(async (client) => {
        // In another slot of a cluster, so before the script: a name without a snapshot is harmless, a snapshot that
        // nobody looks for is not.
        if (kind === 'snapshot')
          await client.sadd(environmentsKey(place.organization, place.project), place.environment);
        return client.eval(OFFER_SCRIPT, 2, layout[kind], layout.bell, String(version), hash, bytes, kind);
      }, bytes.length);
      return parseOffer(reply);
    },
    async read(place, kind, expected) {
      const key = storeLayout(place)[kind];
      // How long an answer may take depends on its size, and a Redis that is gone should not be waited for that long.
      const size = await connection.run((client) => client.hstrlen(key, 'body'));
      const [version, body] = await connection.run((client) => client.hmgetBuffer(key, 'version', 'body'), size);
      if (version == null && body == null) return null;
      const stored = { version: parseVersion(version), body: body ?? Buffer.alloc(0) };
      if (expected?.version !== stored.version || expected.digest !== sha256(stored.body))
        return describeStored(kind, stored);
      const { version: known, hash, digest } = expected;
      return { version: known, hash, digest };
    },
    async evaluators(place) {
      const reports = await connection.run((client) => client.hgetall(storeLayout(place).evaluators));
      return parseReports(reports, now());
    },
    async usage(place, flagKeys, hours) {
      const layout = storeLayout(place);
      const found = new Map<string, FlagCounts>();
      for (let first = 0; first < flagKeys.length; first += USAGE_FLAGS) {
        const keys = flagKeys.slice(first, first + USAGE_FLAGS);
        const counted = await connection.run((client) =>
          Promise.all(
            keys.map(async (key) => {
              const days = dayNames(key, hours).map((name) => client.hgetall(usageKey(layout, name)));
              return [key, countsOf(await Promise.all(days), hours)] as const;
            }),
          ),
        );
        for (const [key, counts] of counted) found.set(key, counts);
      }
      return found;
    },
    close: connection.close,
  };
}

function parseVersion(text: Buffer | null | undefined): number {
  const version = Number(text?.toString('latin1') ?? '');
  return Number.isSafeInteger(version) && version > 0 ? version : 0;
}

function parseOffer(reply: unknown): Offer {
  const [outcome, version, hash] = Array.isArray(reply) ? reply.map(String) : [];
  if (outcome === 'written' || outcome === 'held') return { outcome };
  return { outcome: 'ahead', version: Number(version), hash: hash ?? '' };
}
