/** Proposed, refused to its author, approved by somebody else, merged, published, served, audited and proved. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askDev, keyOf, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace } from 'flagforge/testing/run-flagforge';
import { expect, test } from 'vitest';
import { createApiClient } from './testing/api-client.ts';

const PROJECT = {
  'flags/flagforge.yaml': [
    'version: 1',
    'organization: acme',
    'project: shop',
    'environments: { development: {}, staging: {}, production: { approvals: 1 } }',
    'unit: userId',
    'people:',
    '  - { name: Kim Adler, clerk: user_2kim, email: [kim@acme.com] }',
    '  - { name: Sam Ortiz, clerk: user_2sam, email: [sam@acme.com] }',
    '  - { name: Jo Lindqvist, clerk: user_2jo, email: [jo@acme.com] }',
    'access:',
    '  - { who: "clerk:user_2sam", role: admin }',
    '  - { who: "clerk:user_2kim", role: editor }',
    '  - { who: "clerk:org:member", role: viewer }',
    '',
  ].join('\n'),
  'flags/new-checkout.yaml': [
    'description: New checkout page',
    'type: boolean',
    'owner: web',
    'kind: permanent',
    'environments:',
    '  development: { enabled: true, default: on }',
    '  production:',
    '    enabled: true # since March',
    "    # nobody but the team's own",
    '    default: off',
    '',
  ].join('\n'),
};

test('two people and a change: refused to its author, approved by the other, merged, served, audited and proved', async () => {
  const workspace = createWorkspace(PROJECT);
  const dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  try {
    const ready = await dev.next('ready');
    const { call } = createApiClient(String(ready.console));
    const signIn = async (user: string): Promise<string> =>
      (await call(null, 'POST', '/v1/dev/session', { user })).body.token;
    const [kim, sam, jo] = await Promise.all([signIn('user_2kim'), signIn('user_2sam'), signIn('user_2jo')]);
    const production = keyOf(ready, 'production');
    expect((await askDev(ready.url, production, 'new-checkout')).body.value).toBe(false);

    // Proposed through the API, by whoever may.
    const flag = await call(kim, 'GET', '/v1/flags/new-checkout');
    const patch = { environment: 'production', rollout_percentage: 100 };
    const edit = { 'if-match': flag.headers.get('etag') ?? '' };
    expect((await call(jo, 'PATCH', '/v1/flags/new-checkout/target', patch, edit)).status).toBe(403);
    const proposed = await call(kim, 'PATCH', '/v1/flags/new-checkout/target', patch, edit);
    expect(proposed.status).toBe(202);
    const { number, head } = proposed.body.changeRequest;
    const at = `/v1/change-requests/${number}`;
    const shown = (await call(sam, 'GET', at)).body.changeRequest;
    expect(shown.check).toMatchObject({
      isApproved: false,
      demands: [{ environment: 'production', needed: 1, isMet: false, couldApprove: ['Sam Ortiz'] }],
    });
    expect(shown.files).toMatchObject([{ path: 'new-checkout.yaml', status: 'modified' }]);

    // Nobody approves their own change, nobody merges what nobody approved, and a viewer does neither.
    const approval = { verdict: 'approved', head };
    const own = await call(kim, 'POST', `${at}/reviews`, approval);
    expect([own.status, own.body.code]).toEqual([403, 'FF4157']);
    expect((await call(jo, 'POST', `${at}/reviews`, approval)).status).toBe(403);
    const early = await call(kim, 'POST', `${at}/merge`, { head });
    expect([early.status, early.body.code]).toEqual([409, 'FF4168']);

    // Approved by the other, merged by its author, served at once.
    expect((await call(sam, 'POST', `${at}/reviews`, approval)).status).toBe(201);
    const merged = await call(kim, 'POST', `${at}/merge`, { head });
    expect(merged.status, merged.body.detail).toBe(200);
    const { mergeCommit } = merged.body.changeRequest;
    expect((await askDev(ready.url, production, 'new-checkout')).body.value).toBe(true);
    const file = readFileSync(join(workspace.root, 'flags/new-checkout.yaml'), 'utf8');
    expect(file).toContain('enabled: true # since March');
    expect(file).toContain("# nobody but the team's own");

    // Audited with both names, and proved from git.
    const audit = await call(jo, 'GET', '/v1/audit?flag=new-checkout&environment=production&limit=1');
    expect(audit.body.entries).toMatchObject([
      {
        ...{ action: 'publish', flag: 'new-checkout', commit: mergeCommit, changeRequest: `#${number}` },
        ...{ actor: 'clerk:user_2kim', person: 'Kim Adler', isUnapproved: false },
        approvals: [{ person: 'Sam Ortiz', identity: 'clerk:user_2sam', commit: head, request: `#${number}` }],
      },
    ]);
    const verified = workspace.run(['audit', 'verify', '--json']);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
    expect(dev.said()).toBe('');
  } finally {
    await dev.end();
    workspace.remove();
  }
});
