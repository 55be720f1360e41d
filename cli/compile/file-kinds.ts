/** What each file of a project is, by its path alone. */
import type { Finding } from '../diagnostics/diagnostic.ts';

/** A file that is read, with the name that its path gives it; or one that is not, with the reason. */
export type FileRole =
  | { readonly kind: 'project' }
  | {
      readonly kind: 'flag' | 'flagTests' | 'segment' | 'contexts';
      readonly name: string;
      readonly finding: Finding | null;
    }
  | { readonly kind: 'refused'; readonly finding: Finding }
  /** No YAML: an includeFile, or nothing of ours. */
  | { readonly kind: 'other' };

const NAME_LENGTH = 100;

/** Names of flags, segments, groups and environments. @see contract 2 */
const NAME = /^[a-z0-9][a-z0-9._-]*$/;

/** Whether a path looks like YAML to a person; then it is read or refused, never passed over. */
export function isYamlPath(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** Sorts a path (relative to the project, with `/`) into the kinds of contract 2. */
export function roleOf(path: string): FileRole {
  if (path === 'segments' || path === 'contexts') {
    return refuse(path, `the folder ${path} is a symbolic link, which is not followed`, 'put the folder itself here');
  }
  if (!isYamlPath(path)) return { kind: 'other' };
  if (path === 'flagforge.yaml') return { kind: 'project' };
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(slash, 0));
  const file = path.slice(slash + 1);
  if (!file.endsWith('.yaml')) {
    const renamed = file.replace(/\.ya?ml$/i, '.yaml');
    return refuse(path, `${file} is not read: files end in .yaml`, `rename it to ${renamed}`);
  }
  const name = file.slice(0, -'.yaml'.length);
  if (folder === 'segments') return named(path, 'segment', name, 'name of a segment');
  if (folder === 'contexts') return named(path, 'contexts', name, 'name of a file of contexts');
  if (folder !== '') {
    const reason = name === 'flagforge' ? 'a project inside a project is not read' : 'YAML in this folder is not read';
    return refuse(path, reason, 'flags lie beside flagforge.yaml, segments in segments/, contexts in contexts/');
  }
  if (!name.endsWith('.test')) return named(path, 'flag', name, 'key of a flag');
  return named(path, 'flagTests', name.slice(0, -'.test'.length), 'key of a flag');
}

function refuse(path: string, reason: string, hint: string): FileRole {
  return {
    kind: 'refused',
    finding: { code: 'FF1123', file: path, place: { offsets: [0, 0] }, args: { reason, hint } },
  };
}

function named(
  path: string,
  kind: 'flag' | 'flagTests' | 'segment' | 'contexts',
  name: string,
  what: string,
): FileRole {
  if (isName(name) && !(kind !== 'segment' && kind !== 'contexts' && isReservedKey(name)))
    return { kind, name, finding: null };
  const mended = mendedName(name);
  const suffix = kind === 'flagTests' ? '.test.yaml' : '.yaml';
  const args = { name, what, ...(isName(mended) && !isReservedKey(mended) && { suggestion: `${mended}${suffix}` }) };
  return { kind, name, finding: { code: 'FF1122', file: path, place: { offsets: [0, 0] }, args } };
}

/** Whether a text can name a segment, a group or an environment. */
export function isName(text: string): boolean {
  return text.length <= NAME_LENGTH && NAME.test(text);
}

/** Keys whose files would be something else. */
function isReservedKey(name: string): boolean {
  return name === 'flagforge' || name.endsWith('.test');
}

/** Whether a text can be the key of a flag. Also for commands that make flag files. */
export function isFlagKey(text: string): boolean {
  return isName(text) && !isReservedKey(text);
}

function mendedName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
}
