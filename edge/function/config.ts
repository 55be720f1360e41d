/** Where an attribute of the context is found in a request. */
export type PackedSource = readonly [attribute: string, from: 'headers' | 'cookies', name: string];

/** How one deployed function behaves; written into its text when it is built. */
export interface FunctionConfig {
  /** The name of the pointer that it follows. */
  readonly root: string;
  /** Whether the context may come in the query, as `context`: queries are logged. */
  readonly query?: 1;
  /** The flags that it tells the origin and the cache of with each other request; none: it leaves those alone. */
  readonly flags: readonly string[];
  /** How it tells them. */
  readonly as?: 'headers' | 'cookies';
  readonly attributes?: readonly PackedSource[];
}

declare global {
  /** Stands for the configuration, as JSON, in the built text. */
  const __CONFIG__: FunctionConfig;
}

export const CONFIG = __CONFIG__;
