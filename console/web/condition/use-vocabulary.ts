import { useQuery } from '@tanstack/react-query';
import { readApi } from '../runtime/call-api.ts';
import { NO_VOCABULARY, VOCABULARY_TO_COME, type Vocabulary } from './vocabulary.ts';

/** What conditions of the project may name. */
export function useVocabulary(project: string): Vocabulary {
  const { data, isError } = useQuery({ queryKey: ['vocabulary', project], queryFn: () => readApi('/v1/vocabulary') });
  return data ?? (isError ? NO_VOCABULARY : VOCABULARY_TO_COME);
}
