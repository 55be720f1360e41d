/** CODEOWNERS from `access`: who is asked to review what. Pure. */
import type { ProjectConfig } from '../compile/index.ts';
import { identitiesOf, personOf } from '../identity/person.ts';

const BEGIN = '# Begin of what flagforge doctor --codeowners writes from flagforge.yaml: edit that, and run it again.';
const END = '# End of what flagforge doctor --codeowners writes.';

export interface CodeOwners {
  /** The whole file, with the other lines as they were. */
  readonly text: string;
  /** Roles that GitHub cannot know: organisation roles of Clerk, people without a login. */
  readonly leftOut: readonly string[];
}

/**
 * The file with our part of it made anew; everything else stays byte for byte. Later lines win in CODEOWNERS, so ours
 * stand last.
 * @param existing the present file, or null.
 * @returns null: nobody of `access` could own anything.
 * @param directory the project's folder in the repository, with `/`, '' for the root.
 */
export function renderCodeOwners(existing: string | null, config: ProjectConfig, directory: string): CodeOwners | null {
  const access = config.access ?? [];
  const logins = (isMeant: (entry: (typeof access)[number]) => boolean): string[] => [
    ...new Set(access.filter(isMeant).flatMap(({ who }) => loginOf(who, config) ?? [])),
  ];
  const approvers = new Set(config.environments.flatMap((environment) => environment.approvers));
  const everyone = logins(({ role }) => approvers.has(role));
  const admins = logins(({ role, environments }) => role === 'admin' && environments === undefined);
  const folder = directory === '' ? '/' : `/${directory}/`;
  const rows: readonly (readonly [path: string, owners: readonly string[]])[] = [
    [escapePath(folder), everyone],
    [escapePath(`${folder}flagforge.yaml`), admins],
    ['/.github/workflows/', admins],
    ['/.github/actions/', admins],
    ['CODEOWNERS', admins],
  ];
  // A path without owners would take them away from the line above that has some.
  const written = rows.filter(([, owners]) => owners.length > 0);
  if (written.length === 0) return null;
  const width = Math.max(...written.map(([path]) => path.length));
  const lines = written.map(
    ([path, owners]) => `${path.padEnd(width)}  ${owners.map((login) => `@${login}`).join(' ')}`,
  );
  const own = [BEGIN, ...lines, END, ''].join('\n');
  const others = withoutOwn(existing ?? '');
  const gap = others === '' || others.endsWith('\n\n') ? '' : others.endsWith('\n') ? '\n' : '\n\n';
  return {
    text: `${others}${gap}${own}`,
    leftOut: access.flatMap(({ who }) => (loginOf(who, config) === null ? [who] : [])),
  };
}

function loginOf(who: string, { people }: ProjectConfig): string | null {
  const direct = /^github:(.+)$/.exec(who)?.[1];
  if (direct !== undefined) return direct;
  const person = personOf(who, people);
  const login = person === null ? undefined : identitiesOf(person).find((identity) => identity.startsWith('github:'));
  return login?.slice('github:'.length) ?? null;
}

function withoutOwn(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) return text;
  const after = text.slice(end + END.length).replace(/^\r?\n/, '');
  return `${text.slice(0, begin)}${after}`;
}

const escapePath = (path: string): string => path.replace(/[\s#\\[\]!*?]/g, (letter) => `\\${letter}`);
