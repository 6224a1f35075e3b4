/**
 * The miniature's stand-in for retrieval and language model: it searches this project's own
 * documentation and answers with what stands there. It invents nothing and knows no chat.
 */
import { answerFrom, introduction, nothingFound, type Answer } from './compose.js';
import { Documents } from './documents.js';
import { meaningfulWords, SectionSearch } from './search.js';
import { sectionsOf, type Section } from './sections.js';

const LOOK_EVERY_MS = 1000;
const EARLIER_WEIGHT = 0.3;

const GREETING =
  /^(?:hi|hello|hey|hallo|moin|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|all|everyone|you))?$/;
const THANKS =
  /^(?:thanks?|thank you|thx|cheers|great|ok|okay|perfect)(?: (?:a lot|so much|very much|you))*$/;
const ABOUT_ITSELF =
  /^(?:help|topics|what (?:can|could) (?:you|i) (?:do|ask|help|answer)\b.*|(?:hello |hi )?how can you help(?: me)?|who are you|what are you)$/;
const FOLLOW_UP =
  /^(?:and|also|but|so|then|what about|how about|why)\b|\b(?:it|its|that|this|they|them|those|these)\b/;

/** Answers questions from the documentation. */
export class Answers {
  /** What answers, as it is named in an answer's metadata. */
  readonly model = 'miptech-demo-retrieval';
  readonly documents: Documents;
  #sections: readonly Section[] = [];
  #search = new SectionSearch([]);
  #lookedAt = -Infinity;

  /** `root` is the folder with `README.md` and `docs/`. */
  constructor(root: string) {
    this.documents = new Documents(root);
  }

  /** Indexes the documentation if a file has changed; looks at most once a second. */
  async refresh(): Promise<void> {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    if (!(await this.documents.refresh())) return;
    const { all } = this.documents;
    this.#sections = all.flatMap((document) => sectionsOf(document, all));
    // A heading that only opens sub-sections has nothing to answer with.
    this.#search = new SectionSearch(this.#sections.filter(({ blocks }) => blocks.length > 0));
  }

  /** What can be asked about: the titles of the documents that explain use. */
  get topics(): string[] {
    const usable = this.#sections.filter((section) => !section.internal);
    return [...new Set(usable.map((section) => section.title))];
  }

  /** Answers a question; `earlier` are the person's questions before it, the latest first. */
  async answer(question: string, earlier: readonly string[]): Promise<Answer> {
    await this.refresh();
    const plain = question
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s]/gu, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (GREETING.test(plain)) return introduction('Hello!', this.topics);
    if (THANKS.test(plain)) return introduction('You’re welcome.', this.topics);
    if (ABOUT_ITSELF.test(plain)) return introduction('Gladly.', this.topics);
    const words = weighedWords(question, earlier);
    const hits = this.#search.find(words);
    return hits[0]?.confident === true
      ? answerFrom(hits, [...words.keys()])
      : nothingFound(hits, this.topics);
  }
}

/**
 * The words of a question by their weight. "And how do I change that?" is about what was asked
 * before, so those words come along, the lighter the longer ago.
 */
function weighedWords(question: string, earlier: readonly string[]): Map<string, number> {
  const words = new Map(meaningfulWords(question).map((word) => [word, 1]));
  let refersBack = words.size < 3 && (words.size === 0 || FOLLOW_UP.test(question.toLowerCase()));
  let weight = 1;
  for (const before of earlier) {
    if (!refersBack) break;
    weight *= EARLIER_WEIGHT;
    const own = meaningfulWords(before);
    for (const word of own) if (!words.has(word)) words.set(word, weight);
    refersBack = own.length < 2 && FOLLOW_UP.test(before.toLowerCase());
  }
  return words;
}
