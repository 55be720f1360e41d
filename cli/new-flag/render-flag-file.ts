import type { Json } from '@flagforge/sdk/engine';
import { stringify } from 'yaml';
import { printPath } from '../compile/expression/index.ts';
import type { ProjectConfig, SourceFile } from '../compile/index.ts';
import { formatYaml } from '../formatting/format-yaml.ts';
import type { FlagDraft } from './flag-draft.ts';

/** The line with which the project's flag files name their schema for editors. */
export function modelineOf(files: readonly SourceFile[]): string | null {
  const lines = files
    .filter(({ path }) => !path.includes('/') && path !== 'flagforge.yaml' && !path.endsWith('.test.yaml'))
    .map(({ text }) => text.split(/\r?\n/)[0] ?? '');
  return lines.find((line) => line.startsWith('# yaml-language-server:')) ?? null;
}

/** A value on one line, quoted so that no YAML reader takes it for something else (`on`, `012`, `1:30`). */
function inline(value: Json): string {
  const text = stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    compat: 'yaml-1.1',
    flowCollectionPadding: true,
  }).trim();
  return text.includes('\n') ? JSON.stringify(value) : text;
}

/**
 * The file of a new flag: on in the environments that ask for no approval, off elsewhere, with comments that show how
 * to go on. Valid without findings.
 * @param modeline the first line of the project's other flag files when it names their schema, else null.
 */
export function renderFlagFile(draft: FlagDraft, modeline: string | null): string {
  const { config } = draft;
  const lines = modeline === null ? [] : [modeline];
  lines.push(`description: ${inline(draft.description)}`, `type: ${draft.type}`, `owner: ${inline(draft.owner)}`);
  if (draft.tags.length > 0) lines.push(`tags: [${draft.tags.map(inline).join(', ')}]`);
  lines.push(`kind: ${draft.kind}`);
  if (draft.expires !== null) lines.push(`expires: ${draft.expires} # the day by which it should be gone again`);
  if (draft.client) lines.push('client: true # browsers and apps may see its result');
  if (draft.type !== 'boolean') {
    lines.push(
      '# Their order matters: raising the share of an earlier one takes units from the next, never the other way.',
      'variants:',
    );
    for (const { name, value } of draft.variants) lines.push(`  ${name}: ${inline(value)}`);
    lines.push(`off: ${draft.off} # served where the flag is disabled, killed or left out`);
  }
  lines.push('', ...guide(draft), 'environments:');
  const shown = onVariant(draft);
  for (const { name, approvals } of config.environments) {
    lines.push(approvals === 0 ? `  ${name}: { enabled: true, default: ${shown} }` : `  ${name}: { enabled: false }`);
  }
  const formatted = formatYaml(`${lines.join('\n')}\n`, 'flag');
  if ('problem' in formatted) throw new Error(`the file of a new flag cannot be formatted: ${formatted.problem}`);
  return formatted.text;
}

/** The variant that someone who writes a flag wants to see first. */
const onVariant = (draft: FlagDraft): string =>
  draft.variants.find(({ name }) => name !== draft.off)?.name ?? draft.off;

function guide(draft: FlagDraft): string[] {
  const on = onVariant(draft);
  const rollout = draft.off === on ? `{ ${on}: 100 }` : `{ ${on}: 10, ${draft.off}: 90 }`;
  return [
    '# An environment serves what its first matching rule says, else its default. For example:',
    '#   production:',
    '#     enabled: true',
    '#     rules:',
    '#       - name: first-users',
    `#         if: ${exampleCondition(draft.config)}`,
    `#         serve: ${on}`,
    `#     default: { rollout: ${rollout} } # percent, by ${printPath(draft.config.unit)}`,
  ];
}

function exampleCondition({ attributes, unit }: ProjectConfig): string {
  if (attributes === null) return 'email ends_with "@example.com"';
  const strings = attributes.filter(({ type }) => type === 'string');
  const email = strings.find(({ path }) => path.at(-1) === 'email');
  if (email !== undefined) return `${printPath(email.path)} ends_with "@example.com"`;
  const [first] = strings;
  const value = first?.enum?.[0] ?? 'a';
  return first === undefined ? `${printPath(unit)} is present` : `${printPath(first.path)} == ${JSON.stringify(value)}`;
}
