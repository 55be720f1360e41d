/** What ajv reports (its type is not imported: the validators are standalone). */
export interface ShapeError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema node that holds the keyword; `x-path` is where it stands in the whole schema (see generate.mjs). */
  readonly parentSchema?: SchemaNode;
}

/** The error with a `schemaPath` from the root of the whole schema, also below a `$ref`. */
export function rooted(error: ShapeError): ShapeError {
  const path = error.parentSchema?.['x-path'];
  return typeof path === 'string' ? { ...error, schemaPath: `${path}/${error.keyword}` } : error;
}

/** A node of a schema, as far as messages read it. */
export interface SchemaNode {
  readonly [keyword: string]: unknown;
}

/** The schema node that holds the keyword at a path such as `#/definitions/rule/properties/name/type`. */
export function schemaNodeAt(schema: SchemaNode, schemaPath: string): SchemaNode {
  let node: unknown = schema;
  const steps = schemaPath
    .slice(schemaPath.indexOf('#') + 1)
    .split('/')
    .slice(1, -1);
  for (const step of steps) {
    node = (node as SchemaNode | undefined)?.[unescapePointer(decodeURIComponent(step))];
  }
  return (node ?? {}) as SchemaNode;
}

/** A step of a JSON pointer as it is meant. */
export const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
