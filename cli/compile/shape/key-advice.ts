/** What an unknown key was meant to be: one that stands elsewhere in the file, or another system's word for one of ours. */
import type { Json } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { suggestName } from '../suggest.ts';

/** What is known of an unknown key. At most one of the two is there. */
export interface KeyAdvice {
  /** A known key of the same map that it stands for. */
  readonly suggestion?: string;
  /** True when only spelling parts it from the suggestion, so that putting that in its place is a safe mend. */
  readonly isSlip?: boolean;
  /** What to do, in a sentence. */
  readonly hint?: string;
}

/** Our keys, and what other systems and people call them. Where one word has several meanings, the map decides. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  if: ['condition', 'conditions', 'when', 'where', 'match', 'query', 'expression'],
  serve: ['variant', 'variation', 'value', 'then', 'return', 'result'],
  rollout: ['percent', 'percentage', 'split', 'distribution', 'weights', 'weight', 'allocation'],
  default: ['serve', 'fallback', 'fallthrough', 'otherwise', 'else', 'defaultVariant', 'default_variant'],
  requires: ['prerequisites', 'prerequisite', 'dependsOn', 'depends_on'],
  off: ['offVariant', 'off_variant', 'offVariation'],
  variants: ['values', 'variations', 'options'],
  description: ['summary'],
  owner: ['team', 'maintainer'],
  tags: ['labels'],
  expires: ['expiry', 'expiresAt', 'expires_at', 'expiration'],
  killed: ['kill', 'killSwitch', 'kill_switch'],
  include: ['users', 'units', 'members', 'included'],
  exclude: ['excluded'],
  at: ['time', 'instant', 'date', 'when'],
  enabled: ['active', 'on'],
  organization: ['organisation', 'org'],
  project: ['name'],
};

/** The keys of a flag's environment. */
const SETTINGS: ReadonlySet<string> = new Set(['enabled', 'targets', 'rules', 'default', 'schedule']);

/** What belongs to a rule or to `default: { ... }`, and is often written straight into the environment. */
const SHARES: ReadonlySet<string> = new Set(['rollout', 'unit', 'salt', 'hash']);

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What to say of the unknown key `key` of the map at `path`.
 * @param known the keys that the map may have
 * @param holder the map
 */
export function adviseOnKey(
  path: YamlPath,
  key: string,
  known: readonly string[],
  holder: Json | undefined,
): KeyAdvice | null {
  const value = isMap(holder) ? holder[key] : undefined;
  const hint = misplaced(path, key, known, value);
  if (hint !== null) return { hint };
  const meant = known.find((name) => OTHER_WORDS[name]?.includes(key));
  if (meant !== undefined && isMap(holder) && !Object.hasOwn(holder, meant)) return { suggestion: meant };
  const suggestion = suggestName(key, known);
  return suggestion === undefined ? null : { suggestion, isSlip: true };
}

function misplaced(path: YamlPath, key: string, known: readonly string[], value: Json | undefined): string | null {
  if (path.length === 0 && known.includes('environments') && known.includes('variants')) {
    if (SETTINGS.has(key)) {
      return `it belongs under an environment:  environments: { production: { ${key}: ${shown(value)} } }`;
    }
    if (SHARES.has(key)) return 'it belongs under an environment, in its default or in a rule';
    const inner = isMap(value) ? Object.keys(value) : [];
    if (inner.length > 0 && inner.every((name) => SETTINGS.has(name))) {
      return `it belongs under environments:  environments: { ${key}: { ... } }`;
    }
  }
  if (!known.includes('rules')) return null;
  if (key === 'rollout') return `write  default: { rollout: ${shown(value)} }  or put it into a rule`;
  if (SHARES.has(key)) return 'it belongs beside a rollout, in default or in a rule';
  return key === 'if' ? 'it belongs into a rule:  rules: [{ if: ..., serve: ... }]' : null;
}

const shown = (value: Json | undefined): string => {
  if (typeof value === 'string' && /^[\w.%-]+$/.test(value)) return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return Array.isArray(value) ? '[...]' : '{ ... }';
};
