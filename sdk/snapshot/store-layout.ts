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
  /** Hash: evaluator id -> JSON of what it serves. Evaluators write it. */
  readonly evaluators: string;
  /** How the keys of used stream tickets begin, which evaluators write; the ticket's id comes behind it. */
  readonly tickets: string;
  /** How the keys of counters begin, which evaluators write as well. @see usageKey */
  readonly usage: string;
}

/** @param place names, none of which holds `/`, `{` or `}`. */
export function storeLayout(place: {
  readonly organization: string;
  readonly project: string;
  readonly environment: string;
}): StoreLayout {
  const tag = `ff:{${place.organization}/${place.project}/${place.environment}}`;
  return {
    snapshot: `${tag}:snapshot`,
    keys: `${tag}:keys`,
    bell: `${tag}:bell`,
    evaluators: `${tag}:evaluators`,
    tickets: `${tag}:tickets:`,
    usage: `${tag}:usage:`,
  };
}

/**
 * Where counters lie, by name. `minutes:2026-11-01T10:new-checkout` and `hours:2026-11-01:new-checkout` are hashes of
 * `<minute or hour, two digits> <s: counted by evaluators, r: reported by SDKs> <variant>` -> count;
 * `flushes:<evaluator>` and `reports:<ten minutes>` hold what was counted already.
 */
export function usageKey({ usage }: StoreLayout, name: string): string {
  return usage + name;
}

/** Redis set with the names of a project's environments that were published. */
export function environmentsKey(organization: string, project: string): string {
  return `ff:{${organization}/${project}}:environments`;
}
