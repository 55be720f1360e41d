import { type SchemaNode, type ShapeError, schemaNodeAt } from './schema-node.ts';

/**
 * Reduces what ajv says about an `anyOf` to what a person wants: the errors of the one branch whose type the value
 * has; where none or several fit, the `anyOf` itself ("expected a variant name or ..."), once.
 */
export function nearestBranch(errors: readonly ShapeError[], schema: SchemaNode): ShapeError[] {
  const choices = errors.filter((error) => error.keyword === 'anyOf');
  if (choices.length === 0) return [...errors];
  let kept = [...errors];
  // Inner choices first: what they leave is then judged by the outer ones.
  for (const choice of choices.sort((a, b) => b.instancePath.length - a.instancePath.length)) {
    kept = reduce(kept, choice, schema);
  }
  return kept;
}

function reduce(errors: ShapeError[], choice: ShapeError, schema: SchemaNode): ShapeError[] {
  if (!errors.includes(choice)) return errors;
  const owner = schemaNodeAt(schema, choice.schemaPath);
  const branches = (owner['anyOf'] ?? []) as readonly SchemaNode[];
  const others: ShapeError[] = [];
  const byBranch = new Map<number, ShapeError[]>();
  for (const error of errors) {
    if (error === choice) continue;
    const branch = branchOf(error, choice, branches);
    if (branch < 0) others.push(error);
    else byBranch.set(branch, [...(byBranch.get(branch) ?? []), error]);
  }
  const fitting = [...byBranch.values()].filter((list) => !list.some((error) => isTypeMismatch(error, choice)));
  const only = fitting.length === 1 ? fitting[0] : undefined;
  return only === undefined ? [...others, choice] : [...others, ...only];
}

function isTypeMismatch(error: ShapeError, choice: ShapeError): boolean {
  return error.keyword === 'type' && error.instancePath === choice.instancePath;
}

/** Which branch of the choice an error comes from, or -1. A branch that is a `$ref` reports under the definition's path. */
function branchOf(error: ShapeError, choice: ShapeError, branches: readonly SchemaNode[]): number {
  const isBelow =
    error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);
  if (!isBelow) return -1;
  for (let index = 0; index < branches.length; index += 1) {
    if (error.schemaPath.startsWith(`${choice.schemaPath}/${index}/`)) return index;
    const reference = branches[index]?.['$ref'];
    if (typeof reference === 'string' && error.schemaPath.startsWith(`${reference}/`)) {
      if (error.instancePath === choice.instancePath) return index;
    }
  }
  // Deeper errors of definitions that a branch refers to: they belong to the branch that takes maps.
  if (error.instancePath === choice.instancePath) return -1;
  return branches.findIndex((branch) => branch['type'] === 'object' || branch['type'] === 'array');
}
