import type { Json, Path } from '@flagforge/sdk/engine';
import type { Attribute } from 'flagforge/compile';

/** A context that the project keeps to try changes on. */
export interface SampleContextJson {
  /** `orders/us-buyer` */
  readonly name: string;
  readonly context: Json;
}

/** What conditions of a project may name, and what they name already. */
export interface VocabularyJson {
  readonly commit: string;
  /** What rollouts hash that name nothing else. */
  readonly unit: Path;
  /** null: not declared, so conditions may name anything. */
  readonly attributes: readonly Attribute[] | null;
  readonly segments: readonly { readonly name: string; readonly description: string | null }[];
  /** Attribute as the language writes it -> texts that conditions compare it with, the most frequent first. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Other units than the project's that rollouts hash, as the language writes them. */
  readonly units: readonly string[];
  readonly contexts: readonly SampleContextJson[];
}
