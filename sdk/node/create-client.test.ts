/** The client of Node as its caller sees it, with snapshots from memory. */
import { describe, expect, test, vi } from 'vitest';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import type { Flag } from '../engine/snapshot.ts';
import type { Change, ClientEvent, ClientOptions, Details, SourceOptions } from './client.ts';
import { createClient } from './create-client.ts';
import { memorySource } from './memory-source.ts';

const flag = (key: string, more: Partial<Flag> = {}): Flag => ({
  key,
  type: 'boolean',
  enabled: true,
  off: 'off',
  variants: [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ],
  default: { serve: 'on' },
  ...more,
});
const text = (key: string, value: unknown): Flag =>
  flag(key, {
    type: 'json',
    variants: [
      { name: 'on', value: value as never },
      { name: 'off', value: null },
    ],
  });

function create(flags: readonly Flag[], options: Partial<SourceOptions> & { overrides?: 'allowed' } = {}) {
  const { overrides = 'denied', ...rest } = options;
  const source = memorySource(shopSnapshot({ flags, overrides }));
  const events: ClientEvent[] = [];
  const client = createClient({ source, log: (event) => events.push(event), ...rest } as ClientOptions);
  return { client, source, events };
}

describe('a read', () => {
  test('gives what the engine gives, of the type that is asked for', () => {
    const { client } = create([text('s', 'red'), text('n', 3), text('j', { a: 1 }), text('z', null), flag('b')]);
    expect([client.boolean('b', false), client.string('s', ''), client.number('n', 0)]).toEqual([true, 'red', 3]);
    expect([client.json('j', null), client.json('z', 1), client.json('b', 1)]).toEqual([{ a: 1 }, null, true]);
    expect(client.details('s', 'x')).toEqual({ value: 'red', variant: 'on', reason: 'default', version: 1 });
    const failed = { reason: 'error', version: 1 };
    expect(client.details('s', 5)).toEqual({ ...failed, value: 5, errorCode: 'type_mismatch' });
    expect(client.details('none', 5)).toEqual({ ...failed, value: 5, errorCode: 'flag_not_found' });
    expect(client.boolean('__proto__', true)).toBe(true);
  });

  test('knows the rule that matched', () => {
    const rules = [{ name: 'staff', if: { op: '==', path: ['team'], value: 'us' }, serve: 'off' }] as const;
    const { client } = create([flag('b', { rules })]);
    expect(client.details('b', true, { team: 'us' })).toMatchObject({ value: false, rule: 'staff' });
  });

  test.each([null, 5, 'x', []])('gives the fallback for a context that is none: %j', (context) => {
    const rules = [{ if: { op: 'present', path: ['a'] }, serve: 'off' }] as const;
    const { client } = create([flag('b', { rules })]);
    expect(client.details('b', 'mine', context as never)).toMatchObject({
      value: 'mine',
      errorCode: 'invalid_context',
    });
  });

  test('takes attributes of the client, which those of the read win over', () => {
    const rules = [{ if: { op: '==', path: ['region'], value: 'eu' }, serve: 'off' }] as const;
    const { client } = create([flag('b', { rules })], { context: { region: 'eu' } });
    expect([client.boolean('b', true), client.boolean('b', true, { region: 'us' })]).toEqual([false, true]);
  });

  test('is as of the clock, or of the instant that is named', () => {
    const schedule = [{ at: 1_000, set: { default: { serve: 'off' } } }] as const;
    const { client } = create([flag('b', { schedule })], { clock: () => 999 });
    expect([client.boolean('b', false), client.boolean('b', true, {}, { now: 1_000 })]).toEqual([true, false]);
  });

  test('gives all flags', () => {
    const { client } = create([flag('a'), flag('b')]);
    expect(client.all().map(({ flagKey, reason }) => `${flagKey} ${reason}`)).toEqual(['a default', 'b default']);
    expect(client.openFeatureReason('a', 'default')).toBe('STATIC');
  });
});

describe('overrides', () => {
  test('of the client and of the read count where the environment allows them', () => {
    const { client } = create([flag('a'), flag('b')], { overrides: 'allowed' });
    client.override('a', 'off');
    expect([client.boolean('a', true), client.details('a', true).reason]).toEqual([false, 'override']);
    expect(client.boolean('b', true, {}, { overrides: { b: 'off' } })).toBe(false);
    expect(client.boolean('a', false, {}, { overrides: { a: 'on' } })).toBe(true);
    client.override('a', null);
    expect(client.boolean('a', false)).toBe(true);
  });

  test('count for nothing where it does not', () => {
    const { client } = create([flag('a')]);
    client.override('a', 'off');
    expect(client.boolean('a', false, {}, { overrides: { a: 'off' } })).toBe(true);
  });
});

describe('snapshots', () => {
  test('that are newer replace what was, and those who listen hear which flags', () => {
    const { client, source } = create([flag('a'), flag('b'), flag('c', { requires: [{ flag: 'b', variant: 'on' }] })]);
    const heard: Change[] = [];
    const stop = client.on((change) => heard.push(change));
    const flags = [
      flag('a'),
      flag('b', { default: { serve: 'off' } }),
      flag('c', { requires: [{ flag: 'b', variant: 'on' }] }),
    ];
    source.publish(shopSnapshot({ flags, version: 2 }));
    expect(heard).toEqual([{ keys: ['b', 'c'], status: 'live', version: 2 }]);
    expect([client.boolean('b', true), client.boolean('c', true), client.version]).toEqual([false, false, 2]);
    stop();
    source.publish(shopSnapshot({ flags: [], version: 3 }));
    expect(heard).toHaveLength(1);
  });

  test.each([
    ['older', { version: 0 }],
    ['of a higher format', { version: 9, format: 99 }],
    ['none', null],
    ['a text', 'x'],
  ])('that are %s are not served', (_, next) => {
    const { client, source } = create([flag('a')]);
    source.publish(next === null || typeof next === 'string' ? next : { ...shopSnapshot({ flags: [] }), ...next });
    expect([client.boolean('a', false), client.version]).toEqual([true, 1]);
  });

  test.each([
    { format: 1, version: 2 },
    { format: 1, version: 2, flags: 5, overlays: 'x', segments: null },
    {
      format: 1,
      version: 2,
      flags: [null, 5, { key: 'a' }, { key: 'a', requires: 5 }],
      groups: [{}],
      overlays: [null],
    },
  ])('that hold nonsense do no harm: %j', (nonsense) => {
    const { client, source } = create([flag('a')]);
    expect(() => source.publish(nonsense)).not.toThrow();
    expect(client.boolean('a', true)).toBe(true);
  });
});

describe('hooks', () => {
  test('hear of each read, before and after, and of those that failed', () => {
    const heard: unknown[] = [];
    const hook = {
      before: ({ flagKey, context }: { flagKey: string; context: unknown }) =>
        void heard.push(['before', flagKey, context]),
      after: (_: unknown, { value }: Details<unknown>) => void heard.push(['after', value]),
      error: (_: unknown, { errorCode }: Details<unknown>) => void heard.push(['error', errorCode]),
    };
    const { client } = create([flag('a')], { hooks: [hook], context: { base: 1 } });
    expect([client.boolean('a', false, { own: 2 }), client.string('a', 'x')]).toEqual([true, 'x']);
    expect(heard).toEqual([
      ['before', 'a', { base: 1, own: 2 }],
      ['after', true],
      ['before', 'a', { base: 1 }],
      ['error', 'type_mismatch'],
    ]);
  });

  test('that throw change no answer and are told of', () => {
    const fail = () => {
      throw new Error('mine');
    };
    const { client, events } = create([flag('a')], { hooks: [{ before: fail, after: fail }] });
    expect(client.boolean('a', false)).toBe(true);
    expect(events).toEqual(Array(2).fill({ level: 'error', event: 'hook_failed', detail: 'mine' }));
  });
});

describe('a client', () => {
  test('is ready with its snapshot, and waits no longer than it is told to', async () => {
    vi.useFakeTimers();
    const silent = createClient({ source: { start: () => () => {} } });
    const isReady = silent.ready(100);
    expect(silent.details('a', 1)).toEqual({ value: 1, reason: 'error', errorCode: 'provider_not_ready', version: 0 });
    await vi.advanceTimersByTimeAsync(100);
    expect([await isReady, silent.status]).toEqual([false, 'loading']);
    vi.useRealTimers();
    expect(await create([]).client.ready()).toBe(true);
  });

  test('goes on answering when it is closed, and hears of nothing more', async () => {
    const { client, source } = create([flag('a')]);
    await client.close();
    await client.close();
    source.publish(shopSnapshot({ flags: [], version: 2 }));
    expect([client.boolean('a', false), client.status, client.version]).toEqual([true, 'closed', 1]);
  });

  test('that one listener fails tells the others', () => {
    const { client, source, events } = create([flag('a')]);
    const heard = vi.fn();
    client.on(() => {
      throw new Error('mine');
    });
    client.on(heard);
    source.publish(shopSnapshot({ flags: [], version: 2 }));
    expect(heard).toHaveBeenCalledOnce();
    expect(events).toEqual([{ level: 'error', event: 'listener_failed', detail: 'mine' }]);
  });
});
