/** The OpenAPI description of the API, which requests are checked by, so that it cannot drift from what is answered. */
import { readFileSync } from 'node:fs';

export type Method = 'GET' | 'POST' | 'PATCH';

/** The parts of the description that the server itself reads. */
export interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: { readonly 'application/json': MediaType } };
  readonly responses: Readonly<Record<string, Response>>;
  /** `[]`: it needs no token. */
  readonly security?: readonly object[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly required?: boolean;
  readonly schema: object;
}

export interface Response {
  readonly description?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly $ref?: string;
}

interface MediaType {
  readonly schema: object;
}

const text = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');

export const DESCRIPTION: Description = JSON.parse(text) as Description;

/** The operation of a route; its path as the description writes it: `/v1/flags/{id}`. */
export function operationAt(method: Method, path: string): Operation {
  const operation = DESCRIPTION.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new TypeError(`openapi.json has no ${method} ${path}`);
  return operation;
}
