/** API keys of environments, made by the code that the command line runs. @see contract 7 */
import { CommandError, codedError, EXIT, loadVersion } from 'flagforge';
import {
  createKey,
  deliverKeys,
  type KeyTools,
  keyJson,
  loadKeys,
  parseExpiry,
  parseKeyName,
  parseOrigins,
  parseOverlap,
  revokeKey,
  rotateKey,
} from 'flagforge/keys';
import { publisherOf } from '../changes/publisher.ts';
import { demandEnvironment, findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, type Call, ok, route } from '../route.ts';

/** @throws ProblemError (403) for whoever is no admin of the environment. */
async function openTools(call: Call, api: Api, environment: string) {
  const opened = await findProject(call, api);
  demandEnvironment(opened, environment);
  opened.access.demandAdmin('managing keys', environment);
  const { database, targets, name } = opened.project;
  const publisher = publisherOf(call.user, opened);
  const tools: KeyTools = { database, targets, publisher, compiler: `flagforge ${loadVersion()}` };
  return { opened, tools, place: { ...name, environment } };
}

/** Carries the keys to the evaluators. What is written is written: a target that is away learns of it later. */
async function deliver({ project }: OpenedProject, environment: string): Promise<readonly object[]> {
  const deliveries = await deliverKeys(project.database, project.targets, { ...project.name, environment });
  await project.refresh().catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
  });
  return deliveries.map(({ target, outcome, problem }) => ({ target, outcome, problem: problem?.message ?? null }));
}

interface NewKeyBody {
  readonly environment: string;
  readonly kind: 'server' | 'client';
  readonly name?: string;
  readonly origins?: readonly string[];
  readonly expires?: string;
}

interface KeyBody {
  readonly environment: string;
  readonly reason?: string;
}

interface RotateBody extends KeyBody {
  readonly overlap?: string;
  readonly expires?: string;
}

/** As long as the command line gives one. */
const DEFAULT_OVERLAP = '24h';

export const KEY_ROUTES = [
  route('GET', '/v1/keys', async (call, api) => {
    const { project, access } = await findProject(call, api);
    const keys = await loadKeys(project.database, project.name);
    // Of the environments that they manage: whose keys there are is nobody else's matter.
    const own = keys.filter(({ environment }) => access.mayAdminister(environment));
    return ok({ keys: own.map((key) => keyJson(key, api.now())) });
  }),
  route('POST', '/v1/keys', async (call, api) => {
    const { environment, kind, name, origins: given = [], expires } = call.body as NewKeyBody;
    const { opened, tools, place } = await openTools(call, api, environment);
    const origins = parseOrigins(given);
    if (kind === 'server' && origins !== null) throw codedError(EXIT.usage, 'FF3147', {});
    const expiresAt = expires === undefined ? null : parseExpiry(expires, api.now());
    const request = { kind, name: parseKeyName(name), origins, expiresAt };
    const { text, key, changed } = await createKey(tools, place, request, null);
    const targets = await deliver(opened, environment);
    return { status: 201, body: { key: text, ...keyJson(key, changed.at), targets } };
  }),
  route('POST', '/v1/keys/{id}/rotate', async (call, api) => {
    const { environment, overlap = DEFAULT_OVERLAP, expires, reason = null } = call.body as RotateBody;
    const { opened, tools, place } = await openTools(call, api, environment);
    const request = {
      ...{ id: call.params.id ?? '', overlapMs: parseOverlap(overlap), reason, fresh: null },
      expiresAt: expires === undefined ? null : parseExpiry(expires, api.now()),
    };
    const { text, key, old, changed } = await rotateKey(tools, place, request);
    const targets = await deliver(opened, environment);
    return {
      status: 201,
      body: { key: text, ...keyJson(key, changed.at), replaces: keyJson(old, changed.at), targets },
    };
  }),
  route('POST', '/v1/keys/{id}/revoke', async (call, api) => {
    const { environment, reason = null } = call.body as KeyBody;
    const { opened, tools, place } = await openTools(call, api, environment);
    const { key } = await revokeKey(tools, place, call.params.id ?? '', reason);
    return ok({ ...keyJson(key, api.now()), targets: await deliver(opened, environment) });
  }),
];
