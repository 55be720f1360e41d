import type { EdgePlace } from '../pack/packed.ts';

/** Where an attribute of the context is found in a request that asks for no flag. */
export interface AttributeSource {
  /** Its name in the context: a top-level attribute. `targetingKey` stands for the project's unit. */
  readonly attribute: string;
  readonly from: 'header' | 'cookie';
  /** The name of the header or cookie. */
  readonly name: string;
}

/** What the origin and the cache are told with each request that asks for no flag. */
export interface VarySettings {
  /** Keys of flags with `client: true`; each becomes `x-flagforge-<key>`. */
  readonly flags: readonly string[];
  readonly as: 'header' | 'cookie';
  readonly attributes: readonly AttributeSource[];
}

/** How one deployed function behaves. */
export interface EdgeFunctionConfig {
  readonly place: EdgePlace;
  /** True: the context may also come in the query, as `context`; queries are logged. Default false. */
  readonly contextInQuery?: boolean;
  readonly vary?: VarySettings;
}
