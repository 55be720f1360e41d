/** The service as the AWS SDK describes it: its schemas, read as data, so that no list of ours can be wrong with our code. */
import * as sdk from '@aws-sdk/client-cloudfront-keyvaluestore';

/** Where a member travels. */
type Place = 'label' | 'header' | 'query' | 'body';

interface Member {
  readonly name: string;
  readonly place: Place;
  /** Its name there. */
  readonly as: string;
  readonly isRequired: boolean;
  readonly schema: unknown;
}

/** A call of the service. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** Parts of the path; `{Key}` stands for a label. */
  readonly path: readonly string[];
  readonly status: number;
  readonly input: readonly Member[];
  readonly output: readonly Member[];
}

const STRUCTURE = 3;
const LIST = 1;
const OPERATION = 9;
const ERROR = -3;
/** Bits of a member's traits. */
const HTTP_LABEL = 1;
const STRING = 0;
const NUMBER = 1;
const TIMESTAMP = 4;

const resolve = (schema: unknown): unknown => (typeof schema === 'function' ? resolve(schema()) : schema);
const isSchema = (value: unknown): value is readonly unknown[] => Array.isArray(value) && typeof value[1] === 'string';

/** A member's schema, and its traits beside it. */
function withTraits(value: unknown): { schema: unknown; traits: unknown } {
  const inner = typeof value === 'function' ? value : value;
  if (Array.isArray(inner) && !isSchema(inner)) return { schema: resolve(inner[0]), traits: inner[1] };
  return { schema: resolve(inner), traits: 0 };
}

function membersOf(schema: unknown): readonly Member[] {
  if (!isSchema(schema) || schema[0] !== STRUCTURE) throw new TypeError('a structure was expected');
  const [, , , , names, schemas, required = 0] = schema as readonly [...unknown[]] & readonly unknown[];
  return (names as readonly string[]).map((name, index) => {
    const { schema: member, traits } = withTraits((schemas as readonly unknown[])[index]);
    const { httpHeader, httpQuery } = (typeof traits === 'object' ? traits : {}) as Readonly<Record<string, string>>;
    const place: Place =
      httpHeader !== undefined
        ? 'header'
        : httpQuery !== undefined
          ? 'query'
          : traits === HTTP_LABEL
            ? 'label'
            : 'body';
    return { name, place, as: httpHeader ?? httpQuery ?? name, isRequired: index < Number(required), schema: member };
  });
}

const exported: readonly unknown[] = Object.values(sdk);

/** All calls of the service. */
export const OPERATIONS: readonly Operation[] = exported.flatMap((schema) => {
  if (!isSchema(schema) || schema[0] !== OPERATION) return [];
  const [, , name, traits, input, output] = schema;
  const [method, path, status] = (traits as { readonly http: readonly [string, string, number] }).http;
  return {
    ...{ name: String(name), method, path: path.split('/').slice(1), status },
    ...{ input: membersOf(resolve(input)), output: membersOf(resolve(output)) },
  };
});

/** The status of an error of the service. */
export function errorStatus(name: string): number {
  const schema = exported.find((each) => isSchema(each) && each[0] === ERROR && each[2] === name);
  const traits = isSchema(schema) ? (schema[3] as { readonly httpError?: number }) : {};
  if (traits.httpError === undefined) throw new TypeError(`the service has no ${name}`);
  return traits.httpError;
}

/** What is wrong with a value; empty: nothing. @param path where it is, for the message. */
export function problemsOf(schema: unknown, value: unknown, path: string): string[] {
  const inner = resolve(schema);
  if (isSchema(inner)) {
    if (inner[0] === STRUCTURE) return problemsOfMembers(membersOf(inner), value, path);
    if (inner[0] === LIST) {
      if (!Array.isArray(value)) return [`${path} is no list`];
      const { schema: item } = withTraits(inner[4]);
      return value.flatMap((each, index) => problemsOf(item, each, `${path}[${index}]`));
    }
    // A simple type with a name.
    return problemsOf(inner[4], value, path);
  }
  if (inner === STRING) return typeof value === 'string' ? [] : [`${path} is no text`];
  if (inner === NUMBER || inner === TIMESTAMP)
    return typeof value === 'number' && Number.isFinite(value) ? [] : [`${path} is no number`];
  throw new TypeError(`${path} has a schema that is not known: ${JSON.stringify(inner)}`);
}

/** The same of an object whose members are these: each that is there, each that is missing, each that is unknown. */
export function problemsOfMembers(members: readonly Member[], value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
  const given = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).filter((name) => !members.some((member) => member.name === name));
  return [
    ...unknown.map((name) => `${path}.${name} is unknown`),
    ...members.flatMap(({ name, isRequired, schema }) => {
      if (given[name] === undefined) return isRequired ? [`${path}.${name} is missing`] : [];
      return problemsOf(schema, given[name], `${path}.${name}`);
    }),
  ];
}
