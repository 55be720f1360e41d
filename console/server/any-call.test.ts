/** Calls that nobody thought of, by people who may do anything: each is answered, by what the description has or by a problem. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type DevSession, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESCRIPTION } from './description/description.ts';
import { createApiClient } from './testing/api-client.ts';

/** So many that the limit of one of them does not answer for the route. */
const PEOPLE = Array.from({ length: 16 }, (_, index) => `user_${index}`);
const PROJECT = {
  'flags/flagforge.yaml': [
    'version: 1',
    'organization: acme',
    'project: shop',
    'environments: { staging: {}, production: { approvals: 0 } }',
    'people:',
    ...PEOPLE.map((name) => `  - { name: ${name}, clerk: ${name} }`),
    'access: [{ who: "clerk:org:member", role: admin }]',
    '',
  ].join('\n'),
  'flags/segments/s.yaml': 'description: Who tests\ninclude: [u-1]\n',
  'flags/a.yaml':
    'description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: { enabled: true, default: on }\n',
};

let workspace: Workspace;
let dev: DevSession;
let url: string;
let call: ReturnType<typeof createApiClient>['call'];
const tokens: string[] = [];
beforeAll(async () => {
  workspace = createWorkspace(PROJECT);
  dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  url = String((await dev.next('ready')).console);
  ({ call } = createApiClient(url));
  for (const user of PEOPLE) tokens.push((await call(null, 'POST', '/v1/dev/session', { user })).body.token);
});
afterAll(async () => {
  await dev?.end();
  workspace?.remove();
});

const WORDS = [
  ...[
    'a',
    's',
    'shop',
    'production',
    'staging',
    '1',
    '2',
    'user_1',
    'on',
    'off',
    'true',
    'approved',
    'server',
    'a.yaml',
  ],
  ...['', ' ', '0', '-1', '1e309', '99999999999999999999', 'NaN', 'null', '__proto__', 'constructor', 'toString', '..'],
  ...[
    '../../etc/passwd',
    'flagforge.yaml',
    '%00',
    '\u0000',
    '\u202E',
    '\uD800',
    '😀',
    'x'.repeat(3_000),
    "'; drop table x --",
  ],
  ...['<script>', '{{a}}', '2026-02-30', '-999999-01-01T00:00:00Z', '+275761-01-01T00:00:00Z', '0'.repeat(40)],
] as const;
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 20, unit: 'grapheme' }));

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

const ANY_JSON = fc.oneof(fc.jsonValue({ maxDepth: 3 }), word);

/** Mostly what the schema has, with something else in its place now and then. */
function like(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const { $ref, properties, items } = schema;
  if ($ref !== undefined) {
    const found = $ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], DESCRIPTION);
    return like(found as Schema, depth);
  }
  const fitting = ((): fc.Arbitrary<unknown> => {
    const either = schema.oneOf ?? schema.anyOf;
    if (either !== undefined) return fc.oneof(...either.map((each) => like(each, depth + 1)));
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const [type] = [schema.type ?? 'object'].flat();
    if (type === 'array') return fc.array(items === undefined ? ANY_JSON : like(items, depth + 1), { maxLength: 3 });
    if (type === 'string') return word;
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer' || type === 'number')
      return fc.oneof(fc.integer(), fc.constantFrom(0, 1, 25, 100, 2 ** 53, -1, 0.1));
    if (properties === undefined || depth > 5) return fc.dictionary(word, ANY_JSON, { maxKeys: 3 });
    const members = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, like(each, depth + 1)]));
    return fc.record(members, { requiredKeys: [...(schema.required ?? [])] });
  })();
  return fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: ANY_JSON });
}

interface AnyCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** A header can hold no more. */
const headerWord = word.map((text) =>
  text
    .replace(/[^\x20-\x7E]/g, '')
    .trim()
    .slice(0, 100),
);

/** A call of this operation, with anything where it has a name, a query or a body. */
function callOf(path: string, method: string): fc.Arbitrary<AnyCall> {
  const operation = DESCRIPTION.paths[path]?.[method.toLowerCase()];
  const queries = (operation?.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name);
  const schema = operation?.requestBody?.content['application/json'].schema;
  const params = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'production', '1', 's') }, { weight: 1, arbitrary: word }),
    {
      ...{ minLength: 3, maxLength: 3 },
    },
  );
  const body =
    schema === undefined
      ? fc.constant(undefined)
      : fc.oneof({ weight: 9, arbitrary: like(schema) }, { weight: 1, arbitrary: fc.constant('{"a":') });
  return fc
    .record({
      ...{ params, body },
      query:
        queries.length === 0
          ? fc.constant({})
          : fc.dictionary(fc.constantFrom(...queries, 'other'), word, { maxKeys: 3 }),
      headers: fc.record({ 'idempotency-key': headerWord, 'if-match': headerWord }, { requiredKeys: [] }),
    })
    .map(({ params: names, body: given, query, headers }) => {
      const left = [...names];
      const filled = path.replace(/\{\w+\}/g, () => encodeWord(left.shift() ?? 'a'));
      const search = new URLSearchParams(query).toString();
      return { method, path: search === '' ? filled : `${filled}?${search}`, body: given, headers };
    });
}

const encodeWord = (text: string): string => encodeURIComponent(/\p{Cs}/u.test(text) ? 'x' : text) || 'a';

const OPERATIONS = Object.entries(DESCRIPTION.paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter((method) => ['get', 'post', 'patch'].includes(method))
    .map((method) => [method.toUpperCase(), path] as const),
);
/** Of each operation. */
const CALLS = 10;

test.each(OPERATIONS)('%s %s is answered whatever is asked', async (method, path) => {
  let turn = OPERATIONS.findIndex((each) => each[0] === method && each[1] === path);
  await fc.assert(
    fc.asyncProperty(callOf(path, method), async (asked) => {
      turn += 1;
      const token = tokens[turn % tokens.length] ?? '';
      // What is answered is held to the description by the client, problems and their type included.
      const { status, body } = await call(token, asked.method, asked.path, asked.body, asked.headers);
      expect(status, `${JSON.stringify(asked).slice(0, 2_000)} ${JSON.stringify(body).slice(0, 500)}`).toBeLessThan(
        500,
      );
      expect(status).not.toBe(429);
    }),
    { numRuns: CALLS, endOnFailure: true },
  );
});

test('methods and paths that nobody has are problems, pages aside', async () => {
  const token = tokens[0] ?? '';
  const methods = ['PUT', 'DELETE', 'OPTIONS', 'QUERY', 'POST', 'PATCH'];
  const paths = fc.array(fc.oneof(word, fc.constantFrom('v1', 'flags', 'p', '_pages', 'assets')), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...methods), paths, async (method, steps) => {
      const { status } = await call(token, method, `/v1/${steps.map(encodeWord).join('/')}`);
      expect([400, 404, 405, 414, 431]).toContain(status);
    }),
    { numRuns: 100 },
  );
});

test('after all of that it says nothing of failures, and answers', async () => {
  expect(dev.said()).toBe('');
  expect((await call(tokens[1] ?? '', 'GET', '/v1/flags')).status).toBe(200);
});

/** What the process holds, where the system tells it. */
function held(): { readonly files: number; readonly megabytes: number } | null {
  const place = `/proc/${dev.pid}`;
  if (!existsSync(place)) return null;
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`${place}/status`, 'utf8'))?.[1] ?? '0';
  return { files: readdirSync(`${place}/fd`).length, megabytes: Number(resident) / 1_024 };
}

test('more than a hundred who leave in the midst of a page or of a stream leave nothing behind', async () => {
  const leave = async (path: string, turn: number): Promise<void> => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${tokens[turn % tokens.length]}` };
    const asked = fetch(url + path, { headers, signal: leaving.signal });
    if (turn % 3 === 0) leaving.abort();
    const reader = (await asked.catch(() => null))?.body?.getReader();
    if (turn % 3 === 1) await reader?.read().catch(() => undefined);
    leaving.abort();
    await reader?.cancel().catch(() => undefined);
  };
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1)
      await Promise.all(
        Array.from({ length: 16 }, (_, turn) =>
          leave(['/v1/events', '/_pages/p/shop', '/_pages/p/shop/flags/a'][(round + turn) % 3] ?? '', turn),
        ),
      );
  };
  await rounds(1);
  const before = held();
  await rounds(9);
  // Places of streams are given back: each of them may have twenty, and all had more than that.
  const again = await Promise.all(tokens.map((token) => call(token, 'GET', '/v1/events')));
  expect(new Set(again.map(({ status }) => status))).toEqual(new Set([200]));
  if (before !== null) {
    await expect.poll(() => held()?.files ?? 0, { timeout: 10_000 }).toBeLessThanOrEqual(before.files + 10);
    expect((held()?.megabytes ?? 0) - before.megabytes).toBeLessThan(150);
  }
  expect(dev.said()).toBe('');
});
