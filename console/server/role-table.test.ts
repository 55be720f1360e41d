/** Every route for every kind of caller: the rows come from the table of routes, so that a new one without a row fails. */
import { askDev, type DevSession, keyOf, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostedProject } from './projects/hosted-project.ts';
import { ROUTES } from './routes/routes.ts';
import { type ApiAnswer, createApiClient } from './testing/api-client.ts';
import { type StubServer, startStub } from './testing/stub-server.ts';

const FLAG = 'description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n';
const PROJECT = {
  'flags/flagforge.yaml': `version: 1
organization: acme
project: shop
environments: { staging: {}, production: {} }
people:
${['max', 'jo', 'pat', 'kit', 'kim', 'sam'].map((name) => `  - { name: ${name}, clerk: user_${name} }`).join('\n')}
access:
  - { who: "clerk:user_jo", role: viewer }
  - { who: "clerk:user_pat", role: editor, environments: [staging] }
  - { who: "clerk:user_kit", role: admin, environments: [staging] }
  - { who: "clerk:user_kim", role: editor }
  - { who: "clerk:user_sam", role: admin }
`,
  'flags/segments/s.yaml': 'description: Who tests\ninclude: [u-1]\n',
  'flags/a.yaml': `${FLAG}  production: { enabled: true, default: on }\n`,
};

/** Who there is, those who may do less first: what one of them did is not undone for the next. */
const CALLERS = {
  nobody: 'max',
  viewer: 'jo',
  'editor of staging': 'pat',
  'admin of staging': 'kit',
  editor: 'kim',
  admin: 'sam',
} as const;
type Caller = keyof typeof CALLERS;

const MEMBERS: readonly Caller[] = ['viewer', 'editor of staging', 'admin of staging', 'editor', 'admin'];
const EDITORS_ANYWHERE = MEMBERS.slice(1);
const EDITORS: readonly Caller[] = ['editor', 'admin'];
const ADMINS: readonly Caller[] = ['admin'];
const SIGNED_IN = Object.keys(CALLERS) as readonly Caller[];

interface Row {
  /** null: everybody, signed in or not. */
  readonly who: readonly Caller[] | null;
  /** Another place than the path with `a`, `production`, 1 for its names. */
  readonly at?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const NO_COMMIT = '0'.repeat(40);
const ANYWHERE = { who: EDITORS_ANYWHERE };
const REASON = { reason: 'a fire', unapproved: true };

const ROWS: Readonly<Record<string, Row>> = {
  'GET /v1/openapi.json': { who: null },
  'GET /v1/me': { who: SIGNED_IN },
  'GET /v1/projects': { who: SIGNED_IN },
  'GET /v1/environments': { who: MEMBERS },
  'GET /v1/flags': { who: MEMBERS },
  'GET /v1/segments': { who: MEMBERS },
  'GET /v1/segments/{name}': { who: MEMBERS, at: '/v1/segments/s' },
  'GET /v1/schedules': { who: MEMBERS },
  'GET /v1/members': { who: MEMBERS },
  'GET /v1/vocabulary': { who: MEMBERS },
  'GET /v1/events': { who: MEMBERS },
  'GET /v1/usage': { who: MEMBERS },
  'GET /v1/flags/{id}/history': { who: MEMBERS },
  'GET /v1/flags/{id}/snapshot': { who: MEMBERS, at: '/v1/flags/a/snapshot?environment=production' },
  'GET /v1/status': { who: MEMBERS },
  'GET /v1/status/times': { who: MEMBERS },
  'GET /v1/kills': { who: MEMBERS },
  'GET /v1/flags/{id}': { who: MEMBERS },
  'PATCH /v1/flags/{id}/target': {
    ...{ who: EDITORS, headers: { 'if-match': NO_COMMIT } },
    body: { environment: 'production', rollout_percentage: 5 },
  },
  'GET /v1/change-requests': { who: MEMBERS },
  'POST /v1/change-requests': {
    ...ANYWHERE,
    body: { title: 'A change', baseCommit: NO_COMMIT, files: [{ path: 'b.yaml', text: 'type: boolean\n' }] },
  },
  'GET /v1/change-requests/{number}': { who: MEMBERS },
  'POST /v1/change-requests/{number}/commits': {
    ...ANYWHERE,
    body: { title: 'More', head: NO_COMMIT, files: [{ path: 'b.yaml', text: 'type: boolean\n' }] },
  },
  'POST /v1/change-requests/{number}/reviews': { ...ANYWHERE, body: { verdict: 'approved', head: NO_COMMIT } },
  'POST /v1/change-requests/{number}/merge': { ...ANYWHERE, body: { head: NO_COMMIT } },
  'POST /v1/change-requests/{number}/close': { ...ANYWHERE },
  'POST /v1/new-flag': { who: MEMBERS, body: { key: 'brand-new' } },
  'POST /v1/preview': { who: MEMBERS, body: { files: [{ path: 'b.yaml', text: 'type: boolean\n' }] } },
  'GET /v1/audit': { who: MEMBERS },
  'GET /v1/audit/verify': { who: ADMINS },
  'POST /v1/flags/{id}/kill': { who: ADMINS, body: { reason: 'a fire', environments: ['production'] } },
  'POST /v1/flags/{id}/revive': { who: ADMINS, body: { ...REASON, environments: ['production'] } },
  'GET /v1/environments/{name}/versions': { who: MEMBERS },
  'GET /v1/environments/{name}/versions/{version}': { who: MEMBERS, at: '/v1/environments/production/versions/1' },
  'POST /v1/environments/{name}/rollback': { who: ADMINS, body: { to: 1, reason: 'a fire' } },
  'POST /v1/environments/{name}/release': { who: ADMINS, body: REASON },
  'GET /v1/keys': { who: MEMBERS },
  'POST /v1/keys': { who: ADMINS, body: { environment: 'production', kind: 'server' } },
  'POST /v1/keys/{id}/rotate': { who: ADMINS, body: { environment: 'production' } },
  'POST /v1/keys/{id}/revoke': { who: ADMINS, body: { environment: 'production' } },
};

const NAMES = ROUTES.map(({ method, path }) => `${method} ${path}`);
const IN_PATH: Readonly<Record<string, string>> = { id: 'a', name: 'production', number: '1' };

const ask = (call: ReturnType<typeof createApiClient>['call'], token: string | null, route: string) => {
  const [method = '', path = ''] = route.split(' ');
  const { at, body, headers } = ROWS[route] ?? {};
  return call(token, method, at ?? path.replace(/\{(\w+)\}/g, (_, name: string) => IN_PATH[name] ?? ''), body, headers);
};

/** `in`: whatever comes of it, it was not refused for who they are. */
const verdict = ({ status, body: { code, detail } }: ApiAnswer): string => {
  const isHidden = code === 'FF4405' && detail.startsWith('there is no project');
  return status === 401 || status === 403 || isHidden ? String(status) : 'in';
};

test('every route has its row', () => {
  expect(Object.keys(ROWS).sort()).toEqual([...NAMES].sort());
});

describe('for whom a project is', () => {
  let workspace: Workspace;
  let dev: DevSession;
  let call: ReturnType<typeof createApiClient>['call'];
  const tokens = new Map<Caller, string>();

  beforeAll(async () => {
    workspace = createWorkspace(PROJECT);
    dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
    const ready = await dev.next('ready');
    // Another version to go back from.
    workspace.write({ 'flags/a.yaml': `${FLAG}  production: { enabled: true, default: off }\n` });
    await dev.next('changed');
    expect((await askDev(ready.url, keyOf(ready, 'production'), 'a')).body.value).toBe(false);
    ({ call } = createApiClient(String(ready.console)));
    for (const caller of SIGNED_IN) {
      const { body } = await call(null, 'POST', '/v1/dev/session', { user: `user_${CALLERS[caller]}` });
      tokens.set(caller, body.token);
    }
    const { commit } = (await call(tokens.get('admin') ?? null, 'GET', '/v1/flags')).body;
    const files = [{ path: 'b.yaml', text: `${FLAG}  staging: { enabled: true, default: on }\n` }];
    const opened = { title: 'A change', baseCommit: commit, files };
    expect((await call(tokens.get('admin') ?? null, 'POST', '/v1/change-requests', opened)).status).toBe(201);
  });

  afterAll(async () => {
    await dev.end();
    workspace.remove();
  });

  test.each(NAMES)('%s', async (route) => {
    const who = ROWS[route]?.who ?? null;
    const answers: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const caller of SIGNED_IN) {
      answers[caller] = verdict(await ask(call, tokens.get(caller) ?? null, route));
      const isIn = who === null || who.includes(caller);
      expected[caller] = isIn ? 'in' : caller === 'nobody' ? '404' : '403';
    }
    expect(answers).toEqual(expected);
  });

  test('no route takes a token that nobody signed, or that somebody changed', async () => {
    const [head = '', body = '', signature = ''] = (tokens.get('viewer') ?? '').split('.');
    const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), sub: 'user_sam' };
    const forged = [
      `${base64({ alg: 'none', typ: 'JWT' })}.${base64(claims)}.`,
      `${head}.${base64(claims)}.${signature}`,
    ];
    for (const [index, route] of NAMES.entries()) {
      if (ROWS[route]?.who === null) continue;
      // All of them at every route would be more than strangers may ask.
      expect(verdict(await ask(call, forged[index % 2] ?? '', route)), route).toBe('401');
    }
  });
});

describe('for whom it is not', () => {
  let stub: StubServer;
  let call: ReturnType<typeof createApiClient>['call'];
  beforeAll(async () => {
    // Whoever is let past its name fails with 500, as it has nothing else.
    const project = { name: { organization: 'acme', project: 'shop' } } as HostedProject;
    stub = await startStub({ projects: { list: async () => [project] }, limits: { strangerBurst: 1_000 } });
    ({ call } = createApiClient(stub.url));
  });
  afterAll(() => stub.close());

  test.each(NAMES)('%s', async (route) => {
    const isOpen = ROWS[route]?.who === null;
    for (const token of [null, 'REFUSED']) expect(verdict(await ask(call, token, route))).toBe(isOpen ? 'in' : '401');
    const others = verdict(await ask(call, 'eve~admin~rival', route));
    expect(others).toBe(ROWS[route]?.who === null || ROWS[route]?.who === SIGNED_IN ? 'in' : '404');
    expect(JSON.stringify((await ask(call, 'eve~admin~rival', route)).body)).not.toContain('"shop"');
  });
});
