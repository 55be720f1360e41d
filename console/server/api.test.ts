/** The API of a real `dev`, as its console calls it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askDev, type DevEvent, type DevSession, keyOf, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiAnswer, createApiClient } from './testing/api-client.ts';

const CHECKOUT = `# Who sees the new page
description: New checkout page
type: boolean
owner: web
tags: [web, "paid"]
kind: permanent
requires: [{ flag: new-api, variant: on }]
environments:
  development: { enabled: true, default: on }
  production:
    enabled: true
    rules:
      - name: staff # ours
        if: email ends_with "@acme.com" and not segment "testers"
        serve: on
    # everybody else
    default: { rollout: 10% }
`;

const boolean = (more = ''): string =>
  `description: A flag\ntype: boolean\nowner: web\nkind: permanent\n${more}environments:\n  production: { enabled: true, default: on }\n`;

const PROJECT = {
  'flags/flagforge.yaml': `version: 1
organization: acme
project: shop
environments: { development: {}, staging: {}, production: {} }
unit: userId
attributes: { userId: string, email: string, age: number }
people:
  - { name: Kim Adler, clerk: user_kim, github: kimadler, email: [kim@acme.com] }
  - { name: Sam Ortiz, clerk: user_sam, email: [sam@acme.com] }
  - { name: Pat Lee, clerk: user_pat, github: patlee, email: [pat@acme.com] }
  - { name: Jo Lindqvist, clerk: user_jo, email: [jo@acme.com] }
  - { name: Max Stray, clerk: user_max, email: [max@acme.com] }
access:
  - { who: "clerk:user_sam", role: admin }
  - { who: "github:kimadler", role: editor }
  - { who: "github:patlee", role: editor, environments: [development, staging] }
  - { who: "clerk:user_jo", role: viewer }
`,
  'flags/new-checkout.yaml': CHECKOUT,
  'flags/new-api.yaml': boolean(),
  'flags/new-api.test.yaml':
    'tests:\n  - { name: it is on, environment: production, context: {}, expect: { variant: on } }\n',
  'flags/dark-mode.yaml': boolean(),
  'flags/fallback.yaml': boolean('requires: [{ flag: dark-mode, variant: off }]\n'),
  'flags/banner.yaml': `description: A text\ntype: string\nowner: web\nkind: permanent\nvariants: { plain: "a", loud: "b" }\noff: plain\nenvironments:\n  staging: { enabled: true, default: loud }\n`,
  'flags/segments/testers.yaml': 'description: Who tests\ninclude: [u-1, u-2]\n',
};

let workspace: Workspace;
let dev: DevSession;
let ready: DevEvent;
let call: ReturnType<typeof createApiClient>['call'];
const tokens = new Map<string, string>();

beforeAll(async () => {
  workspace = createWorkspace(PROJECT);
  dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  ready = await dev.next('ready');
  ({ call } = createApiClient(String(ready.console)));
  for (const name of ['kim', 'sam', 'pat', 'jo', 'max'])
    tokens.set(name, (await call(null, 'POST', '/v1/dev/session', { user: `user_${name}` })).body.token);
});

afterAll(async () => {
  await dev.end();
  workspace.remove();
});

const as = (name: string, method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
  call(tokens.get(name) ?? null, method, path, body, headers);

const codeOf = ({ status, body }: ApiAnswer): string => `${status} ${body.code}`;

const patch = (name: string, body: object, flag = 'new-checkout', headers = {}) =>
  as(name, 'PATCH', `/v1/flags/${flag}/target`, body, headers);

describe('signing in', () => {
  test('lists the people of the project, and signs in nobody else', async () => {
    const users = await call(null, 'GET', '/v1/dev/users');
    expect(users.body).toMatchObject({ users: expect.arrayContaining([expect.objectContaining({ id: 'user_jo' })]) });
    expect(codeOf(await call(null, 'POST', '/v1/dev/session', { user: 'user_ada' }))).toBe('404 FF4405');
  });

  test('tells who that is, and what they may do where', async () => {
    expect((await as('pat', 'GET', '/v1/me')).body).toMatchObject({
      ...{ identity: 'clerk:user_pat', name: 'Pat Lee', person: 'Pat Lee' },
      projects: [{ project: 'shop', isAdmin: false, canEdit: ['development', 'staging'] }],
    });
  });

  test('opens nothing for somebody without a role: the project is not there', async () => {
    expect((await as('max', 'GET', '/v1/projects')).body.projects).toEqual([]);
    for (const path of ['/v1/flags', '/v1/flags/new-checkout', '/v1/audit', '/v1/keys', '/v1/change-requests/1'])
      expect(codeOf(await as('max', 'GET', path)), path).toBe('404 FF4405');
    expect(codeOf(await patch('max', { environment: 'production', rollout_percentage: 5 }))).toBe('404 FF4405');
  });
});

describe('flags', () => {
  test('are listed with how they stand in each environment, searched, and a page at a time', async () => {
    const all = await as('jo', 'GET', '/v1/flags');
    expect(all.body.flags.map(({ key }) => key)).toEqual([
      'banner',
      'dark-mode',
      'fallback',
      'new-api',
      'new-checkout',
    ]);
    expect(all.body.flags.at(-1)?.environments).toMatchObject({
      development: { summary: 'on' },
      staging: { summary: 'disabled' },
      production: { rules: 1, summary: '1 rule, then rollout on 10 %, off 90 %' },
    });
    const found = await as('jo', 'GET', '/v1/flags?search=CHECK&tag=paid&owner=web');
    expect(found.body.flags.map(({ key }) => key)).toEqual(['new-checkout']);
    const first = await as('jo', 'GET', '/v1/flags?limit=2');
    expect([first.body.flags.length, first.body.next]).toEqual([2, 'dark-mode']);
    const second = await as('jo', 'GET', '/v1/flags?limit=2&after=dark-mode');
    expect(second.body.flags.map(({ key }) => key)).toEqual(['fallback', 'new-api']);
  });

  test('are shown with their file, their commit and where they are used; a name nearby is suggested', async () => {
    const flag = await as('jo', 'GET', '/v1/flags/new-checkout');
    expect(flag.body.source).toBe(CHECKOUT);
    expect(flag.headers.get('etag')).toBe(`"${flag.body.commit}"`);
    expect(flag.body).toMatchObject({
      uses: { requires: [{ flag: 'new-api', variant: 'on' }], segments: ['testers'], groups: [], requiredBy: [] },
      lastChange: { author: 'flagforge dev' },
    });
    expect((await as('jo', 'GET', '/v1/flags/new-api')).body).toMatchObject({ uses: { requiredBy: ['new-checkout'] } });
    const unknown = await as('jo', 'GET', '/v1/flags/new-chekout');
    expect([unknown.status, unknown.body.hints]).toEqual([404, ['did you mean "new-checkout"?']]);
  });
});

describe('an edit of a target', () => {
  test('touches only the lines that it means, and becomes a change request', async () => {
    const commit = (await as('kim', 'GET', '/v1/flags/new-checkout')).body.commit;
    const proposed = await patch('kim', { environment: 'production', rollout_percentage: 25.125 }, 'new-checkout', {
      'if-match': commit,
    });
    expect(proposed.status).toBe(202);
    const { number, title } = proposed.body.changeRequest;
    expect(title).toBe('new-checkout: 25.125 % in production');
    expect(proposed.headers.get('location')).toBe(`/v1/change-requests/${number}`);
    const { files, diff } = (await as('jo', 'GET', `/v1/change-requests/${number}`)).body.changeRequest;
    expect(files[0]?.after).toBe(CHECKOUT.replace('rollout: 10%', 'rollout: 25.125%'));
    expect(diff.environments.filter(({ isChanged }) => isChanged).map(({ environment }) => environment)).toEqual([
      'production',
    ]);
    // Nothing is served, and no file changed, before it is merged.
    expect(readFileSync(join(workspace.root, 'flags/new-checkout.yaml'), 'utf8')).toBe(CHECKOUT);
  });

  test('replaces rules as files have them', async () => {
    const rules = [
      { name: 'staff', if: 'email ends_with "@acme.com"', serve: 'on' },
      { name: 'grown-ups', if: 'age >= 18', rollout: { on: 12.5, off: 87.5 }, unit: 'userId', salt: 'canary-2' },
    ];
    const proposed = await patch('kim', { environment: 'production', rules, rollout_percentage: 0 });
    expect(proposed.status, proposed.body.detail).toBe(202);
    const { number } = proposed.body.changeRequest;
    const after = (await as('kim', 'GET', `/v1/change-requests/${number}`)).body.changeRequest.files[0]?.after ?? '';
    expect(after).toContain('name: grown-ups');
    expect(after).toContain('# everybody else');
    expect(after).toContain('rollout: 0%');
  });

  test('that the compiler refuses comes back with its findings, and nothing is opened', async () => {
    const before = (await as('kim', 'GET', '/v1/change-requests?state=all')).body.changeRequests.length;
    const refused = await patch('kim', {
      environment: 'production',
      rules: [{ if: 'agee > 5', serve: 'maybe' }],
    });
    expect(codeOf(refused)).toBe('422 FF4414');
    expect(refused.body.diagnostics.map(({ code }) => code)).toContain('FF1242');
    expect(refused.body.diagnostics[0]?.file).toBe('new-checkout.yaml');
    expect((await as('kim', 'GET', '/v1/change-requests?state=all')).body.changeRequests.length).toBe(before);
  });

  test.each<[string, object, string, string?]>([
    ['nothing to change', { environment: 'production' }, '400 FF4407'],
    ['a member of another name', { environment: 'production', rollout: 5 }, '400 FF4407'],
    ['a percentage as text', { environment: 'production', rollout_percentage: '5' }, '400 FF4407'],
    ['more than all', { environment: 'production', rollout_percentage: 100.001 }, '422 FF4205'],
    ['less than nothing', { environment: 'production', rollout_percentage: -1 }, '422 FF4205'],
    ['four decimals', { environment: 'production', rollout_percentage: 1.0001 }, '422 FF4205'],
    ['a flag that is not boolean', { environment: 'staging', rollout_percentage: 5 }, '422 FF4204', 'banner'],
    ['what it says already', { environment: 'production', rollout_percentage: 10 }, '422 FF4416'],
    ['another environment', { environment: 'producton', rollout_percentage: 5 }, '404 FF4405'],
    ['another flag', { environment: 'production', rollout_percentage: 5 }, '404 FF4405', 'no-such-flag'],
    ['what is no key', { environment: 'production', rollout_percentage: 5 }, '404 FF4405', 'constructor'],
  ])('with %s is refused', async (_, body, code, flag) => {
    expect(codeOf(await patch('kim', body, flag))).toBe(code);
  });

  test('is for editors of that environment', async () => {
    const edit = { rollout_percentage: 5 };
    expect(codeOf(await patch('jo', { environment: 'development', ...edit }))).toBe('403 FF4404');
    const refused = await patch('pat', { environment: 'production', ...edit });
    expect([codeOf(refused), refused.body.hints]).toEqual(['403 FF4404', ['ask Sam Ortiz, Kim Adler']]);
    expect((await patch('pat', { environment: 'development', ...edit })).status).toBe(202);
  });

  test('that was made on another commit is refused, with the one that is newest', async () => {
    const edit = { environment: 'production', rollout_percentage: 7 };
    const { commit } = (await as('kim', 'GET', '/v1/flags/new-checkout')).body;
    const refused = await patch('kim', edit, 'new-checkout', { 'if-match': `"${'0'.repeat(40)}"` });
    expect([codeOf(refused), refused.body.commit]).toEqual(['412 FF4410', commit]);
    expect(codeOf(await patch('kim', edit, 'new-checkout', { 'if-match': `W/"${commit}"` }))).toBe('412 FF4410');
    expect((await patch('kim', edit, 'new-checkout', { 'if-match': `"abc", "${commit}"` })).status).toBe(202);
  });

  test('with an Idempotency-Key is proposed once', async () => {
    const edit = { environment: 'production', rollout_percentage: 8 };
    const key = { 'idempotency-key': 'a-click' };
    const [first, second] = [
      await patch('kim', edit, 'new-checkout', key),
      await patch('kim', edit, 'new-checkout', key),
    ];
    expect(second.body.changeRequest.number).toBe(first.body.changeRequest.number);
    expect(codeOf(await patch('kim', { ...edit, rollout_percentage: 9 }, 'new-checkout', key))).toBe('422 FF4412');
  });
});

describe('a change request', () => {
  const open = async (name: string, change: object, title = 'A change') =>
    as(name, 'POST', '/v1/change-requests', {
      ...{ title, baseCommit: (await as(name, 'GET', '/v1/flags?limit=1')).body.commit },
      ...change,
    });
  const segment = (include: string) => ({
    files: [{ path: 'segments/testers.yaml', text: `description: Who tests\ninclude: [${include}]\n` }],
  });

  test('of files is for those who may edit what it reaches, wherever that is', async () => {
    // The segment is used in production only, where Pat may change nothing.
    expect(codeOf(await open('pat', segment('u-9')))).toBe('403 FF4404');
    expect(codeOf(await open('jo', segment('u-9')))).toBe('403 FF4404');
    const opened = await open('kim', segment('u-9'));
    expect(opened.status).toBe(201);
    const { check } = (await as('jo', 'GET', `/v1/change-requests/${opened.body.changeRequest.number}`)).body
      .changeRequest;
    expect(check).toMatchObject({
      isApproved: false,
      demands: [{ environment: 'production', needed: 1, couldApprove: ['Sam Ortiz'] }],
    });
  });

  test.each<[string, object, string]>([
    ['a path upwards', { files: [{ path: '../evil.yaml', text: 'a: 1' }] }, '422 FF4159'],
    ['a workflow', { files: [{ path: '.github/workflows/flags.yml', text: 'on: push' }] }, '422 FF4159'],
    ['a file that is not there', { files: [{ path: 'gone.yaml', text: null }] }, '404 FF4405'],
    ['what is there already', { files: [{ path: 'new-checkout.yaml', text: CHECKOUT }] }, '422 FF4416'],
    ['a file with errors', { files: [{ path: 'new-checkout.yaml', text: 'type: bolean\n' }] }, '422 FF4414'],
    [
      'an edit of what is not there',
      { edits: [{ path: 'new-checkout.yaml', edits: [{ kind: 'move', path: ['tags', 7], index: 0 }] }] },
      '422 FF4201',
    ],
    [
      'an edit that makes another type',
      { edits: [{ path: 'new-checkout.yaml', edits: [{ kind: 'set', path: ['type'], value: 'number' }] }] },
      '422 FF4414',
    ],
    ['a commit that is not on the base', { ...segment('u-8'), baseCommit: '1'.repeat(40) }, '422 FF4407'],
  ])('with %s is refused', async (_, change, code) => {
    expect(codeOf(await open('kim', change))).toBe(code);
  });

  test('can be previewed by whoever reads, with nothing opened', async () => {
    const preview = await as('jo', 'POST', '/v1/preview', {
      edits: [
        {
          path: 'new-checkout.yaml',
          edits: [{ kind: 'set', path: ['environments', 'staging', 'enabled'], value: true }],
        },
      ],
    });
    expect(preview.body).toMatchObject({
      ...{ failedTests: [], touched: ['staging'], mayPropose: false },
      demands: [{ environment: 'staging', needed: 1, roles: ['editor', 'admin'] }],
    });
    // Rules are judged by the stricter ones, and by an admin.
    const stricter = await as('jo', 'POST', '/v1/preview', {
      files: [{ path: 'segments/new.yaml', text: 'description: New ones\ninclude: [u-9]\n' }],
      edits: [
        {
          path: 'flagforge.yaml',
          edits: [{ kind: 'set', path: ['environments', 'staging', 'approvals'], value: 2 }],
        },
      ],
    });
    expect(stricter.body).toMatchObject({
      demands: [
        { environment: 'staging', needed: 2, roles: ['editor', 'admin'] },
        { environment: null, needed: 1, roles: ['admin'] },
      ],
    });
    const failing = await as('jo', 'POST', '/v1/preview', {
      edits: [
        {
          path: 'new-api.yaml',
          edits: [{ kind: 'set', path: ['environments', 'production', 'default'], value: 'off' }],
        },
      ],
    });
    expect(failing.body).toMatchObject({
      failedTests: [{ file: 'new-api.test.yaml', line: 2, name: 'production: it is on' }],
    });
    // Words alone reach no environment, and are for nobody who only reads all the same.
    const words = (name: string) =>
      as(name, 'POST', '/v1/preview', {
        edits: [{ path: 'new-api.yaml', edits: [{ kind: 'set', path: ['description'], value: 'Another flag' }] }],
      });
    expect((await words('jo')).body).toMatchObject({ touched: [], mayPropose: false });
    expect((await words('pat')).body).toMatchObject({ touched: [], mayPropose: true });
    const broken = await as('jo', 'POST', '/v1/preview', {
      files: [{ path: 'new-checkout.yaml', text: 'type: bolean\n' }],
    });
    expect(broken.body).toMatchObject({ diff: null, touched: [], mayPropose: false });
    expect(broken.body.diagnostics.length).toBeGreaterThan(0);
  });

  test('of segments, people and rules is made on what their files say, whole', async () => {
    expect((await as('jo', 'GET', '/v1/segments/testers')).body).toMatchObject({
      ...{ name: 'testers', source: 'description: Who tests\ninclude: [u-1, u-2]\n', hasFile: false },
      edited: { description: 'Who tests', if: null, include: ['u-1', 'u-2'], exclude: [] },
    });
    expect(codeOf(await as('jo', 'GET', '/v1/segments/nobody'))).toBe('404 FF4405');
    expect((await as('jo', 'GET', '/v1/members')).body).toMatchObject({
      people: expect.arrayContaining([
        { name: 'Pat Lee', clerk: 'user_pat', github: 'patlee', email: ['pat@acme.com'] },
      ]),
      access: expect.arrayContaining([
        { who: 'github:patlee', role: 'editor', environments: ['development', 'staging'] },
      ]),
    });
    expect((await as('jo', 'GET', '/v1/environments')).body).toMatchObject({ areNamed: true });
  });

  test('of which many tests fail is told a hundred of them', async () => {
    const filler = `description: A flag\n# ${'x'.repeat(20_000)}\n`;
    const { body } = await as('jo', 'POST', '/v1/preview', {
      files: [
        { path: 'large.yaml', text: boolean().replace('description: A flag\n', filler) },
        {
          path: 'large.test.yaml',
          text: 'tests:\n  - { name: all, environment: production, context: {}, matrix: { age: [MANY] }, expect: { variant: off } }\n'.replace(
            'MANY',
            Array.from({ length: 300 }, (_, age) => age).join(),
          ),
        },
      ],
    });
    expect((body as unknown as { readonly failedTests: readonly object[] }).failedTests).toHaveLength(100);
  });

  test('takes more commits on the head that was looked at, loses its approvals by them, and can be closed', async () => {
    const first = (await open('kim', segment('u-7'), 'Testers')).body.changeRequest;
    const at = `/v1/change-requests/${first.number}`;
    expect((await as('sam', 'POST', `${at}/reviews`, { verdict: 'approved', head: first.head })).status).toBe(201);
    expect((await as('jo', 'GET', at)).body.changeRequest.check?.isApproved).toBe(true);
    const next = { head: first.head, title: 'One more', ...segment('u-7, u-8') };
    expect(codeOf(await as('pat', 'POST', `${at}/commits`, next))).toBe('403 FF4404');
    const second = await as('kim', 'POST', `${at}/commits`, next);
    expect(second.status).toBe(201);
    expect(codeOf(await as('kim', 'POST', `${at}/commits`, next))).toBe('409 FF4152');
    const check = (await as('jo', 'GET', at)).body.changeRequest.check;
    expect(check).toMatchObject({ isApproved: false, demands: [{ refusals: [{ rule: 'not-the-last-commit' }] }] });
    expect(codeOf(await as('sam', 'POST', `${at}/merge`, { head: first.head }))).toBe('409 FF4152');
    expect((await as('sam', 'POST', `${at}/close`)).body.changeRequest.state).toBe('closed');
    expect(
      codeOf(await as('sam', 'POST', `${at}/reviews`, { verdict: 'approved', head: second.body.changeRequest.head })),
    ).toBe('409 FF4156');
    const closed = await as('jo', 'GET', at);
    expect(closed.body.changeRequest).toMatchObject({ state: 'closed', check: null, mergeState: null });
  });

  test('whose settings are for admins is approved by none but one', async () => {
    const config = PROJECT['flags/flagforge.yaml'];
    const text = config.replace('role: editor, environments: [development, staging] }', 'role: admin }');
    const opened = (await open('kim', { files: [{ path: 'flagforge.yaml', text }] }, 'Pat as admin')).body
      .changeRequest;
    const { check } = (await as('kim', 'GET', `/v1/change-requests/${opened.number}`)).body.changeRequest;
    expect(check?.demands).toMatchObject([
      ...[{ environment: 'development' }, { environment: 'staging' }, { environment: 'production' }],
      { environment: null, needed: 1, roles: ['admin'], couldApprove: ['Sam Ortiz'] },
    ]);
  });

  test.each(['0', 'x', '1e3', '99999', '9999999999'])('number %s is not there', async (number) => {
    expect((await as('jo', 'GET', `/v1/change-requests/${number}`)).status).toBe(404);
  });
});

describe('break-glass', () => {
  test('a kill names what it would turn on, is for its roles, and is audited under whoever did it', async () => {
    const kill = (name: string, more = {}) =>
      as(name, 'POST', '/v1/flags/dark-mode/kill', { reason: 'it burns', ...more });
    expect(codeOf(await kill('kim', { turnsOnAgreed: true }))).toBe('403 FF3025');
    const asked = await kill('sam');
    expect([codeOf(asked), asked.body]).toEqual([
      '409 FF3023',
      expect.objectContaining({ turnsOn: [expect.objectContaining({ flag: 'fallback' })] }),
    ]);
    expect(codeOf(await as('sam', 'POST', '/v1/flags/dark-mode/kill', { reason: ' ' }))).toBe('400 FF4407');
    const killed = await kill('sam', { turnsOnAgreed: true, environments: ['production'] });
    expect(killed.body.environments).toMatchObject([{ environment: 'production', outcome: 'killed' }]);
    // And a request that makes git say the same, which whoever killed it cannot approve.
    const { request } = killed.body as unknown as { readonly request: { readonly number: number } };
    const followUp = (await as('sam', 'GET', `/v1/change-requests/${request.number}`)).body.changeRequest;
    expect(followUp).toMatchObject({ state: 'open', opener: { identity: 'clerk:user_sam' } });
    expect(followUp.files[0]?.after).toContain('production: { enabled: false, default: on }');
    expect((await askDev(ready.url, keyOf(ready, 'production'))).body).toMatchObject({
      value: false,
      reason: 'killed',
    });
    expect((await as('jo', 'GET', '/v1/flags/dark-mode')).body).toMatchObject({
      environments: { production: { killed: 'emergency', summary: 'killed' } },
    });
    expect((await as('jo', 'GET', '/v1/environments')).body.environments[2]).toMatchObject({
      published: { kills: ['dark-mode'], version: 2 },
    });
    // Nobody who signs in revives by themselves what the environment wants approvals for, on any machine.
    const revive = (name: string, more = {}) =>
      as(name, 'POST', '/v1/flags/dark-mode/revive', { reason: 'it is out', ...more });
    expect(codeOf(await revive('jo'))).toBe('403 FF4404');
    expect(codeOf(await revive('kim'))).toBe('403 FF3026');
    expect(codeOf(await revive('kim', { unapproved: true }))).toBe('403 FF3025');
    const revived = await revive('sam', { unapproved: true });
    expect(revived.body.environments).toMatchObject([{ outcome: 'revived' }]);
    const { entries, next } = (await as('jo', 'GET', '/v1/audit?limit=2&flag=dark-mode')).body;
    expect(entries).toMatchObject([
      { action: 'revive', actor: 'clerk:user_sam', person: 'Sam Ortiz', reason: 'it is out' },
      { action: 'kill', actor: 'clerk:user_sam', reason: 'it burns' },
    ]);
    const older = await as('jo', 'GET', `/v1/audit?limit=2&flag=dark-mode&before=${next}`);
    expect(older.body.entries[0]?.action).toBe('publish');
    expect(
      (await as('jo', 'GET', '/v1/audit?actor=sam&action=kill&since=1h&environment=production')).body.entries,
    ).toHaveLength(1);
    expect((await as('jo', 'GET', '/v1/audit?since=yesterday')).status).toBe(400);
  });

  test('what was never published is not there', async () => {
    expect(codeOf(await as('sam', 'POST', '/v1/flags/nothing/kill', { reason: 'x' }))).toBe('404 FF3022');
    expect(codeOf(await as('sam', 'POST', '/v1/flags/dark-mode/kill', { reason: 'x', environments: ['moon'] }))).toBe(
      '404 FF3021',
    );
    expect(codeOf(await as('sam', 'POST', '/v1/environments/production/rollback', { to: 99, reason: 'x' }))).toBe(
      '404 FF3029',
    );
    expect(codeOf(await as('jo', 'GET', '/v1/environments/moon/versions'))).toBe('404 FF4405');
  });

  test('an older version is served again, held, and released', async () => {
    workspace.write({ 'flags/fallback.yaml': boolean().replace('default: on', 'default: off') });
    await dev.next('changed');
    const { body } = await as('jo', 'GET', '/v1/environments/production/versions');
    expect(body).toMatchObject({
      versions: expect.arrayContaining([expect.objectContaining({ version: 1, action: 'publish' })]),
    });
    const { body: first } = await as('jo', 'GET', '/v1/environments/production/versions/1');
    expect(first).toMatchObject({
      ...{ version: { version: 1 }, live: expect.any(Number), isSame: false },
      diff: { environments: [{ environment: 'production', items: [{ name: 'fallback' }] }], settings: [] },
    });
    expect(codeOf(await as('jo', 'GET', '/v1/environments/production/versions/99'))).toBe('404 FF4405');
    const back = { to: 1, reason: 'the API is slow' };
    expect(codeOf(await as('kim', 'POST', '/v1/environments/production/rollback', back))).toBe('403 FF3025');
    expect((await as('sam', 'POST', '/v1/environments/production/rollback', back)).body).toMatchObject({
      outcome: 'rolled back',
    });
    expect((await askDev(ready.url, keyOf(ready, 'production'), 'fallback')).body.reason).toBe('prerequisite_failed');
    expect((await as('jo', 'GET', '/v1/environments')).body.environments[2]).toMatchObject({
      published: { hold: { version: expect.any(Number) } },
    });
    expect(codeOf(await as('jo', 'POST', '/v1/environments/production/release'))).toBe('403 FF4404');
    expect(codeOf(await as('sam', 'POST', '/v1/environments/production/release'))).toBe('403 FF3026');
    const byBreakGlass = { unapproved: true, reason: 'it is mended' };
    expect((await as('sam', 'POST', '/v1/environments/production/release', byBreakGlass)).body).toMatchObject({
      outcome: 'released',
    });
  });
});

describe('API keys', () => {
  test('are made, rotated and revoked by admins of their environment; their text is told once', async () => {
    const wish = { environment: 'production', kind: 'server', name: 'checkout' };
    expect(codeOf(await as('kim', 'POST', '/v1/keys', wish))).toBe('403 FF4404');
    const made = await as('sam', 'POST', '/v1/keys', { ...wish, expires: '90d' });
    expect(made.status).toBe(201);
    expect((await askDev(ready.url, made.body.key, 'new-checkout')).status).toBe(200);
    expect(JSON.stringify((await as('sam', 'GET', '/v1/keys')).body)).not.toContain(made.body.key);
    expect((await as('sam', 'GET', '/v1/keys')).body.keys.map(({ id }) => id)).toContain(made.body.id);
    expect((await as('kim', 'GET', '/v1/keys')).body.keys).toEqual([]);
    const rotate = { environment: 'production', overlap: '0' };
    const rotated = await as('sam', 'POST', `/v1/keys/${made.body.id}/rotate`, rotate);
    expect(rotated.status).toBe(201);
    expect((await askDev(ready.url, made.body.key, 'new-checkout')).status).toBe(401);
    const revoked = await as('sam', 'POST', `/v1/keys/${rotated.body.id}/revoke`, { environment: 'production' });
    expect(revoked.body).toMatchObject({ status: 'revoked' });
    expect((await askDev(ready.url, rotated.body.key, 'new-checkout')).status).toBe(401);
    expect(codeOf(await as('sam', 'POST', '/v1/keys/nope/revoke', { environment: 'production' }))).toBe('404 FF3141');
    expect(codeOf(await as('sam', 'POST', '/v1/keys', { ...wish, environment: 'moon' }))).toBe('404 FF4405');
    expect(codeOf(await as('sam', 'POST', '/v1/keys', { ...wish, origins: ['https://a.example'] }))).toBe('422 FF3147');
    expect(codeOf(await as('sam', 'POST', '/v1/keys', { ...wish, expires: 'soon' }))).toBe('422 FF3146');
  });
});

test('after all of it the audit log is proved, and the server never failed', async () => {
  expect(codeOf(await as('kim', 'GET', '/v1/audit/verify'))).toBe('403 FF4404');
  expect((await as('sam', 'GET', '/v1/audit/verify')).body).toMatchObject({ isProved: true, findings: [] });
  const verified = workspace.run(['audit', 'verify', '--json']);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  expect(dev.said()).toBe('');
});
