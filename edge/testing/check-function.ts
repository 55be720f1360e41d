import { type AnyNode, parse } from 'acorn';

/** What CloudFront's runtime 2.0 does not document: njs may take some of it. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  ClassDeclaration: 'class',
  ClassExpression: 'class',
  ForOfStatement: 'for-of',
  SpreadElement: 'spread',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
  AssignmentPattern: 'default parameter',
  ChainExpression: 'optional chaining',
  YieldExpression: 'generator',
  LabeledStatement: 'label',
  TaggedTemplateExpression: 'tagged template',
  ImportExpression: 'dynamic import',
  MetaProperty: 'meta property',
  ExportNamedDeclaration: 'export',
  ExportDefaultDeclaration: 'export',
};
const GLOBALS = [
  'Map',
  'Set',
  'WeakMap',
  'Symbol',
  'Proxy',
  'Reflect',
  'Intl',
  'eval',
  'Function',
  'setTimeout',
  'fetch',
];
const METHODS = [
  'flat',
  'flatMap',
  'at',
  'matchAll',
  'fromEntries',
  'hasOwn',
  'findLast',
  'localeCompare',
  'normalize',
];

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

function children(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function holdsAwait(node: AnyNode): boolean {
  return node.type === 'AwaitExpression' || children(node).some(holdsAwait);
}

/** What of a function's text the edge does not run, or does not say that it runs; empty: nothing. */
export function checkFunction(code: string): string[] {
  const found: string[] = [];
  const visit = (node: AnyNode, isTop: boolean): void => {
    const what = FORBIDDEN[node.type];
    if (what !== undefined) found.push(what);
    if (node.type === 'LogicalExpression' && node.operator === '??') found.push('nullish coalescing');
    if (node.type === 'AssignmentExpression' && ['??=', '||=', '&&='].includes(node.operator))
      found.push('logical assignment');
    if (node.type === 'CatchClause' && !node.param) found.push('catch without binding');
    if (node.type === 'Literal' && typeof node.value === 'bigint') found.push('BigInt');
    if (node.type === 'ImportDeclaration' && !['cloudfront', 'crypto'].includes(String(node.source.value)))
      found.push(`import ${node.source.value}`);
    if (node.type === 'CallExpression' && node.arguments.some(holdsAwait)) found.push('await in arguments');
    if (
      node.type === 'CallExpression' &&
      node.callee.type === 'MemberExpression' &&
      node.callee.property.type === 'Identifier'
    ) {
      if (METHODS.includes(node.callee.property.name)) found.push(`.${node.callee.property.name}()`);
    }
    if (node.type === 'Identifier' && GLOBALS.includes(node.name)) found.push(node.name);
    const isFunction = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
    if (isFunction && 'async' in node && node.async && !(isTop && node.type === 'FunctionDeclaration'))
      found.push('async closure');
    if (isFunction && 'generator' in node && node.generator) found.push('generator');
    for (const child of children(node)) visit(child, false);
  };
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  for (const node of program.body) visit(node, true);
  const first = program.body.findIndex(({ type }) => type !== 'ImportDeclaration');
  if (program.body.slice(first).some(({ type }) => type === 'ImportDeclaration'))
    found.push('an import after the first statement');
  const isHandler = (node: AnyNode): boolean => node.type === 'FunctionDeclaration' && node.id?.name === 'handler';
  if (!program.body.some(isHandler)) found.push('no handler');
  return [...new Set(found)];
}
