import { useQuery } from '@tanstack/react-query';
import { readApi } from '../runtime/call-api.ts';
import { NO_VOCABULARY, type Vocabulary } from './vocabulary.ts';

/** What conditions of the project may name. */
export function useVocabulary(project: string): Vocabulary {
  const { data } = useQuery({ queryKey: ['vocabulary', project], queryFn: () => readApi('/v1/vocabulary') });
  return data ?? NO_VOCABULARY;
}
