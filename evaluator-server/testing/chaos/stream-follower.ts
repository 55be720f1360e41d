import { type ClientRequest, request } from 'node:http';

/** A client of a stream that always comes back, and keeps what it was told. */
export interface StreamFollower {
  readonly name: string;
  /** Everything it knows, put together from what it was sent; null: nothing yet. */
  state(): FollowedState | null;
  /** How often it was connected, and how many events it got. */
  counts(): { readonly connections: number; readonly puts: number; readonly patches: number };
  /** What no server may do: an id of an older version, a patch before anything else, an event that cannot be read. */
  problems(): readonly string[];
  /** Where it connects from now on. */
  aim(port: number): void;
  /** Loses its connection. */
  cut(): void;
  close(): void;
}

/** As of a version: the snapshot for a server key, the results of a context for a client key. */
export interface FollowedState {
  readonly version: number;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface FollowOptions {
  readonly name: string;
  readonly port: number;
  readonly key: string;
  /** null: a server key's stream of snapshots. */
  readonly context: object | null;
}

type Loose = Readonly<Record<string, unknown>>;

/** How soon it comes back, in ms, whatever it was asked for. */
const RETRY_MS = 25;

export function followStream({ name, port: first, key, context }: FollowOptions): StreamFollower {
  const body = context === null ? null : JSON.stringify({ context });
  const problems: string[] = [];
  let [connections, puts, patches, port] = [0, 0, 0, first];
  let state: FollowedState | null = null;
  let lastId = '';
  let isClosed = false;
  let sending: ClientRequest | null = null;
  let retry: NodeJS.Timeout | undefined;

  const note = (problem: string): void => {
    if (problems.length < 5) problems.push(`${name}: ${problem}`);
  };

  const take = (event: string, id: string, data: string): void => {
    if (Number.parseInt(id, 10) < Number.parseInt(lastId, 10)) note(`${id} after ${lastId}`);
    lastId = id;
    const content = JSON.parse(data) as Loose;
    if (event === 'put') {
      puts += 1;
      state = { version: Number(content['version']), content };
    } else if (state === null) note('a patch of nothing');
    else {
      patches += 1;
      const next = context === null ? patchSnapshot(state.content, content) : patchResults(state.content, content);
      state = { version: Number(next['version']), content: next };
    }
  };

  const read = (block: string): void => {
    const field = (field: string): string | undefined => new RegExp(`^${field}: ?(.*)$`, 'm').exec(block)?.[1];
    const [event, id, data] = [field('event'), field('id'), field('data')];
    try {
      if (event !== undefined && id !== undefined && data !== undefined) take(event, id, data);
    } catch {
      note(`it cannot read ${block.slice(0, 200)}`);
    }
  };

  const again = (): void => {
    clearTimeout(retry);
    if (!isClosed) retry = setTimeout(connect, RETRY_MS);
  };

  const connect = (): void => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(lastId === '' ? {} : { 'last-event-id': lastId }),
      ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
    };
    const method = body === null ? 'GET' : 'POST';
    const own = request({ agent: false, host: '127.0.0.1', port, path: '/v1/stream', method, headers });
    sending = own;
    own.on('error', () => {});
    own.on('close', () => {
      if (sending === own) again();
    });
    own.on('response', (response) => {
      if (response.statusCode === 200) connections += 1;
      let text = '';
      response.setEncoding('utf8');
      response.on('error', () => {});
      response.on('data', (chunk: string) => {
        if (response.statusCode !== 200) return;
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) read(block);
      });
    });
    own.end(body ?? undefined);
  };
  connect();

  return {
    name,
    state: () => state,
    counts: () => ({ connections, puts, patches }),
    problems: () => problems,
    aim(to) {
      port = to;
    },
    cut: () => sending?.destroy(),
    close() {
      isClosed = true;
      clearTimeout(retry);
      sending?.destroy();
    },
  };
}

/** @see contract 7 */
function patchResults(before: Loose, patch: Loose): Loose {
  const { flags, removed = [], ...head } = patch;
  const entries = Object.entries({ ...(before['flags'] as object), ...(flags as object) });
  return { ...head, flags: Object.fromEntries(entries.filter(([key]) => !(removed as string[]).includes(key))) };
}

interface ListPatch {
  readonly set: readonly Loose[];
  readonly removed?: readonly string[];
}

function patchSnapshot(before: Loose, patch: Loose): Loose {
  const lists = (['flags', 'segments', 'groups'] as const).map((list) => {
    const by = list === 'flags' ? 'key' : 'name';
    const { set, removed = [] } = (patch[list] as ListPatch | undefined) ?? { set: [] };
    const merged = new Map((before[list] as readonly Loose[]).map((item) => [String(item[by]), item]));
    for (const item of set) merged.set(String(item[by]), item);
    for (const gone of removed) merged.delete(gone);
    const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
    return [list, sorted] as const;
  });
  return { ...(patch['snapshot'] as Loose), ...Object.fromEntries(lists) };
}
