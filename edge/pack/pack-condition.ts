import {
  AND,
  BOOLEANS,
  CONTAINS,
  CONTAINS_ALL,
  CONTAINS_ANY,
  type ConditionNode,
  IN,
  IN_STRINGS,
  type LiteralSet,
  MATCHES,
  NOT,
  NOW,
  NUMBERS,
  OR,
  PRESENT,
  type PreparedSegment,
  SEGMENT,
  STRINGS,
  UNIT_IN,
} from '@flagforge/sdk/engine/core';
import type { PackedCondition } from './format.ts';

type PackedLiterals = NonNullable<PackedCondition['literals']>;

const NEVER: PackedCondition = { kind: OR, of: [] };

/** Texts as a table: of its numbers only that they are there counts. */
export function textTable(texts: Iterable<string>): Record<string, 0> {
  return Object.fromEntries([...texts].map((text) => [text, 0]));
}

/** Literals of one kind. Booleans stand among numbers, where the function looks for them too. */
function packLiterals({ kind, strings, numbers, booleans, networks }: LiteralSet): PackedLiterals {
  const texts = Object.keys(strings);
  return {
    ...(kind === STRINGS ? {} : { kind: kind === BOOLEANS ? NUMBERS : kind }),
    ...(texts.length === 0 ? {} : { strings: textTable(texts) }),
    ...(numbers.length + booleans.length === 0
      ? {}
      : { numbers: [...numbers, ...(booleans as readonly unknown[] as number[])] }),
    ...(networks.networks.length === 0
      ? {}
      : { networks: { networks: networks.networks.map(({ address, prefix }) => ({ address, prefix })) } }),
  };
}

/** Each literal of a set alone. */
function singles(set: PackedLiterals): PackedLiterals[] {
  const kind = set.kind === undefined ? {} : { kind: set.kind };
  return [
    ...Object.keys(set.strings ?? {}).map((text) => ({ ...kind, strings: textTable([text]) })),
    ...(set.numbers ?? []).map((number) => ({ ...kind, numbers: [number] })),
    ...(set.networks?.networks ?? []).map((network) => ({ ...kind, networks: { networks: [network] } })),
  ];
}

/** The project's unit is one of these. */
export function unitIn(units: Iterable<string>): PackedCondition {
  return { kind: UNIT_IN, literals: { strings: textTable(units) } };
}

/** How much of conditions one flag may still have. Segments stand in whatever names them, which can grow without end. */
export interface Room {
  nodes: number;
}

/** What a flag has of conditions is more than any page could hold. */
export class TooLarge extends Error {}

const MOST_DEPTH = 200;

/** A segment as the condition that it is: whom it excludes, then whom it includes, then its own condition. */
function packSegment({ include, exclude, condition }: PreparedSegment, room: Room, depth: number): PackedCondition {
  const own = condition === null ? NEVER : packCondition(condition, room, depth);
  const included = include === null ? own : { kind: OR, of: [unitIn(Object.keys(include)), own] };
  if (exclude === null) return included;
  return { kind: AND, of: [{ kind: NOT, of: [unitIn(Object.keys(exclude))] }, included] };
}

/**
 * A ready condition as the function tests it.
 * @throws TooLarge when the room is used up.
 */
export function packCondition(node: ConditionNode, room: Room, depth = 0): PackedCondition {
  room.nodes -= 1;
  if (room.nodes < 0 || depth > MOST_DEPTH) throw new TooLarge();
  const { kind } = node;
  if (kind === AND || kind === OR || kind === NOT)
    return { kind, of: node.of.map((child) => packCondition(child, room, depth + 1)) };
  if (kind === SEGMENT) return node.segment === null ? NEVER : packSegment(node.segment, room, depth + 1);
  if (kind === NOW) return { kind, order: node.order, plain: node.plain };
  const attribute = {
    path: node.path,
    ...(node.isProjectUnit ? { isProjectUnit: 1 as const } : {}),
    ...(node.isLower ? { isLower: 1 as const } : {}),
  };
  if (kind === PRESENT) return { kind, ...attribute };
  if (kind === MATCHES && node.automaton !== null) {
    const { bounds, classes, classCount, next, verdict } = node.automaton;
    return { kind, ...attribute, automaton: { bounds, classes, classCount, next, verdict } };
  }
  const literals = node.literals === null ? null : packLiterals(node.literals);
  if (literals === null)
    return { kind, ...attribute, plain: node.plain, ...(node.order === 0 ? {} : { order: node.order }) };
  if (kind === IN || kind === IN_STRINGS) return { kind: IN, ...attribute, literals };
  if (kind === CONTAINS) return { kind, ...attribute, plain: node.plain, literals };
  if (kind === CONTAINS_ANY) return { kind: CONTAINS, ...attribute, literals };
  if (kind === CONTAINS_ALL) {
    const each = singles(literals).map((single) => ({ kind: CONTAINS, ...attribute, literals: single }));
    return { kind: AND, of: each };
  }
  throw new TypeError(`conditions of kind ${kind} cannot be packed`);
}
