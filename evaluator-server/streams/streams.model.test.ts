/**
 * Whatever is published, whenever the clock moves and however clients come and go: each event says what asking says in the
 * state that its id names, in order, and at the end each client holds what asking gives.
 */
import { createEvaluator, type Evaluator, type Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryKeys, createMemorySource, DEFAULT_LIMITS, keyRecord } from '../index.ts';
import { followSource } from '../snapshots/environments.ts';
import { type Content, contents, INSTANTS, PLANS, snapshotOf, USERS } from '../testing/changing-snapshots.ts';
import { TestSink } from '../testing/test-sink.ts';
import type { GroupQuestion } from './group.ts';
import { createStateIds } from './state-ids.ts';
import { createStreams } from './streams.ts';

const ENVIRONMENTS = ['production', 'staging'] as const;
type Environment = (typeof ENVIRONMENTS)[number];
type Flags = Readonly<Record<string, unknown>>;

const CONTEXTS = USERS.flatMap((userId) => PLANS.map((plan) => JSON.stringify({ userId, plan })));

/** What clients ask: a snapshot, or results with and without overrides, told in either form. */
const QUESTIONS: readonly GroupQuestion[] = [
  { kind: 'server', form: 'own', context: '{}', overrides: undefined },
  ...CONTEXTS.map((context) => ({ kind: 'client', form: 'own', context, overrides: undefined }) as const),
  ...CONTEXTS.map((context) => ({ kind: 'client', form: 'ofrep', context, overrides: undefined }) as const),
  { kind: 'client', form: 'own', context: '{}', overrides: '{"f1":"on"}' },
  { kind: 'server', form: 'ofrep', context: '{"userId":"u1"}', overrides: undefined },
];

const HOUR = 3_600_000;
const START = (INSTANTS[0] ?? 0) - HOUR;

/** What happens, by name, with two numbers that say to whom and what. */
const step = fc.tuple(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('open', 'publish', 'turn') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'close',
        'pause',
        'resume',
        'back',
        'again',
        'forward',
        'instant',
        'strange',
        'reload',
        'flood',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('set-back') },
  ),
  fc.nat(1_000),
  fc.nat(1_000),
);

interface Published {
  readonly index: number;
  readonly snapshot: Snapshot;
  readonly evaluator: Evaluator;
}

/** A client that holds what it was told. */
interface Client {
  readonly environment: Environment;
  readonly question: GroupQuestion;
  sink: TestSink;
  isOpen: boolean;
  /** Whether anything came on this connection. */
  hasHeard: boolean;
  read: number;
  held: unknown;
  id: string | null;
  /** Where the state that it holds stands among all. */
  order: readonly [index: number, instant: number];
  readonly seen: string[];
}

const at = <T>(list: readonly T[], number: number): T => {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('there is none');
  return found;
};

/** Everything that a client may see at a time, by a way of its own: what asking would give. */
function ask({ snapshot, evaluator }: Published, question: GroupQuestion, time: number): unknown {
  if (question.kind === 'server' && question.form === 'own') return JSON.parse(canonicalJson(snapshot)) as unknown;
  const overrides = question.overrides === undefined ? undefined : (JSON.parse(question.overrides) as unknown);
  const results = evaluator.evaluateAll(JSON.parse(question.context), time, overrides);
  const visible = new Map(snapshot.flags.map((flag) => [flag.key, flag]));
  return Object.fromEntries(
    results.flatMap((result): [string, unknown][] => {
      const flag = visible.get(result.flagKey);
      if (flag === undefined || (question.kind === 'client' && flag.client !== true)) return [];
      const names = snapshot.overrides === 'allowed' ? { variants: flag.variants.map(({ name }) => name) } : {};
      if (result.reason === 'error') {
        return [[flag.key, { reason: 'error', errorCode: result.errorCode, ...names }]];
      }
      const { value, variant, reason, rule } = result;
      const told = question.kind === 'server' && rule !== undefined ? { rule } : {};
      return [[flag.key, { value, variant, reason, ...told, ...names }]];
    }),
  );
}

function patchFlags(held: unknown, { flags, removed = [] }: { flags: Flags; removed?: string[] }): Flags {
  const known = held as Flags;
  for (const [key, entry] of Object.entries(flags)) expect([key, entry]).not.toEqual([key, known[key]]);
  for (const key of removed) expect(Object.keys(known)).toContain(key);
  expect(Object.keys(flags).length + removed.length).toBeGreaterThan(0);
  const next = { ...known, ...flags };
  for (const key of removed) delete next[key];
  return next;
}

type Parts = Readonly<Record<string, { set: { key?: string; name?: string }[]; removed?: string[] } | undefined>>;

/** What an SDK does with a patch of a snapshot. */
function patchSnapshot(held: unknown, { snapshot, ...parts }: { snapshot: object } & Parts): unknown {
  const next: Record<string, unknown> = { ...(held as object), ...snapshot };
  for (const name of ['flags', 'segments', 'groups']) {
    const nameOf = (item: { key?: string; name?: string }): string => item.key ?? item.name ?? '';
    const items = new Map((next[name] as { key?: string; name?: string }[]).map((item) => [nameOf(item), item]));
    const { set = [], removed = [] } = parts[name] ?? {};
    for (const item of set) {
      expect(item).not.toEqual(items.get(nameOf(item)));
      items.set(nameOf(item), item);
    }
    for (const gone of removed) expect(items.delete(gone)).toBe(true);
    next[name] = [...items.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }
  return next;
}

/** What one run is made of. */
interface Run {
  readonly all: readonly Content[];
  readonly steps: readonly (readonly [string, number, number])[];
  /** What clients of this run ask: few questions, so that many ask the same. */
  readonly questions: readonly GroupQuestion[];
  readonly buffer: number;
  readonly sliceMs: number;
}

async function run({ all, steps, questions, buffer, sliceMs }: Run) {
  let now = START;
  const clock = (): number => now;
  const source = createMemorySource();
  const failures: unknown[] = [];
  const log = (entry: { level: string }): void => void (entry.level === 'error' && failures.push(entry));
  const environments = followSource(source, log);
  const keys = ENVIRONMENTS.flatMap((environment) =>
    ['server', 'client'].map((kind) => keyRecord(`ff_${kind}_${environment}`, { environment })),
  );
  const many = 1_000_000;
  const limits = { ...DEFAULT_LIMITS, streamRate: many, streamBurst: many, streamBufferBytes: buffer };
  const streams = createStreams({ environments, keys: createMemoryKeys(keys), limits, clock, log, sliceMs });
  const stateIds = createStateIds();

  const byName = new Map<string, Published>();
  const present = new Map<Environment, Published>();
  let version = 0;
  let index = 0;
  /** Unless the clock goes back, or a version is given out again, what is newer is known by its number. */
  let isOrdered = true;
  const publish = (environment: Environment, content: Content, isSame = false): void => {
    version += isSame ? 0 : 1;
    index += 1;
    const known = present.get(environment)?.snapshot.version ?? 0;
    const snapshot = snapshotOf(content, { environment, version: isSame ? known : version });
    const made = { index, snapshot, evaluator: createEvaluator(snapshot) };
    byName.set(`${environment} ${snapshot.version}.${snapshot.hash.slice(0, 8)}`, made);
    present.set(environment, made);
    source.publish(snapshot);
  };
  /** What an id names: the snapshot, and its instant. */
  const named = (environment: Environment, id: string): readonly [Published, number] => {
    const [, name, instant] = /^(.*)-(\d+)$/.exec(id) ?? [];
    const found = byName.get(`${environment} ${name}`);
    if (found === undefined) throw new Error(`${id} is not of ${environment}`);
    return [found, Number(instant)];
  };
  const asking = ({ environment, question }: Client): unknown =>
    ask(present.get(environment) as Published, question, now);

  for (const environment of ENVIRONMENTS) publish(environment, all[0] as Content);
  const clients: Client[] = [];
  const states = new Map<string, unknown>();

  const hear = (client: Client): void => {
    const { sink, environment, question, seen } = client;
    const whole = sink.received.lastIndexOf('\n\n') + 2;
    for (const block of sink.received.slice(client.read, whole).split('\n\n')) {
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const [id, event, text] = [field('id'), field('event'), field('data')];
      if (id === undefined || text === undefined) continue;
      const data = JSON.parse(text) as never;
      const [made, instant] = named(environment, id);
      const expected = ask(made, question, instant);
      if (event === 'message') {
        expect(question.form).toBe('ofrep');
        expect(data).toEqual({ type: 'refetchEvaluation', etag: id });
        client.held = asking(client);
        // Who is told to ask has something to learn.
        if (client.hasHeard && isOrdered && client.id !== null) {
          const [last, since] = named(environment, client.id);
          expect(expected).not.toEqual(ask(last, question, since));
        }
      } else {
        expect(question.form).toBe('own');
        if (event === 'put') client.held = question.kind === 'server' ? data : (data as { flags: Flags }).flags;
        else client.held = (question.kind === 'server' ? patchSnapshot : patchFlags)(client.held, data);
        expect([id, client.held]).toEqual([id, expected]);
        const name = `${environment} ${QUESTIONS.indexOf(question)} ${id}`;
        expect(client.held).toEqual(states.get(name) ?? client.held);
        states.set(name, client.held);
      }
      const [before, since] = client.order;
      // An older state than one holds comes only as a whole one.
      if (event === 'patch' && isOrdered) {
        expect(made.index).toBeGreaterThanOrEqual(before);
        expect(made.index > before || instant >= since).toBe(true);
      }
      client.order = [made.index, instant];
      client.id = id;
      client.hasHeard = true;
      seen.push(id);
    }
    client.read = whole;
  };

  const connect = (client: Client, lastEventId: string | null): void => {
    const { environment, question } = client;
    client.sink = new TestSink();
    client.read = 0;
    client.isOpen = true;
    client.hasHeard = false;
    const { kind } = question;
    const key = keyRecord(`ff_${kind}_${environment}`, { environment });
    // A provider has a list before it has a stream, and its ticket says which.
    if (question.form === 'ofrep' && lastEventId === null) {
      client.held = asking(client);
      lastEventId = stateIds.at(environments.get(environment) as never, now);
      client.order = [(present.get(environment) as Published).index, 0];
    }
    const address = kind === 'client' ? '10.0.0.1' : '';
    expect(streams.open({ key, question, lastEventId, address }, client.sink, () => {})).toBeNull();
    client.sink.once('close', () => {
      client.isOpen = false;
    });
  };
  const turn = (): Promise<void> => new Promise(setImmediate);
  const settle = async (): Promise<void> => {
    // A group that has nothing to hear is a step too.
    for (let quiet = 0, before = -1; quiet < 3 * clients.length + 10; ) {
      await turn();
      const length = clients.reduce((sum, { sink }) => sum + sink.received.length, 0);
      quiet = length === before ? quiet + 1 : 0;
      before = length;
    }
    for (const client of clients) hear(client);
  };
  const add = (environment: Environment, question: GroupQuestion): Client => {
    const fresh: Client = {
      ...{ environment, question, sink: new TestSink(), isOpen: false, hasHeard: false, read: 0, held: null, id: null },
      ...{ order: [0, 0], seen: [] },
    };
    clients.push(fresh);
    return fresh;
  };

  for (const [name, first, second] of steps) {
    const environment = at(ENVIRONMENTS, second);
    const client = clients.length > 0 ? at(clients, first) : add(environment, at(questions, first));
    if (name === 'open') connect(add(environment, at(questions, first)), null);
    else if (name === 'publish') publish(environment, at(all, first));
    else if (name === 'reload') {
      isOrdered = false;
      publish(environment, at(all, first), true);
    } else if (name === 'flood') {
      const slow = add(environment, at(questions, first));
      connect(slow, null);
      slow.sink.pause();
      for (let count = 0; count < 10 + (second % 20); count += 1) {
        publish(environment, at(all, first + count));
        await turn();
      }
    } else if (name === 'turn') for (let count = 0; count < first % 4; count += 1) await turn();
    else if (name === 'close') client.sink.destroy();
    else if (name === 'pause') client.sink.pause();
    else if (name === 'resume') client.sink.resume();
    else if (name === 'forward') now += (first % 120) * 60_000;
    else if (name === 'instant') now = Math.max(now, at(INSTANTS, first) - (second % 2));
    else if (name === 'set-back') {
      now -= (first % 3) * HOUR + 1;
      isOrdered = false;
    } else if (!client.isOpen) {
      // It comes back: with what it had last, with what it had before, or with what nobody knows.
      hear(client);
      const older = client.seen.length > 0 ? at(client.seen, second) : null;
      const strange = at(['', 'x', '9.00000000-0', `${version + 9}.ffffffff-${now + HOUR}`, '1'.repeat(70)], second);
      if (name !== 'back') client.order = [0, 0];
      // Who says that it has less than it has begins with that.
      const id = name === 'strange' ? strange : name === 'again' ? older : client.id;
      if (name === 'again' && id !== null && client.question.form === 'own') {
        const [made, instant] = named(client.environment, id);
        client.held = ask(made, client.question, instant);
      }
      connect(client, id);
    }
  }

  for (const { sink } of clients) sink.resume();
  await settle();
  // Who was sent away, because it read too slowly, comes back with what it has.
  for (const client of clients) if (!client.isOpen) connect(client, client.id);
  // And somebody new is there, for whom the clock is looked at.
  for (const environment of ENVIRONMENTS) connect(add(environment, QUESTIONS[0] as GroupQuestion), null);
  await settle();
  for (const client of clients) {
    expect(client.isOpen).toBe(true);
    expect([client.id, client.held]).toEqual([client.id, asking(client)]);
  }
  const asked = new Set(clients.map(({ environment, question }) => `${environment} ${QUESTIONS.indexOf(question)}`));
  expect(streams.stats().groups).toBe(asked.size);
  for (const { sink } of clients) sink.destroy();
  await turn();
  expect(streams.stats()).toMatchObject({ open: [], groups: 0, bufferedBytes: 0 });
  streams.close();
  expect(failures).toEqual([]);
  return streams.stats();
}

test('every event says what asking says in the state that it names, and in the end everybody holds what asking gives', async () => {
  let events = 0;
  let dropped = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        all: contents(3, 6),
        steps: fc.array(step, { minLength: 5, maxLength: 60 }),
        questions: fc.subarray([...QUESTIONS], { minLength: 1, maxLength: 3 }),
        buffer: fc.constantFrom(0, 100_000),
        // A step at a time, so that everything happens in between, or as it is served.
        sliceMs: fc.constantFrom(0, 8),
      }),
      async (made) => {
        const stats = await run(made);
        events += stats.events;
        dropped += stats.dropped;
      },
    ),
    { numRuns: 100 },
  );
  expect(events).toBeGreaterThan(500);
  expect(dropped).toBeGreaterThan(5);
});
