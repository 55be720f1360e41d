import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import { CONFIG_FILE } from './config-file.ts';
import { pathText } from './path-text.ts';
import type { ConfigRule, FlagRule } from './rule.ts';

const caseClashes = (kind: string, names: readonly string[], file: string, parent: YamlPath): Finding[] => {
  const first = new Map<string, string>();
  return names.flatMap((name) => {
    const folded = name.toLowerCase();
    const earlier = first.get(folded);
    if (earlier === undefined) {
      first.set(folded, name);
      return [];
    }
    if (earlier === name) return [];
    return [
      {
        code: 'FF1213',
        file,
        place: { path: [...parent, name], on: 'key' },
        args: { kind, name, first: earlier },
      },
    ];
  });
};

/** FF1213: variants do not differ by case alone. */
export const variantClashes: FlagRule = (flag) =>
  caseClashes(
    'variant',
    flag.variants.map((variant) => variant.name),
    flag.file,
    ['variants'],
  );

/** FF1213, FF1215: attributes do not differ by case alone, and none lies inside one that holds no others. */
export const attributeClashes: ConfigRule = (config) => {
  const attributes = config.attributes ?? [];
  const byText = new Map(attributes.map((attribute) => [pathText(attribute.path), attribute]));
  const findings = caseClashes('attribute', [...byText.keys()], CONFIG_FILE, ['attributes']);
  for (const { path } of attributes) {
    for (let length = 1; length < path.length; length += 1) {
      const parent = byText.get(pathText(path.slice(0, length)));
      if (parent === undefined) continue;
      const name = pathText(path);
      findings.push({
        code: 'FF1215',
        file: CONFIG_FILE,
        place: { path: ['attributes', name], on: 'key' },
        args: { name, first: pathText(parent.path), type: parent.type },
      });
    }
  }
  return findings;
};
