/** What is said of a copy of an environment, or of who serves it. */
import type { EnvironmentStatusJson } from '../../../api/status-json.ts';
import type { IconName } from '../../parts/icon.tsx';

/** A state in a glyph and words. */
export interface ShownState {
  readonly icon: IconName;
  readonly tone: 'text-ok' | 'text-warn' | 'text-danger' | 'text-text-3';
  readonly text: string;
  /** Beneath it. */
  readonly detail: string | null;
}

type Stores = EnvironmentStatusJson['stores'];

const ok = (text: string): ShownState => ({ icon: 'check', tone: 'text-ok', text, detail: null });
const warn = (text: string, detail: string | null): ShownState => ({
  icon: 'warning',
  tone: 'text-warn',
  text,
  detail,
});
const bad = (text: string, detail: string | null): ShownState => ({
  icon: 'warning',
  tone: 'text-danger',
  text,
  detail,
});
const none = (text: string): ShownState => ({ icon: 'minus', tone: 'text-text-3', text, detail: null });

/** @param version what the database is at. */
export function storeState(store: Stores[number] | undefined, version: number): ShownState {
  if (store === undefined) return none('not used');
  const own = store.version === null ? '' : `v${store.version}`;
  switch (store.state) {
    case 'equal':
      return ok(own);
    case 'missing':
      return warn('has nothing yet', `the database is at v${version}`);
    case 'behind':
      return warn(`behind, at ${own}`, `the database is at v${version}`);
    case 'ahead':
      return bad(`ahead, at ${own}`, `the database is only at v${version}`);
    case 'different':
      return bad(`another ${own}`, 'not what the database has under that number');
    case 'unreachable':
      return bad('unreachable', store.problem);
    default:
      return store.state satisfies never;
  }
}

/** All evaluators of an environment in one state: the worst decides. */
export function evaluatorsState(evaluators: EnvironmentStatusJson['evaluators'], version: number): ShownState {
  const count = evaluators.length;
  if (count === 0) return none('none reports');
  const others = evaluators.filter(({ state }) => state !== 'equal');
  if (others.length === 0) return ok(count === 1 ? `1 serves v${version}` : `all ${count} serve v${version}`);
  const versions = [...new Set(others.map((each) => `v${each.version}`))].join(', ');
  const text = `${count - others.length} of ${count} serve v${version}`;
  return others.some(({ state }) => state !== 'behind')
    ? bad(text, `others serve another ${versions}`)
    : warn(text, `others still serve ${versions}`);
}

/** How git stands to what is served. @param commit the newest of the base branch. */
export function gitState(lineage: EnvironmentStatusJson['lineage'], commit: string | null): ShownState {
  const short = commit?.slice(0, 7) ?? '';
  switch (lineage) {
    case null:
      return bad('unreachable', null);
    case 'same':
      return ok(short);
    case 'ahead':
      return warn(`${short} is newer`, 'it is not published here yet');
    case 'behind':
      return warn(`${short} is older`, 'what is served is not on the branch');
    case 'diverged':
      return bad('went another way', `${short} does not follow what is served`);
    case 'missing':
      return bad('lacks the commit', 'git does not have what is served');
    case 'unpublished':
      return none('nothing published');
    default:
      return lineage satisfies never;
  }
}
