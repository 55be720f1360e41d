import { lowerText } from '@flagforge/sdk/engine';
import { isPathAtom, type PathAtom, type Signed } from './atom.ts';

type ListAtom = Extract<PathAtom, { op: 'contains' | 'contains_any' | 'contains_all' }>;

const elementsOf = (atom: ListAtom): readonly unknown[] => (atom.op === 'contains' ? [atom.value] : atom.values);

/** Lists whose elements are parsed (semver, date, cidr) are not looked into. */
const isPlain = (atom: ListAtom): boolean => elementsOf(atom).every((element) => typeof element !== 'object');

const nameOf = (atom: ListAtom, element: unknown): string =>
  `${atom.lower === true ? 'lower ' : ''}${JSON.stringify(element)}`;

/** An element is there also in its lower case; a lower case that is absent is absent in every case. */
const lowerNameOf = (name: string): string =>
  name.startsWith('"') ? `lower ${JSON.stringify(lowerText(JSON.parse(name)))}` : name;

/** False when no list can satisfy all of these literals about one path; true when one may. */
export const listMayHold = (literals: readonly Signed[]): boolean => {
  const required = new Set<string>();
  const forbidden = new Set<string>();
  const open: { atom: ListAtom; positive: boolean }[] = [];
  for (const { atom, positive } of literals) {
    if (!isPathAtom(atom)) continue;
    if (atom.op === 'present') {
      if (!positive) return false;
      continue;
    }
    if (atom.op !== 'contains' && atom.op !== 'contains_any' && atom.op !== 'contains_all') {
      // Every other comparison is false on a list.
      if (positive) return false;
      continue;
    }
    if (!isPlain(atom)) continue;
    const names = elementsOf(atom).map((element) => nameOf(atom, element));
    const isOneOf = atom.op === 'contains_any' && positive;
    const isNotAllOf = atom.op === 'contains_all' && !positive;
    if ((isOneOf || isNotAllOf) && names.length > 1) open.push({ atom, positive });
    else for (const name of names) (positive ? required : forbidden).add(name);
  }
  const isForbidden = (name: string): boolean => forbidden.has(name) || forbidden.has(lowerNameOf(name));
  const present = new Set([...required].flatMap((name) => [name, lowerNameOf(name)]));
  if ([...required].some(isForbidden)) return false;
  return open.every(({ atom, positive }) => {
    const names = elementsOf(atom).map((element) => nameOf(atom, element));
    return positive ? !names.every(isForbidden) : !names.every((name) => present.has(name));
  });
};
