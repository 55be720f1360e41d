import type { Args } from '../../diagnostics/diagnostic.ts';
import type { ProjectConfig } from '../model.ts';
import { suggestName } from '../suggest.ts';
import { CONFIG_FILE } from './config-file.ts';
import type { ConfigRule, FlagRule } from './rule.ts';

const argsFor = (environment: string, config: ProjectConfig): Args => {
  const known = config.environments.map((entry) => entry.name);
  const suggestion = suggestName(environment, known);
  return {
    environment,
    known,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
};

const isKnown = (environment: string, config: ProjectConfig): boolean =>
  config.environments.some((entry) => entry.name === environment);

/** FF1205: a flag sets only environments that the project has. */
export const unknownEnvironment: FlagRule = (flag, config) =>
  flag.environments
    .filter(({ name }) => !isKnown(name, config))
    .map(({ name }) => ({
      code: 'FF1205',
      file: flag.file,
      place: { path: ['environments', name], on: 'key' },
      args: argsFor(name, config),
    }));

/** FF1205: an access entry names only environments that the project has. */
export const unknownAccessEnvironment: ConfigRule = (config) =>
  (config.access ?? []).flatMap((entry, index) =>
    (entry.environments ?? []).flatMap((environment, at) =>
      isKnown(environment, config)
        ? []
        : [
            {
              code: 'FF1205',
              file: CONFIG_FILE,
              place: { path: ['access', index, 'environments', at] },
              args: argsFor(environment, config),
            },
          ],
    ),
  );
