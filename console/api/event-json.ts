/** What may have become different. `flags`: files of the base branch, or what is published of them. */
export type ChangedPart = 'flags' | 'requests' | 'environments' | 'keys' | 'audit';

/**
 * An event of `GET /v1/events`, its data as JSON. `state` comes first and says how things are, so that whoever was away
 * can tell whether anything happened meanwhile; `changed` comes whenever something is different.
 */
export interface ChangeEventJson {
  /** Of `state`: empty. */
  readonly what: readonly ChangedPart[];
  /** The newest commit of the base branch. */
  readonly commit: string;
  /** Environment -> version that is published; those without one are missing. */
  readonly environments: Readonly<Record<string, number>>;
  /** Another one whenever anything of a change request is. */
  readonly requests: string;
}
