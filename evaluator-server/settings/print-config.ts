import { flagOf, SETTINGS } from './settings.ts';

/** A setting as it is in force. */
export interface EffectiveSetting {
  readonly name: string;
  /** Secrets are `***`; empty: it is not set, and nothing stands in for it. */
  readonly value: string;
  readonly from: 'default' | 'variable' | 'flag';
}

/**
 * What a URL shows of itself: not who logs in, by what, or with which options. A password that is not encoded may hold
 * anything, so all of it up to the last `@` is hidden, and what cannot be told apart is not shown at all.
 */
function withoutLogin(url: string): string {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(url) ?? [];
  if (scheme === undefined) return HIDDEN;
  const at = rest.lastIndexOf('@');
  if (/[?#]/.test(rest.slice(0, Math.max(0, at)))) return scheme + HIDDEN;
  const place = rest.slice(at + 1).replace(/[?#].*$/s, `?${HIDDEN}`);
  return `${scheme}${at < 0 ? '' : `${HIDDEN}@`}${place}`;
}

const HIDDEN = '***';

/** What may be shown of a value. Some put a secret where none belongs: it is refused, but must not be shown either. */
function shown(value: string, name: string, isSecret: boolean): string {
  if (isSecret) return name.endsWith('_URL') ? withoutLogin(value) : HIDDEN;
  if (value.includes('PRIVATE KEY')) return HIDDEN;
  return value.includes('@') ? withoutLogin(value) : value;
}

/** @param flags settings by name, from the command line. */
export function effectiveSettings(
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, string>>,
): readonly EffectiveSetting[] {
  return SETTINGS.map(({ name, fallback, isSecret }) => {
    const given = flags[name] ?? env[name]?.trim() ?? '';
    if (given === '') return { name, value: fallback, from: 'default' };
    const value = shown(given, name, isSecret === true).replaceAll(/[\r\n]+/g, ' ');
    return { name, value, from: flags[name] === undefined ? 'variable' : 'flag' };
  });
}

export function renderSettings(settings: readonly EffectiveSetting[]): string {
  const names = Math.max(...settings.map(({ name }) => name.length));
  const values = Math.max(...settings.map(({ value }) => Math.min(value.length, 40)));
  return settings.map(({ name, value, from }) => `${name.padEnd(names)}  ${value.padEnd(values)}  ${from}\n`).join('');
}

/** What `--help` prints. */
export function renderHelp(): string {
  const lines = SETTINGS.map((setting) => {
    const flag = setting.isSecret === true ? setting.name : flagOf(setting);
    const fallback = setting.fallback === '' ? '' : ` (${setting.fallback})`;
    return `  ${flag.padEnd(26)}  ${setting.help}${fallback}\n`;
  });
  return [
    'flagforge-evaluator: answers which variant of a flag a context gets\n\n',
    'Every setting is a flag or a variable: --max-body-bytes is FLAGFORGE_MAX_BODY_BYTES. Secrets are variables only.\n',
    'Sizes are in bytes, times in milliseconds.\n\n',
    ...lines,
    '\n',
    `  ${'--print-config'.padEnd(26)}  prints the settings in force and where they come from; with --json as JSON\n`,
    `  ${'--help'.padEnd(26)}  prints this\n`,
  ].join('');
}
