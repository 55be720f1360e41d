import { App } from 'octokit';
import { expect, test } from 'vitest';
import { CommandError } from '../../command-error.ts';
import { createWebhookInbox, MAX_WEBHOOK_BYTES, type WebhookHint } from './webhooks.ts';

const SECRET = "It's a Secret to Everybody";
const { webhooks } = new App({ appId: 1, privateKey: 'none', webhooks: { secret: SECRET } });

const inbox = (remembered?: number) =>
  createWebhookInbox({ secret: SECRET, repository: 'acme/web-store', ...(remembered !== undefined && { remembered }) });

/** A delivery that octokit signed. */
async function delivery(event: string, payload: object, id = 'one') {
  const body = JSON.stringify({ repository: { full_name: 'acme/web-store' }, ...payload });
  const headers = {
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': await webhooks.sign(body),
  };
  return { headers, body: Buffer.from(body) };
}

const whyOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return error instanceof CommandError ? `${error.exitCode} ${error.code} ${error.message}` : String(error);
  }
};

const COMMIT = 'a'.repeat(40);

test.each<[string, object, WebhookHint | null]>([
  ['pull_request', { action: 'synchronize', pull_request: { number: 12 } }, { kind: 'change-request', number: 12 }],
  ['pull_request_review', { pull_request: { number: 7 } }, { kind: 'change-request', number: 7 }],
  ['push', { ref: 'refs/heads/main', after: COMMIT }, { kind: 'branch', branch: 'main' }],
  ['push', { ref: 'refs/heads/feature/x', after: COMMIT }, { kind: 'branch', branch: 'feature/x' }],
  ['push', { ref: 'refs/tags/v1', after: COMMIT }, null],
  ['pull_request', { pull_request: { number: '12; drop' } }, null],
  ['pull_request', {}, null],
  ['ping', { zen: 'Keep it logically awesome.' }, null],
  ['pull_request', { pull_request: { number: 12 }, repository: { full_name: 'evil/web-store' } }, null],
  [
    'pull_request',
    { pull_request: { number: 12 }, repository: { full_name: 'Acme/Web-Store' } },
    { kind: 'change-request', number: 12 },
  ],
])('%s with %j means %j', async (event, payload, hint) => {
  const { headers, body } = await delivery(event, payload);
  expect(inbox().receive(headers, body)).toEqual(hint);
});

test('the signature that GitHub documents is taken', () => {
  const headers = {
    'x-github-event': 'ping',
    'x-github-delivery': 'x',
    'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  };
  // It is over a text that is no JSON: past the signature, and refused for that.
  expect(whyOf(() => inbox().receive(headers, Buffer.from('Hello, World!')))).toMatch(/its body is no JSON object/);
});

test('what is not signed with the secret is refused, whatever it holds', async () => {
  const { headers, body } = await delivery('pull_request', { pull_request: { number: 12 } });
  const tampered = Buffer.from(body.toString('utf8').replace('12', '13'));
  expect(whyOf(() => inbox().receive(headers, tampered))).toMatch(/^1 FF4127 .*its signature is not ours/);
  for (const signature of [undefined, '', 'sha256=', 'sha1=abc', headers['x-hub-signature-256'].toUpperCase()]) {
    const other = { ...headers, 'x-hub-signature-256': signature };
    expect(whyOf(() => inbox().receive(other, body))).toMatch(/its signature is not ours/);
  }
  const twice = { ...headers, 'x-hub-signature-256': [headers['x-hub-signature-256'], 'sha256=x'] };
  expect(whyOf(() => inbox().receive(twice, body))).toMatch(/its signature is not ours/);
});

test('a delivery counts once, as long as it is remembered; one that is not signed is not remembered', async () => {
  const box = inbox(2);
  const first = await delivery('push', { ref: 'refs/heads/main', after: COMMIT }, 'first');
  expect(whyOf(() => box.receive({ ...first.headers, 'x-hub-signature-256': 'sha256=x' }, first.body))).toMatch(
    /refused/,
  );
  expect(box.receive(first.headers, first.body)).not.toBeNull();
  expect(box.receive(first.headers, first.body)).toBeNull();
  for (const id of ['second', 'third']) {
    const next = await delivery('push', { ref: 'refs/heads/main', after: COMMIT }, id);
    expect(box.receive(next.headers, next.body)).not.toBeNull();
  }
  expect(box.receive(first.headers, first.body)).not.toBeNull();
});

test('what is too large is refused before it is read', () => {
  expect(whyOf(() => inbox().receive({}, Buffer.alloc(MAX_WEBHOOK_BYTES + 1)))).toMatch(/more than 2 MB/);
});

test('a secret that could be guessed is refused', () => {
  expect(whyOf(() => createWebhookInbox({ secret: 'short', repository: 'a/b' }))).toMatch(/shorter than 16/);
});
