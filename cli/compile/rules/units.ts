import type { Path } from '@flagforge/sdk/engine';
import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { ProjectConfig } from '../model.ts';
import { suggestName } from '../suggest.ts';
import { CONFIG_FILE } from './config-file.ts';
import { outcomesOf } from './flag-parts.ts';
import { pathText } from './path-text.ts';
import type { ConfigRule, FlagRule } from './rule.ts';

/** OpenFeature's own name for a unit: it need not be declared. */
const TARGETING_KEY = 'targetingKey';

const isSame = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, index) => step === b[index]);

const checkUnit = (unit: Path, config: ProjectConfig, file: string, path: YamlPath): Finding[] => {
  if (config.attributes === null || (unit.length === 1 && unit[0] === TARGETING_KEY)) return [];
  const text = pathText(unit);
  const attribute = config.attributes.find((candidate) => isSame(candidate.path, unit));
  if (attribute === undefined) {
    const suggestion = suggestName(
      text,
      config.attributes.map((candidate) => pathText(candidate.path)),
    );
    return [
      {
        code: 'FF1302',
        file,
        place: { path },
        args: {
          unit: text,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      },
    ];
  }
  if (attribute.type !== 'boolean' && !attribute.type.endsWith('[]')) return [];
  return [
    {
      code: 'FF1305',
      file,
      place: { path },
      args: { unit: text, type: attribute.type },
    },
  ];
};

/** FF1302, FF1305: the unit of a rollout is an attribute that can be one. */
export const rolloutUnits: FlagRule = (flag, config) =>
  outcomesOf(flag).flatMap(({ outcome, path }) =>
    'serve' in outcome || outcome.unit === null ? [] : checkUnit(outcome.unit, config, flag.file, [...path, 'unit']),
  );

/** FF1302, FF1305: the units of the project and of its groups likewise. */
export const configUnits: ConfigRule = (config) => [
  ...checkUnit(config.unit, config, CONFIG_FILE, ['unit']),
  ...config.groups.flatMap((group) =>
    isSame(group.unit, config.unit) ? [] : checkUnit(group.unit, config, CONFIG_FILE, ['groups', group.name, 'unit']),
  ),
];
