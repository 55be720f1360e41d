/** What the processes of the stream benchmark say to one another. All times are UTC epoch ms with fractions. */

/** Which contexts the clients have: everybody the same one, or everybody one of their own. */
export type Contexts = 'same' | 'distinct';

/** From the benchmark to a server. */
export type ServerOrder = { readonly order: 'publish'; readonly edition: Edition } | { readonly order: 'measure' };

/** A snapshot of the benchmark: which version, and how often each of its two flags was changed until then. */
export interface Edition {
  readonly version: number;
  /** Changes that concern everybody. */
  readonly everybody: number;
  /** Changes that concern the 1 % whom a rollout names. */
  readonly few: number;
}

/** From a server to the benchmark. */
export type ServerReport =
  | { readonly report: 'listening'; readonly port: number }
  | { readonly report: 'published'; readonly version: number; readonly at: number }
  | {
      readonly report: 'measured';
      readonly residentBytes: number;
      readonly cpuMicros: number;
      /** The longest that the event loop stood still since the last time, ms of processor time. */
      readonly longestStopMs: number;
      readonly at: number;
    };

/** From the benchmark to a process of clients. */
export type ClientOrder =
  | {
      readonly order: 'open';
      readonly targets: readonly Address[];
      readonly count: number;
      /** The number of its first client, over all processes. */
      readonly first: number;
      readonly contexts: Contexts;
    }
  /** Reports once everybody whom the change concerns has the version. */
  | { readonly order: 'expect'; readonly before: Edition; readonly after: Edition }
  /** Reports once everybody is back who lost the connection. */
  | { readonly order: 'rejoin' }
  | { readonly order: 'close' };

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** From a process of clients to the benchmark. */
export type ClientReport =
  | { readonly report: 'ready' }
  | { readonly report: 'opened'; readonly milliseconds: number; readonly refused: number }
  | {
      readonly report: 'received';
      readonly version: number;
      /** When each client had it that was to have it. */
      readonly at: Float64Array;
      /** Clients that got it without being concerned, or did not get what was before it. */
      readonly wrong: number;
    }
  | { readonly report: 'rejoined'; readonly lost: number; readonly milliseconds: number; readonly refused: number }
  | { readonly report: 'closed'; readonly wrong: number };

/** UTC epoch ms, finer than `Date.now`, comparable between processes of one machine. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
