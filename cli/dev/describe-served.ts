import { printable } from '../terminal/printable.ts';
import type { RequestEvent, Served, ServedElsewhere } from './served.ts';

const MAX_NAMED = 5;

/** Which flags are served differently, and where: `dark-mode in production v12`. */
export function describeChanges(changes: Served['changes'], versions: Served['versions']): string {
  const keys = [...new Set([...changes.values()].flat())].sort();
  const places = [...changes.keys()].map((environment) => {
    const version = versions.get(environment);
    return version === undefined ? environment : `${environment} v${version}`;
  });
  return `${nameFlags(keys)} in ${places.join(', ')}`;
}

/** What somebody else changed: `dark-mode in production v13, by local:kim: "errors on /search"`. */
export function describeElsewhere({ environment, version, flags, actor, reason }: ServedElsewhere): string {
  const why = reason === null ? '' : `: ${JSON.stringify(reason)}`;
  return `${nameFlags(flags)} in ${environment} v${version}, by ${actor}${why}`;
}

/** What happened to a change request: `#3 approved by Ada Admin: Checkout for all`. */
export function describeRequest({ number, title, what, by }: RequestEvent): string {
  const done = what === 'changes-requested' ? 'sent back' : what === 'commented' ? 'commented on' : what;
  return `#${number} ${done}${by === '' ? '' : ` by ${printable(by)}`}: ${printable(title)}`;
}

function nameFlags(keys: readonly string[]): string {
  if (keys.length === 0) return 'segments, groups or settings';
  const named = keys.slice(0, MAX_NAMED).join(', ');
  return keys.length > MAX_NAMED ? `${named} and ${keys.length - MAX_NAMED} more` : named;
}
