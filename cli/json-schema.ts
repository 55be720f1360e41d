/**
 * Checks values against JSON Schemas that users write in their flags. Apart from the compiler, because ajv builds its
 * validators with `new Function`, which a strict Content-Security-Policy forbids.
 */
import { createContext, Script } from 'node:vm';
import type { Json } from '@flagforge/sdk/engine';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonProblem, ValidateJson } from './compile/index.ts';

/** Schemas already compiled: variants of one flag share theirs. */
const MAX_REMEMBERED = 100;

/**
 * How long a schema may take for one value, in ms. Checks take microseconds; a pattern that backtracks, or references that
 * double with each step, take years.
 */
const MAX_MS = 1_000;
/** So many schemas may take too long before no other is looked at. */
const MAX_SLOW = 3;

const TOO_SLOW = 'it takes too long to check: a pattern, or its references, try too many ways';

type Compiled = { readonly validate: ValidateFunction } | { readonly schemaProblem: string };

/**
 * A checker for draft-07, 2019-09 and 2020-12 (by the schema's `$schema`; 2020-12 without it). References to other
 * documents are problems of the schema: nothing is fetched. So is one that takes too long. Never throws.
 */
export function createJsonValidator(): ValidateJson {
  const remembered = new Map<string, Compiled>();
  let slow = 0;
  const inTime = <T>(work: () => T): T | null => {
    const answer = slow < MAX_SLOW ? withinTime(work) : null;
    if (answer === null) slow += 1;
    return answer;
  };
  return (schema, value) => {
    const key = JSON.stringify(schema);
    const remember = (compiled: Compiled): Compiled => {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(key, compiled);
      return compiled;
    };
    const compiled =
      remembered.get(key) ?? remember(inTime(() => compileSchema(schema)) ?? { schemaProblem: TOO_SLOW });
    if ('schemaProblem' in compiled) return compiled;
    const { validate } = compiled;
    const isValid = inTime(() => validate(value));
    if (isValid === null) {
      remember({ schemaProblem: TOO_SLOW });
      return { schemaProblem: TOO_SLOW };
    }
    if (isValid) return { problems: [] };
    return { problems: (validate.errors ?? []).filter(isTelling).map((error) => problemOf(error, value)) };
  };
}

const CALL = new Script('work()');
const HOLDER: { work: () => void } = { work: () => {} };
const CONTEXT = createContext(HOLDER);

/** Ends work that takes too long, in the middle of a regular expression too. null: it was ended. */
function withinTime<T>(work: () => T): T | null {
  let answer: T | null = null;
  HOLDER.work = () => {
    answer = work();
  };
  try {
    CALL.runInContext(CONTEXT, { timeout: MAX_MS });
    return answer;
  } catch (error) {
    // It may be of another realm, which has an Error of its own.
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}

function compileSchema(schema: Json): Compiled {
  try {
    return { validate: ajvFor(schema).compile(schema as object | boolean) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      schemaProblem: message
        .replace(/^schema is invalid: /, '')
        .replaceAll('data/', '')
        .replaceAll('data ', ''),
    };
  }
}

/** A fresh one for each schema: two flags may use the same `$id`. */
function ajvFor(schema: Json): Ajv {
  const version = typeof schema === 'object' && schema !== null && '$schema' in schema ? schema['$schema'] : undefined;
  const options = { allErrors: true, strict: false, logger: false, ownProperties: true } as const;
  const written = typeof version === 'string' ? version : '';
  const ajv = written.includes('draft-07')
    ? new Ajv(options)
    : written.includes('2019-09')
      ? new Ajv2019(options)
      : new Ajv2020(options);
  // ajv-formats is CommonJS: under NodeNext its function is the `default` of its default export.
  formats.default(ajv);
  return ajv;
}

/** `if` and its like only say that another error is there. */
function isTelling(error: ErrorObject): boolean {
  return error.keyword !== 'if';
}

function problemOf(error: ErrorObject, value: Json): JsonProblem {
  const path: (string | number)[] = [];
  let at: Json | undefined = value;
  for (const raw of error.instancePath.split('/').slice(1)) {
    const step = Array.isArray(at) ? Number(raw) : raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(step);
    at = (at as Readonly<Record<string | number, Json>> | undefined)?.[step] as Json | undefined;
  }
  const extra = error.keyword === 'additionalProperties' ? error.params['additionalProperty'] : undefined;
  if (typeof extra === 'string') return { path: [...path, extra], message: `the schema knows no key "${extra}"` };
  return { path, message: error.message ?? `it does not satisfy "${error.keyword}"` };
}
