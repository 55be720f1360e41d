/** What a person would write by hand for the workload and nothing else: the yardstick, not a minimum. */
import { type Clause, type Kind, ON_SHARE, RULES, SEGMENT, SHARES, type User } from './workload.ts';

function hash(text: string): number {
  let h = 0;
  let i = 0;
  for (; i + 4 <= text.length; i += 4) {
    let k =
      text.charCodeAt(i) |
      (text.charCodeAt(i + 1) << 8) |
      (text.charCodeAt(i + 2) << 16) |
      (text.charCodeAt(i + 3) << 24);
    k = Math.imul(k, 0xcc9e2d51);
    h ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let j = text.length - 1; j >= i; j--) tail = (tail << 8) | text.charCodeAt(j);
  tail = Math.imul(tail, 0xcc9e2d51);
  h ^= Math.imul((tail << 15) | (tail >>> 17), 0x1b873593) ^ text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function isAtLeast(version: string, least: string): boolean {
  const a = version.split('.');
  const b = least.split('.');
  for (let i = 0; i < 3; i++) {
    const difference = Number(a[i]) - Number(b[i]);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

const sets = new Map<unknown, Set<unknown>>();

function holds(clause: Clause, user: User): boolean {
  const value = user[clause.attribute];
  switch (clause.test) {
    case 'in': {
      let set = sets.get(clause.value);
      if (set === undefined) {
        set = new Set(clause.value as string[]);
        sets.set(clause.value, set);
      }
      return set.has(value);
    }
    case 'equals':
      return value === clause.value;
    case 'above':
      return value > clause.value;
    case 'ends':
      return (value as string).endsWith(clause.value as string);
    case 'version':
      return isAtLeast(value as string, clause.value as string);
  }
}

function hold(clauses: readonly Clause[], user: User): boolean {
  for (const clause of clauses) if (!holds(clause, user)) return false;
  return true;
}

export interface Floor {
  one(key: string, user: User): boolean | string;
  all(user: User): Record<string, boolean | string>;
}

export function createFloor(flags: readonly (readonly [string, Kind])[]): Floor {
  const kinds = new Map<string, Kind>(flags);
  function one(key: string, user: User): boolean | string {
    switch (kinds.get(key)) {
      case 'plain':
        return true;
      case 'targeted':
        for (const rule of RULES) if (hold(rule, user)) return true;
        return false;
      case 'rollout':
        return Math.floor((hash(`${key}:${user.userId}`) / 2 ** 32) * 100_000) < ON_SHARE;
      default: {
        if (!hold(SEGMENT, user)) return 'off';
        let left = Math.floor((hash(`${key}:${user.userId}`) / 2 ** 32) * 100_000);
        for (const [name, share] of SHARES) {
          left -= share;
          if (left < 0) return name;
        }
        return 'off';
      }
    }
  }
  function all(user: User): Record<string, boolean | string> {
    const values: Record<string, boolean | string> = {};
    for (const [key] of flags) values[key] = one(key, user);
    return values;
  }
  return { one, all };
}
