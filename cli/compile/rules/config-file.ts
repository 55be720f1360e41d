/** Where the configuration's findings lie: the project's own file. */
export const CONFIG_FILE = 'flagforge.yaml';
