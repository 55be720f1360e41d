import { roleOf } from '../../compile/index.ts';

/** Files with what they are, for messages: `new-checkout.yaml (flag new-checkout)`. */
export function namedFiles(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const role = roleOf(path);
    switch (role.kind) {
      case 'flag':
        return `${path} (flag ${role.name})`;
      case 'flagTests':
        return `${path} (tests of flag ${role.name})`;
      case 'segment':
        return `${path} (segment ${role.name})`;
      default:
        return path;
    }
  });
}
