/**
 * The path of a request's target, if it can be one of ours: letters, digits, `.`, `_`, `-` and single slashes, no step
 * that is `.` or `..`. No route and no name in one needs more, so that no two spellings lead to one thing: what a proxy
 * in front checked is what is answered. null: anything else.
 */
export function exactPath(target: string): string | null {
  const [path = ''] = target.split('?', 1);
  if (!/^\/(?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]*$/.test(path)) return null;
  return path.split('/').some((step) => step === '.' || step === '..') ? null : path;
}
