/**
 * The flags of a large project on their way to the browser. Thousands of rows say the same of their environments, owners
 * and last changes: each of those is sent once. A text, because Flight would look at every value of a tree.
 */
import type { FlagStateJson, FlagStatus, LastChangeJson } from '../../../api/flag-json.ts';
import type { FlagLine } from './flag-line.ts';

/** Places in the tables; null where there is nothing. */
type Row = readonly [
  key: string,
  description: string | null,
  type: FlagLine['type'],
  owner: number,
  tags: readonly number[],
  kind: FlagLine['kind'],
  expires: string | null,
  client: boolean,
  state: number,
  statuses: readonly (number | null)[],
  lastChange: number,
];

interface Packed {
  readonly environments: readonly string[];
  readonly owners: readonly (string | null)[];
  readonly tags: readonly string[];
  readonly states: readonly FlagStateJson[];
  readonly statuses: readonly FlagStatus[];
  readonly changes: readonly (LastChangeJson | null)[];
  readonly rows: readonly Row[];
}

/** Each value once, by what it says. */
function createTable<T>(): { readonly values: T[]; readonly placeOf: (value: T) => number } {
  const values: T[] = [];
  const places = new Map<string, number>();
  return {
    values,
    placeOf(value) {
      const text = JSON.stringify(value);
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, values.length);
      return values.push(value) - 1;
    },
  };
}

/** @see unpackFlags */
export function packFlags(flags: readonly FlagLine[]): string {
  const environments = createTable<string>();
  const owners = createTable<string | null>();
  const tags = createTable<string>();
  const states = createTable<FlagStateJson>();
  const statuses = createTable<FlagStatus>();
  const changes = createTable<LastChangeJson | null>();
  const rows = flags.map((flag): Row => {
    const own: (number | null)[] = [];
    for (const [name, status] of Object.entries(flag.environments))
      own[environments.placeOf(name)] = statuses.placeOf(status);
    return [
      ...([flag.key, flag.description, flag.type, owners.placeOf(flag.owner), flag.tags.map(tags.placeOf)] as const),
      ...([flag.kind, flag.expires, flag.client, states.placeOf(flag.state)] as const),
      ...([Array.from(own, (place) => place ?? null), changes.placeOf(flag.lastChange)] as const),
    ];
  });
  const packed: Packed = {
    ...{ environments: environments.values, owners: owners.values, tags: tags.values, states: states.values },
    ...{ statuses: statuses.values, changes: changes.values, rows },
  };
  return JSON.stringify(packed);
}

/** The rows of `packFlags`. What is equal is the same object. */
export function unpackFlags(text: string): readonly FlagLine[] {
  const { environments, owners, tags, states, statuses, changes, rows } = JSON.parse(text) as Packed;
  return rows.map(([key, description, type, owner, own, kind, expires, client, state, places, lastChange]) => ({
    ...{ key, description, type, kind, expires, client },
    owner: owners[owner] ?? null,
    tags: own.map((place) => tags[place] ?? ''),
    state: states[state] ?? UNKNOWN,
    environments: Object.fromEntries(
      environments.flatMap((name, place) => {
        const status = statuses[places[place] ?? -1];
        return status === undefined ? [] : [[name, status]];
      }),
    ),
    lastChange: changes[lastChange] ?? null,
  }));
}

const UNKNOWN: FlagStateJson = { kind: 'inactive', reasons: ['unknown'] };
