/** The function's text, ready to upload. */
export { functionCode } from './function-code.ts';
export type { AttributeSource, EdgeFunctionConfig, VarySettings } from './function-config.ts';
export { stackTemplate } from './stack-template.ts';
