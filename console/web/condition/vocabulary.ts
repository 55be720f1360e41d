import type { Path } from '@flagforge/sdk/engine';
import {
  attributeNames,
  type ConditionScope,
  type KnownAttribute,
  printPath,
  resolveAttribute,
} from 'flagforge/compile/expression';
import type { VocabularyJson } from '../../api/vocabulary-json.ts';

/** What conditions of the project may name, as the editor asks for it. */
export interface Vocabulary extends ConditionScope {
  readonly segments: VocabularyJson['segments'];
  readonly values: VocabularyJson['values'];
  /** Nobody knows yet what may be named: nothing is chosen before. */
  readonly isLoading?: boolean;
}

/** Nothing declared: everything may be named. */
export const NO_VOCABULARY: Vocabulary = { attributes: null, unit: ['userId'], segments: [], values: {} };

/** Until the project's own is there. */
export const VOCABULARY_TO_COME: Vocabulary = { ...NO_VOCABULARY, isLoading: true };

const UNTYPED: KnownAttribute = { kind: 'known', type: null, enum: null };

/** What is known of an attribute; of one that nobody declared everything may be asked. */
export function knownOf(vocabulary: Vocabulary, path: Path): KnownAttribute {
  const found = resolveAttribute(vocabulary, path);
  return found.kind === 'known' ? found : UNTYPED;
}

/** What somebody may mean by a value of this attribute: those that it can have, else those that are in use. */
export function valuesOf(vocabulary: Vocabulary, path: Path): readonly string[] {
  const { enum: values } = knownOf(vocabulary, path);
  return values?.map(String) ?? vocabulary.values[printPath(path)] ?? [];
}

/** Attributes that can be chosen from: those that are declared, else those that are in use. */
export const attributeNamesOf = (vocabulary: Vocabulary): readonly string[] =>
  vocabulary.attributes === null
    ? [...new Set([...Object.keys(vocabulary.values).sort(), ...attributeNames(vocabulary)])]
    : attributeNames(vocabulary);

/** What is declared of a name; undefined: nothing is. */
export const typeOfName = (vocabulary: Vocabulary, name: string): string | undefined =>
  vocabulary.attributes?.find(({ path }) => printPath(path) === name)?.type;
