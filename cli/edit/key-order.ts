import type { roleOf } from '../compile/index.ts';
import type { YamlPath } from '../diagnostics/diagnostic.ts';

/** What a file of a project is. */
export type FileKind = ReturnType<typeof roleOf>['kind'];

const PROJECT = [
  'version',
  'organization',
  'project',
  'environments',
  'unit',
  'attributes',
  'groups',
  'people',
  'access',
];
const ENVIRONMENT_POLICY = ['approvals', 'approvers', 'breakGlass', 'overrides'];
const FLAG = [
  'description',
  'type',
  'owner',
  'tags',
  'kind',
  'expires',
  'client',
  'killable',
  'variants',
  'off',
  'killed',
  'archived',
  'requires',
  'schema',
  'environments',
];
const FLAG_ENVIRONMENT = ['at', 'enabled', 'targets', 'rules', 'default', 'schedule'];
const RULE = ['name', 'if', 'serve', 'rollout', 'unit', 'salt', 'hash'];
const SEGMENT = ['description', 'if', 'include', 'includeFile', 'exclude'];
const TEST = ['name', 'environment', 'now', 'at', 'context', 'matrix', 'overrides', 'expect'];
const EXPECTATION = ['value', 'variant', 'reason', 'rule', 'errorCode'];

/**
 * The usual order of the keys of the map at `path`, as the contract writes them; null where the order is the
 * author's (variants, where it decides buckets, contexts, environments, rollouts).
 * @see contract 2
 */
export function keyOrderAt(kind: FileKind, path: YamlPath): readonly string[] | null {
  const [first, second, third] = path;
  switch (kind) {
    case 'project':
      if (path.length === 0) return PROJECT;
      if (first === 'environments' && path.length === 2) return ENVIRONMENT_POLICY;
      if (first === 'groups' && path.length === 2) return ['unit', 'slots'];
      if (first === 'groups' && third === 'slots' && path.length === 4) return ['flag', 'percent'];
      if (first === 'people' && path.length === 2) return ['name', 'github', 'clerk', 'database', 'email'];
      if (first === 'access' && path.length === 2) return ['who', 'role', 'environments'];
      if (first === 'attributes' && path.length === 2) return ['type', 'enum'];
      return null;
    case 'flag':
      if (path.length === 0) return FLAG;
      if (first === 'requires' && path.length === 2) return ['flag', 'variant'];
      if (first !== 'environments') return null;
      if (path.length === 2) return FLAG_ENVIRONMENT;
      return third === 'schedule' && path.length === 4
        ? FLAG_ENVIRONMENT
        : stateOrder(path.slice(third === 'schedule' ? 4 : 2));
    case 'segment':
      return path.length === 0 ? SEGMENT : null;
    case 'flagTests':
      if (first !== 'tests' || typeof second !== 'number') return null;
      if (path.length === 2) return TEST;
      return third === 'expect' && path.length === 3 ? EXPECTATION : null;
    default:
      return null;
  }
}

/** Inside an environment or a step of its schedule. */
function stateOrder(path: YamlPath): readonly string[] | null {
  if (path[0] === 'rules' && path.length === 2) return RULE;
  return path[0] === 'default' && path.length === 1 ? RULE : null;
}

/** Entries in the usual order of their keys; keys that it does not name keep their order, behind the others. */
export function inOrder<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  order: readonly string[] | null,
): readonly T[] {
  if (order === null) return entries;
  const rank = (entry: T): number => {
    const index = order.indexOf(keyOf(entry));
    return index === -1 ? order.length : index;
  };
  return [...entries].sort((a, b) => rank(a) - rank(b));
}
