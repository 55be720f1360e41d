import { type AnyNode, type Node, parse } from 'acorn';

/** Something that the edge's JavaScript, or one of the engine's hosts, does not have or does differently. */
export interface SubsetViolation {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly what: string;
}

// Syntax that njs rejects, or that the edge's documentation does not list.
const SYNTAX: Readonly<Record<string, string>> = {
  ClassDeclaration: 'class',
  ClassExpression: 'class',
  ForOfStatement: 'for-of',
  SpreadElement: 'spread',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
  AssignmentPattern: 'default parameter',
  ChainExpression: 'optional chaining',
  YieldExpression: 'generator',
  AwaitExpression: 'await',
  TaggedTemplateExpression: 'tagged template',
  ImportExpression: 'dynamic import',
  MetaProperty: 'meta property',
  WithStatement: 'with',
  DebuggerStatement: 'debugger',
};

// Objects that the edge lacks, and those whose answers differ between hosts or depend on more than their input.
const GLOBALS = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Symbol',
  'Proxy',
  'Reflect',
  'BigInt',
  'RegExp',
  'Date',
  'Intl',
  'Promise',
  'console',
  'process',
  'eval',
  'Function',
  'require',
  'globalThis',
  'window',
  'self',
  'global',
  'structuredClone',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'crypto',
  'Buffer',
  'TextEncoder',
  'TextDecoder',
];

// Methods that njs lacks, whose answers differ between hosts (case, locale, normalisation), that count a string in
// units of the host (charCodeAt), or that take a regular expression.
const METHODS = [
  'charCodeAt',
  'toLowerCase',
  'toUpperCase',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
  'toLocaleString',
  'localeCompare',
  'normalize',
  'flat',
  'flatMap',
  'at',
  'match',
  'matchAll',
  'search',
  'replaceAll',
  'fromEntries',
  'hasOwn',
  'findLast',
  'findLastIndex',
  'toSorted',
  'toReversed',
  'toSpliced',
  'groupBy',
  'isWellFormed',
  'toWellFormed',
  'random',
  '__defineGetter__',
  '__defineSetter__',
];

/** Statements with these labels are not in the function at the edge: they are for speed, for Node's values, for explanations. */
export const LEFT_OUT: readonly string[] = ['fast', 'host', 'trace'];

const ASSIGNMENTS = ['??=', '||=', '&&='];

function isReference(node: AnyNode, parent: AnyNode | null): boolean {
  if (parent === null) return true;
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed;
  if (parent.type === 'Property') return parent.value === node || parent.computed;
  return !['ImportSpecifier', 'ExportSpecifier', 'MethodDefinition', 'LabeledStatement'].includes(parent.type);
}

function calledMethod(node: AnyNode): string | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const property = node.callee.property;
  if (property.type === 'Identifier' && !node.callee.computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}

function isArrayFrom(node: AnyNode): boolean {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || node.object.name !== 'Array')
    return false;
  return node.property.type === 'Identifier' && ['from', 'of', 'fromAsync'].includes(node.property.name);
}

/** What is wrong with one node, by its own look; null when nothing is. */
function violationOf(node: AnyNode, parent: AnyNode | null): string | null {
  const syntax = SYNTAX[node.type];
  if (syntax !== undefined) return syntax;
  switch (node.type) {
    case 'LabeledStatement':
      return LEFT_OUT.includes(node.label.name) ? null : 'label';
    case 'LogicalExpression':
      return node.operator === '??' ? 'nullish coalescing' : null;
    case 'AssignmentExpression':
      return ASSIGNMENTS.includes(node.operator) ? 'logical assignment' : null;
    case 'CatchClause':
      return node.param === null || node.param === undefined ? 'catch without binding' : null;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.async ? 'async function' : node.generator ? 'generator' : null;
    case 'Literal':
      if (node.regex !== undefined && node.regex !== null) return 'regular expression';
      return node.bigint !== undefined && node.bigint !== null ? 'BigInt' : null;
    case 'Property':
      return node.kind === 'init' ? null : 'getter or setter';
    case 'Identifier':
      return GLOBALS.includes(node.name) && isReference(node, parent) ? node.name : null;
    case 'MemberExpression':
      return isArrayFrom(node) ? 'Array.from' : null;
    case 'CallExpression': {
      const method = calledMethod(node);
      return method !== null && METHODS.includes(method) ? `.${method}()` : null;
    }
    default:
      return null;
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

/**
 * Finds what the engine must not use, in JavaScript that has been built: the edge's language lacks it, or hosts
 * give different answers. In the order of the text; throws where the code cannot be parsed.
 */
export function findSubsetViolations(code: string): SubsetViolation[] {
  const violations: SubsetViolation[] = [];
  const visit = (node: AnyNode, parent: AnyNode | null): void => {
    const what = violationOf(node, parent);
    const start = node.loc?.start;
    if (what !== null) violations.push({ line: start?.line ?? 0, column: (start?.column ?? 0) + 1, what });
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, node);
    }
  };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }), null);
  return violations.sort((a, b) => a.line - b.line || a.column - b.column);
}
