import type { Json } from '@flagforge/sdk/engine';
import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { FlagRule } from './rule.ts';

/** Credentials that can be told by their form alone. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z2-7]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ['a Slack webhook', /hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]{16,}/],
  ['a Stripe key', /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}/],
  ['a SendGrid key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ['an OpenAI or Anthropic key', /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}/],
  ['a FlagForge server key', /\bff_server_[A-Za-z0-9_-]{16,}/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ['a password in an address', /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s:@]{3,}@/i],
];

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/;

/** The same within a longer text: an address may stand anywhere in it. */
const IN_TEXT = FORMS.slice(1).map(([, form]) => new RegExp(form.source.replace(/^\^/, '\\b'), `${form.flags}g`));

/** Names under which a random text is no accident. Not `tokenName`, `secretId` and the like: the word ends the name. */
const TELLING_NAME =
  /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)$/i;

const RANDOM_TEXT = /^[A-Za-z0-9+/_=-]{20,512}$/;

/** Bits a character, by how often each occurs; base64 of random bytes comes near 6, words near 4. */
const entropyOf = (text: string): number => {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};

/** What a text of this name looks like, or null. Digests (`sha256-...`, hex) and identifiers (UUIDs) are public by nature. */
export const secretIn = (text: string, name: string): string | null => {
  // Longer texts are documents; their beginning tells what they hold, and the cost stays bounded.
  const head = text.slice(0, 4096);
  for (const [what, form] of FORMS) if (form.test(head)) return what;
  if (!RANDOM_TEXT.test(text) || /^sha(?:256|384|512)-/.test(text)) return null;
  const isMixed = /[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9]/.test(text);
  if (TELLING_NAME.test(name) && /[0-9]/.test(text) && entropyOf(text) >= 3) return 'a secret';
  return text.length >= 40 && isMixed && entropyOf(text) >= 4.6 ? 'a secret' : null;
};

/**
 * A text for people who read about a change, mails and logs included: of what has the form of a credential only the
 * beginning is left. A private key takes the rest of the text with it.
 */
export const withoutSecrets = (text: string): string => {
  const key = PRIVATE_KEY.exec(text);
  const kept = key === null ? text : `${text.slice(0, key.index)}-----BEGIN...`;
  return IN_TEXT.reduce((sum, form) => sum.replace(form, (secret) => `${secret.slice(0, 4)}...`), kept);
};

/** FF1607: no variant carries a credential. The value is never shown, only its first characters. */
export const secretValues: FlagRule = (flag) => {
  const findings: Finding[] = [];
  const look = (value: Json, path: YamlPath, name: string): void => {
    if (typeof value === 'string') {
      const what = secretIn(value, name);
      if (what === null) return;
      const shown = `${value.slice(0, 4)}..., ${value.length} characters`;
      findings.push({
        code: 'FF1607',
        file: flag.file,
        place: { path },
        args: { what, shown },
      });
    } else if (Array.isArray(value)) {
      value.forEach((item: Json, index) => {
        look(item, [...path, index], name);
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) look(item, [...path, key], key);
    }
  };
  for (const { name, value } of flag.variants) look(value, ['variants', name], name);
  return findings;
};
