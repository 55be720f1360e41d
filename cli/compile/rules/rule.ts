import type { Json } from '@flagforge/sdk/engine';
import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { FlagSource, Project, ProjectConfig, SegmentSource } from '../model.ts';

/** What a JSON Schema has against a value: where in the value, and in words (no full stop). */
export interface JsonProblem {
  readonly path: YamlPath;
  readonly message: string;
}

/**
 * Checks a value against a JSON Schema that a user wrote. `schemaProblem` is set when the schema itself cannot
 * be used (then nothing was checked). Never throws.
 */
export type ValidateJson = (
  schema: Json,
  value: Json,
) => { readonly schemaProblem: string } | { readonly problems: readonly JsonProblem[] };

/** What flag rules need from outside; pure like the rules themselves. */
export interface RuleTools {
  readonly validateJson: ValidateJson;
}

/** `now` in UTC epoch ms. */
export interface RuleContext {
  readonly now: number;
}

/** Depends on one flag and the configuration only, so its findings can be cached by their content. */
export type FlagRule = (flag: FlagSource, config: ProjectConfig, tools: RuleTools) => readonly Finding[];
/** Depends on one segment and the configuration only. */
export type SegmentRule = (segment: SegmentSource, config: ProjectConfig) => readonly Finding[];
/** Depends on flagforge.yaml only. */
export type ConfigRule = (config: ProjectConfig) => readonly Finding[];
/** Looks across files, or at the time. */
export type ProjectRule = (project: Project, context: RuleContext) => readonly Finding[];
