/**
 * Where one environment lies in Redis. The braces are Redis Cluster's hash tag: everything of an environment is in one
 * slot, so that one script can set a document and ring the bell.
 */
export interface StoreLayout {
  /** Hash with `version`, `hash`, `body`: the snapshot's canonical text. */
  readonly snapshot: string;
  /** The same for the hashes of API keys: `body` is the canonical JSON of `{keys: KeyRecord[]}`, `hash` its SHA-256. */
  readonly keys: string;
  /** Pub/sub channel; a message is `<snapshot|keys> <version> <hash>`. Only latency depends on it. */
  readonly bell: string;
  /** Hash: evaluator id -> JSON of what it serves. The only key here that evaluators write. */
  readonly evaluators: string;
}

/** @param place names, none of which holds `/`, `{` or `}`. */
export function storeLayout(place: {
  readonly organization: string;
  readonly project: string;
  readonly environment: string;
}): StoreLayout {
  const tag = `ff:{${place.organization}/${place.project}/${place.environment}}`;
  return { snapshot: `${tag}:snapshot`, keys: `${tag}:keys`, bell: `${tag}:bell`, evaluators: `${tag}:evaluators` };
}

/** Redis set with the names of a project's environments that were published. */
export function environmentsKey(organization: string, project: string): string {
  return `ff:{${organization}/${project}}:environments`;
}
