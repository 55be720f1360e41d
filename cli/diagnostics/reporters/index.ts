/** Findings as text for people, JSON for programs, annotations for GitHub, SARIF for code scanners. */
export { type GithubOptions, renderGithub } from './github.ts';
export { type JsonDiagnostic, renderJson, toJsonDiagnostic } from './json.ts';
export { renderSarif, type SarifOptions } from './sarif.ts';
export { renderSummary, type SummaryOptions } from './summary.ts';
export { labelOf, renderText, type TextOptions } from './text.ts';
