/**
 * What the rules may still say of a file with errors of form: a mistake in one rule must not hide the unknown variant
 * of another, but what follows from the mistake alone is not worth saying.
 */
import type { Finding, YamlPath } from '../diagnostics/diagnostic.ts';
import type { FileKind } from './shape/check-shape.ts';

/** Errors that leave every other part of the file with its meaning. */
const HARMLESS: ReadonlySet<string> = new Set([
  'FF1019',
  'FF1109',
  'FF1110',
  'FF1113',
  'FF1115',
  'FF1117',
  'FF1122',
  'FF1124',
  'FF1125',
  'FF1126',
]);

/** Keys at the top of a flag that all the rest of it depends on. */
const BEARING: ReadonlySet<string | number | undefined> = new Set(['type', 'variants', 'off', 'environments']);

/** Findings about what the top of a flag or segment lacks. */
const PAPERS: ReadonlySet<string> = new Set(['FF1601', 'FF1602', 'FF1603', 'FF1606', 'FF1615', 'FF1616']);

/** Findings about one rule that depend on those before it. */
const SHADOWS: ReadonlySet<string> = new Set(['FF1608', 'FF1610']);

/**
 * Whether a finding of reading (FF10xx) or of shape (FF11xx) makes the model say something else than its author meant.
 * A condition with errors is null in the model, and no more than that.
 */
export function damagesModel(kind: FileKind, { code, args }: Finding): boolean {
  // An attribute that cannot be read is one that every condition lacks.
  if (kind === 'project' && code.startsWith('FF12')) return true;
  if (!code.startsWith('FF10') && !code.startsWith('FF11')) return false;
  if (code === 'FF1101') return args['suggestion'] !== undefined || args['hint'] !== undefined;
  return !HARMLESS.has(code);
}

/** What of a file a finding leaves without a meaning: the part at a path, or the whole file. */
function damagedPart({ code, place, args }: Finding): YamlPath | 'file' {
  if (!('path' in place)) return 'file';
  const { path } = place;
  if (path.length === 0) return code === 'FF1102' ? 'file' : [];
  if (path.length === 1) {
    const isBearing = BEARING.has(path[0]) || (code === 'FF1101' && BEARING.has(String(args['suggestion'])));
    return isBearing ? 'file' : path;
  }
  const schedule = path.indexOf('schedule');
  if (schedule >= 0) return path.slice(0, schedule + 1);
  const isWhole = code === 'FF1102' || typeof path.at(-1) === 'number' || path.length === 2;
  return isWhole ? path : path.slice(0, -1);
}

const contains = (part: YamlPath, path: YamlPath): boolean => part.every((step, index) => path[index] === step);

/**
 * Tells which findings of the rules are worth saying beside those of form.
 * @param damage findings for which `damagesModel` holds
 * @returns null when none is, so that the rules need not run
 */
export function echoFilter(kind: FileKind, damage: readonly Finding[]): ((finding: Finding) => boolean) | null {
  if (damage.length === 0) return () => true;
  // What flagforge.yaml says in one place is asked for in others.
  if (kind === 'project') return null;
  const parts: YamlPath[] = [];
  for (const finding of damage) {
    const part = damagedPart(finding);
    if (part === 'file') return null;
    parts.push(part);
  }
  const isAtTop = parts.some((part) => part.length <= 1);
  return ({ code, place }) => {
    if (!('path' in place) || (isAtTop && PAPERS.has(code))) return false;
    const { path } = place;
    const rules = path.indexOf('rules');
    if (SHADOWS.has(code) && parts.some((part) => rules >= 0 && contains(path.slice(0, rules + 1), part))) return false;
    return !parts.some((part) => part.length > 0 && contains(part, path));
  };
}
