/** Reads requests and writes answers of an AWS service by the schemas that its SDK ships, as the service would. */
import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema, SerdeFunctions, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

type Settings = ConstructorParameters<typeof XmlShapeDeserializer>[0];

const SETTINGS: Settings = {
  httpBindings: true,
  xmlNamespace: 'http://cloudfront.amazonaws.com/doc/2020-05-31/',
  serviceNamespace: 'com.amazonaws.cloudfront',
  timestampFormat: { useTrait: true, default: 5 },
};

/** What a request says, by the names of the operation's input. */
export type Input = Readonly<Record<string, unknown>>;

/** An operation of a service, as its SDK describes it. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly status: number;
  readonly input: StaticStructureSchema;
  readonly output: StaticStructureSchema;
}

/** What is wrong with a request that the service would not take. */
export class BadRequest extends Error {}

const resolve = (schema: unknown): StaticStructureSchema =>
  (typeof schema === 'function' ? schema() : schema) as StaticStructureSchema;

export function operationOf(schema: StaticOperationSchema): Operation {
  const [, , name, traits, input, output] = schema;
  const { http } = traits as unknown as { readonly http: readonly [string, string, number] };
  const [method, uri, status] = http;
  const labels = [...uri.matchAll(/\{(\w+)\}/g)].map(([, label = '']) => label);
  const path = new RegExp(`^${uri.replace(/\{\w+\}/g, '([^/]+)')}$`);
  return { name, method, path, labels, status, input: resolve(input), output: resolve(output) };
}

/** Required members come first in a schema, and it says how many they are. */
function checkRequired(schema: Schema, value: unknown, where: string): void {
  const ns = NormalizedSchema.of(schema);
  if (ns.isListSchema() && Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkRequired(ns.getValueSchema(), item, `${where}[${i}]`);
    return;
  }
  if (!ns.isStructSchema() || typeof value !== 'object' || value === null) return;
  const struct = ns.getSchema() as StaticStructureSchema;
  const required = struct[4].slice(0, struct[6] ?? 0);
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of required) {
    if (members[name] === undefined || members[name] === null) throw new BadRequest(`${where}.${name} is missing`);
  }
  for (const [name, member] of ns.structIterator()) checkRequired(member, members[name], `${where}.${name}`);
}

/** Every element of a text must be one that the schema knows: the SDK's reader leaves others out. */
function checkElements(xml: string, names: ReadonlySet<string>): void {
  for (const [, name = ''] of xml.matchAll(/<([A-Za-z]+)[\s>/]/g)) {
    if (!names.has(name)) throw new BadRequest(`<${name}> is no element of this request`);
  }
}

function elementNames(schema: Schema, names: Set<string>, seen: Set<unknown>): void {
  const ns = NormalizedSchema.of(schema);
  names.add(ns.getMergedTraits().xmlName ?? ns.getName() ?? '');
  const own = ns.getSchema();
  if (seen.has(own)) return;
  if (ns.isListSchema()) elementNames(ns.getValueSchema(), names, seen);
  if (!ns.isStructSchema()) return;
  seen.add(own);
  for (const [name, member] of ns.structIterator()) {
    names.add(member.getMergedTraits().xmlName ?? name);
    elementNames(member, names, seen);
  }
}

/**
 * What a request asks for. @throws BadRequest where it is not what the service's model says.
 */
export function parseRequest(
  operation: Operation,
  url: URL,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): Input {
  const reader = new XmlShapeDeserializer(SETTINGS);
  reader.setSerdeContext({} as SerdeFunctions & { endpoint: never });
  const ns = NormalizedSchema.of(operation.input);
  const input: Record<string, unknown> = {};
  const found = operation.path.exec(url.pathname) ?? [];
  operation.labels.forEach((label, i) => {
    input[label] = decodeURIComponent(found[i + 1] ?? '');
  });
  const inBody: string[] = [];
  for (const [name, member] of ns.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpQuery !== undefined) input[name] = url.searchParams.get(traits.httpQuery) ?? undefined;
    else if (traits.httpHeader !== undefined) input[name] = headers[traits.httpHeader.toLowerCase()];
    else if (traits.httpPayload) input[name] = body.length === 0 ? undefined : reader.read(member, body);
    else if (traits.httpLabel === undefined) inBody.push(name);
  }
  if (body.length > 0) {
    const names = new Set([operation.input[2]]);
    elementNames(operation.input, names, new Set());
    checkElements(body.toString('utf8'), names);
  }
  if (inBody.length > 0) {
    const read = reader.read(operation.input, body) as Readonly<Record<string, unknown>>;
    for (const name of inBody) input[name] = read[name];
  }
  checkRequired(operation.input, input, operation.name);
  return input;
}

/** An answer: its headers, and its body. @throws Error for an output that the model does not have. */
export function printAnswer(
  operation: Operation,
  output: Readonly<Record<string, unknown>>,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array } {
  const writer = new XmlShapeSerializer(SETTINGS);
  writer.setSerdeContext({} as SerdeFunctions & { endpoint: never });
  const headers: Record<string, string> = {};
  let body: string | Uint8Array = '';
  checkRequired(operation.output, output, operation.name);
  for (const [name, member] of NormalizedSchema.of(operation.output).structIterator()) {
    const { httpHeader, httpPayload } = member.getMergedTraits();
    const value = output[name];
    if (value === undefined) continue;
    if (httpHeader !== undefined) headers[httpHeader] = String(value);
    else if (httpPayload) {
      writer.write(member, value);
      body = writer.flush();
    }
  }
  return { headers, body };
}
