/** Edits of YAML files that touch only the lines that they mean. Pure: text in, text out; also runs in a browser. */
export { editYaml } from './edit-yaml.ts';
export {
  environmentOf,
  type FlagEnvironment,
  type FlagRule,
  removeEnvironmentKey,
  replaceRules,
  setArchived,
  setEnvironment,
  setEnvironmentKey,
  setKilled,
  setRollout,
} from './flag-edits.ts';
export { readValue } from './read-value.ts';
export type { EditProblem, EditResult, YamlEdit, YamlValue } from './yaml-edit.ts';
