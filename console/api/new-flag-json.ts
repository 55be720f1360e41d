import type { FlagType } from '@flagforge/sdk/engine';

/** What is said of a flag that is to be. */
export interface NewFlagBody {
  readonly key: string;
  readonly description?: string;
  readonly type?: FlagType;
  readonly owner?: string;
  readonly tags?: readonly string[];
  readonly kind?: 'temporary' | 'permanent';
  /** `YYYY-MM-DD` */
  readonly expires?: string;
  /** Browsers and apps may see its result. */
  readonly client?: true;
  /** `name=value`, as `flagforge new --variant` takes them; a boolean flag has none. */
  readonly variants?: readonly string[];
}

/** Its file, written nowhere yet. */
export interface NewFlagJson {
  readonly commit: string;
  readonly file: string;
  readonly text: string;
}
