import { type FunctionDeclaration, parse } from 'acorn';

/**
 * Top-level functions as arrows, which take fewer characters. They must not be called before the text was run to its end, and
 * must not use `this` or `arguments`. Async functions stay: the edge has no async arrows.
 */
export function toArrows(code: string): string {
  let written = '';
  let from = 0;
  const rewrite = ({ id, params, body, start, end }: FunctionDeclaration): void => {
    const named = params.map((param) => code.slice(param.start, param.end)).join();
    written += `${code.slice(from, start)}const ${id.name}=(${named})=>${code.slice(body.start, body.end)};`;
    from = end;
  };
  for (const node of parse(code, { ecmaVersion: 'latest', sourceType: 'module' }).body) {
    if (node.type === 'FunctionDeclaration' && !node.async) rewrite(node);
  }
  return written + code.slice(from);
}
