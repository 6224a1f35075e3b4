/**
 * Finding the sections that a question is about. It does not know what an answer looks like.
 */
import MiniSearch from 'minisearch';
import type { Section } from './sections.js';

/** A section that was found; `confident` if it has most of what was asked for. */
export interface Hit {
  readonly section: Section;
  readonly score: number;
  readonly confident: boolean;
}

/** Words that say how something is asked rather than what about. */
const IDLE_WORDS = new Set(
  (
    'a about above after again all also am an and any are as at be been before being below but by ' +
    'can cannot change changed changes changing could did do does doing done explain find for from further get give go got ' +
    'had has have having help hers here him his how i if in into is it its just kind know let like long ' +
    'look made make makes making many may me mean means might more most much must my need no nor not now of ' +
    'off often on once one only or other our out over own please say set shall she should show so some ' +
    'something such tell than that the their them then there these they thing things this those ' +
    'through to too under up us use used using very want was way we were what when where which ' +
    'while who whom why will with without work works would yes you your don doesn isn ll re ve'
  ).split(' '),
);

/** The words of a question that carry its meaning, in the form they are indexed in. */
export function meaningfulWords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.filter((word) => word.length > 1 && !IDLE_WORDS.has(word)).map(stem))];
}

/** One form for "stream", "streams", "streamed" and "streaming". */
function stem(word: string): string {
  if (/.[ai]bility$/.test(word)) return word.slice(0, -5) + 'l';
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  const single = word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  // "theme" and "theming" meet in "them".
  return single.length > 3 && single.endsWith('e') ? single.slice(0, -1) : single;
}

/** An index over all sections. */
export class SectionSearch {
  readonly #sections: ReadonlyMap<string, Section>;
  readonly #index: MiniSearch;

  constructor(sections: readonly Section[]) {
    this.#sections = new Map(sections.map((section) => [section.id, section]));
    this.#index = new MiniSearch({
      fields: ['heading', 'path', 'text'],
      tokenize: (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [],
      processTerm: (term) => {
        const word = term.toLowerCase();
        return IDLE_WORDS.has(word) ? null : stem(word);
      },
    });
    this.#index.addAll(
      sections.map(({ id, heading, trail, text }) => ({
        id,
        heading,
        path: trail.join(' '),
        text,
      })),
    );
  }

  /**
   * The best sections first. `words` come with their weight; those of the most weight decide
   * whether a hit is confident.
   */
  find(words: ReadonlyMap<string, number>): Hit[] {
    if (words.size === 0) return [];
    const heaviest = Math.max(...words.values());
    const decisive = [...words.keys()].filter((word) => words.get(word) === heaviest);
    const found = this.#index.search([...words.keys()].join(' '), {
      // They went through the same mill already.
      processTerm: (term) => term,
      prefix: (term) => term.length >= 4,
      fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      weights: { prefix: 0.4, fuzzy: 0.25 },
      boost: { heading: 4, path: 2 },
      boostTerm: (term) => words.get(term) ?? 1,
      boostDocument: (id) => (this.#sections.get(String(id))?.internal === true ? 0.5 : 1),
    });
    return found.flatMap((result) => {
      const section = this.#sections.get(String(result.id));
      if (section === undefined) return [];
      const matched = decisive.filter((word) => result.queryTerms.includes(word)).length;
      // How the project is made answers only a question that names it.
      const inHeading = Object.values(result.match).some((fields) => fields.includes('heading'));
      const confident = matched > decisive.length / 2 && (inHeading || !section.internal);
      return [{ section, score: result.score, confident }];
    });
  }
}
