/** GitHub's own OpenAPI description, cut to what the stand-in answers, as a judge of each request and each response. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { fillAddresses } from './fill-addresses.ts';

/** A JSON Schema of OpenAPI 3.0, as the description writes it. */
export interface Schema {
  readonly [key: string]: unknown;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly body?: Schema;
  readonly isBodyRequired: boolean;
  /** By status; null: no body. */
  readonly responses: Readonly<Record<string, Schema | null>>;
}

export interface FoundOperation {
  readonly operation: Operation;
  /** The parts of the path by name, decoded. */
  readonly parts: Readonly<Record<string, string>>;
}

interface Description {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

const description = JSON.parse(
  readFileSync(fileURLToPath(new URL('../github-api.json', import.meta.url)), 'utf8'),
) as Description;

const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true, coerceTypes: false });
formats.default(ajv);
for (const name of ['repo.nwo', 'int64', 'int32', 'ipv4/ipv6']) ajv.addFormat(name, true);
ajv.addSchema({
  $id: 'github',
  components: { schemas: mapValues(description.schemas, (schema) => toJsonSchema(schema)) },
});

/** @returns null: GitHub has no such operation, or the subset lacks it. */
export function findOperation(method: string, pathname: string): FoundOperation | null {
  const steps = pathname.split('/');
  for (const operation of description.operations) {
    if (operation.method !== method.toLowerCase()) continue;
    const wanted = operation.path.split('/');
    const parts: Record<string, string> = {};
    // A ref has slashes in it, and stands last.
    const isLong = operation.path.endsWith('/{ref}') && steps.length > wanted.length;
    const found = isLong ? [...steps.slice(0, wanted.length - 1), steps.slice(wanted.length - 1).join('/')] : steps;
    if (found.length !== wanted.length) continue;
    const fits = wanted.every((step, index) => {
      const given = decodeURIComponent(found[index] ?? '');
      if (!step.startsWith('{')) return step === given;
      parts[step.slice(1, -1)] = given;
      return given !== '';
    });
    if (fits) return { operation, parts };
  }
  return null;
}

/** What is wrong with a request, one line each; empty: nothing. What the description does not name is wrong too. */
export function checkRequest({ operation, parts }: FoundOperation, query: URLSearchParams, body: unknown): string[] {
  const problems: string[] = [];
  const known = (place: string) => operation.parameters.filter((parameter) => parameter.in === place);
  for (const { name, schema } of known('path')) {
    problems.push(...check(`${operation.operationId} path ${name}`, schema, fromText(parts[name], schema)));
  }
  for (const [name, text] of query) {
    const parameter = known('query').find((candidate) => candidate.name === name);
    if (parameter === undefined) problems.push(`the query has ${name}, which the operation does not know`);
    else
      problems.push(
        ...check(`${operation.operationId} query ${name}`, parameter.schema, fromText(text, parameter.schema)),
      );
  }
  for (const { name, required } of known('query')) {
    if (required && !query.has(name)) problems.push(`the query lacks ${name}`);
  }
  if (operation.body === undefined) {
    if (body !== undefined) problems.push('it has a body, and the operation takes none');
  } else if (body !== undefined) {
    problems.push(...check(`${operation.operationId} body`, onlyKnown(operation.body), body));
  } else if (operation.isBodyRequired) problems.push('it has no body');
  return problems;
}

/** The response with the addresses and node ids that the stand-in's code leaves out, and what is wrong with it. */
export function completeResponse(
  operation: Operation,
  status: number,
  body: unknown,
): { readonly body: unknown; readonly problems: readonly string[] } {
  if (status >= 300) return { body, problems: [] };
  const schema = operation.responses[String(status)];
  if (schema === undefined) return { body, problems: [`${operation.operationId} never answers ${status}`] };
  if (schema === null) return { body, problems: body === undefined ? [] : ['a body where there is none'] };
  const filled = fillAddresses(schema, body, description.schemas);
  return { body: filled, problems: check(`${operation.operationId} ${status}`, schema, filled) };
}

const validators = new Map<string, ValidateFunction>();

function check(name: string, schema: Schema, value: unknown): string[] {
  const known = validators.get(name);
  const validate = known ?? ajv.compile(toJsonSchema(schema) as object);
  if (known === undefined) validators.set(name, validate);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => say(name, error));
}

const say = (name: string, { instancePath, message, params }: ErrorObject): string =>
  `${name}${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;

function fromText(text: string | undefined, schema: Schema): unknown {
  const isNumber = schema.type === 'integer' || schema.type === 'number';
  return isNumber && text !== undefined && /^-?\d+$/.test(text) ? Number(text) : text;
}

/** OpenAPI 3.0 writes `nullable`, JSON Schema a type or a branch more. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  const schema = mapValues(rest, toJsonSchema);
  if (typeof schema.$ref === 'string') schema.$ref = schema.$ref.replace('#/', 'github#/');
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** With no keys but those it names, at each level that lists its own. GitHub reads past a misspelt key; a test should not. */
function onlyKnown(schema: Schema): Schema {
  const inner = mapValues(schema, (value) => {
    if (Array.isArray(value)) return value.map((item) => (isSchema(item) ? onlyKnown(item) : item));
    return isSchema(value) ? onlyKnown(value) : value;
  });
  const isOpen = 'additionalProperties' in schema || schema.type !== 'object' || !isSchema(schema.properties);
  return isOpen ? inner : { ...inner, additionalProperties: false };
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapValues<T, U>(object: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
