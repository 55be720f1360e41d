import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ProblemError, problem } from '../http/problem.ts';
import { isStorable } from '../http/read-json.ts';
import { DESCRIPTION, type Operation } from './description.ts';

/** Checks the requests of one operation. */
export interface RequestCheck {
  /** @throws ProblemError (400) unless the body is as described. */
  body(value: unknown): void;
  /** The query's parameters, numbers and booleans as such. @throws ProblemError (400) unless they are as described. */
  query(search: URLSearchParams): Readonly<Record<string, string | number | boolean>>;
}

/** Its own schemas are the only ones that are compiled, so nothing is fetched. */
const ROOT = 'openapi';
// A description has more keywords than a schema.
const bodies = new Ajv2020({ strict: false, allowUnionTypes: true }).addSchema(DESCRIPTION, ROOT);
const queries = new Ajv2020({ strict: false, coerceTypes: true }).addSchema(DESCRIPTION, ROOT);

/** @throws TypeError for an operation whose schemas cannot be compiled: a mistake in the description. */
export function createRequestCheck({ requestBody, parameters = [] }: Operation): RequestCheck {
  const schema = requestBody?.content['application/json'].schema;
  // Most operations are never called: compiling all of them would make every start slower.
  let validateBody: ValidateFunction | null = null;
  let validateQuery: ValidateFunction | null = null;
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  return {
    body(value) {
      if (schema === undefined) {
        if (value !== undefined) throw malformed('body', 'there is none');
        return;
      }
      if (value === undefined && requestBody?.required !== true) return;
      if (value === undefined) throw malformed('body', 'it is missing');
      validateBody ??= bodies.compile(rooted(schema));
      if (!validateBody(value)) throw malformed('body', firstProblem(validateBody.errors));
    },
    query(search) {
      const given: Record<string, string | number | boolean> = {};
      for (const [name, value] of search) {
        if (Object.hasOwn(given, name)) throw malformed('query', `${JSON.stringify(name)} stands there twice`);
        if (!isStorable(name + value)) throw malformed('query', 'it holds a NUL');
        Object.defineProperty(given, name, { value, writable: true, enumerable: true, configurable: true });
      }
      validateQuery ??= queries.compile(
        rooted({
          type: 'object',
          properties: Object.fromEntries(inQuery.map(({ name, schema: own }) => [name, own])),
          required: inQuery.filter(({ required }) => required === true).map(({ name }) => name),
          additionalProperties: false,
        }),
      );
      if (!validateQuery(given)) throw malformed('query', firstProblem(validateQuery.errors));
      return given;
    },
  };
}

/** References in a description are from its root. */
export function rooted(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${ROOT}#/`)) as object;
}

function malformed(part: 'body' | 'query', why: string): ProblemError {
  return problem(400, 'FF4407', { part, problem: why });
}

/** The first thing that is wrong, with its place as a JSON pointer. */
function firstProblem(errors: readonly ErrorObject[] | null | undefined): string {
  const [error] = errors ?? [];
  if (error === undefined) return 'it is another one';
  const { instancePath, keyword, message, params } = error;
  const at = instancePath === '' ? '' : `${instancePath.slice(0, 200)} `;
  const named = params as Readonly<Record<string, unknown>>;
  if (keyword === 'additionalProperties')
    return `${at}has ${JSON.stringify(String(named.additionalProperty).slice(0, 100))}, which has no meaning here`;
  if (keyword === 'enum') return `${at}is none of ${(named.allowedValues as readonly unknown[]).join(', ')}`;
  return `${at}${message ?? keyword}`;
}
