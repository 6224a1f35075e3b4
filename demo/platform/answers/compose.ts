/**
 * Writing an answer in Markdown out of the blocks of sections that were found, word for word. It
 * does not search.
 */
import type { Source } from '../data/chats.js';
import { meaningfulWords, type Hit } from './search.js';
import type { Block, Section } from './sections.js';

/** An answer and the pages it was taken from. */
export interface Answer {
  readonly content: string;
  readonly sources: readonly Source[];
  /** Headings of what is near and was not used: what one may ask next. */
  readonly followUps: readonly string[];
}

const FIRST_SECTION_LETTERS = 1800;
const NEXT_SECTION_LETTERS = 700;
const SNIPPET_LETTERS = 180;
const TOPICS = 8;
const FOLLOW_UPS = 3;

/** The answer from the best hits; `words` are those of the question. */
export function answerFrom(hits: readonly Hit[], words: readonly string[]): Answer {
  const [first, ...others] = hits;
  if (first === undefined) return { content: '', sources: [], followUps: [] };
  const second = others.find(
    (hit) => hit.confident && hit.score > first.score * 0.6 && hit.section.blocks.length > 0,
  );
  const parts = [
    `**${first.section.heading}**${placeOf(first.section)}`,
    excerpt(first.section, words, FIRST_SECTION_LETTERS),
  ];
  if (second !== undefined) {
    parts.push(
      `**${second.section.heading}**${placeOf(second.section)}`,
      excerpt(second.section, words, NEXT_SECTION_LETTERS),
    );
  }
  const cited = [first, ...(second === undefined ? [] : [second])];
  const further = others.filter((hit) => hit !== second && hit.score > first.score * 0.4);
  return {
    content: parts.filter((part) => part !== '').join('\n\n'),
    sources: [...cited, ...further.slice(0, 3 - cited.length)].map(({ section }) =>
      sourceOf(section),
    ),
    followUps: headingsOf(further, cited),
  };
}

/** The honest answer to a question that the documentation does not answer. */
export function nothingFound(hits: readonly Hit[], topics: readonly string[]): Answer {
  const near = hits.slice(0, 3);
  const parts = ['I found nothing about that in this project’s documentation.'];
  if (near.length > 0) {
    const links = near.map(({ section }) => `- [${section.heading}](${section.url})`);
    parts.push(`The closest sections are:\n\n${links.join('\n')}`);
  }
  parts.push(listOf(topics));
  // What was not used is no source; the links above are for reading on.
  return {
    content: parts.filter((part) => part !== '').join('\n\n'),
    sources: [],
    followUps: headingsOf(near, []),
  };
}

/** A greeting, or an answer to "what can you do?". */
export function introduction(opening: string, topics: readonly string[]): Answer {
  const content = [
    `${opening} I answer questions about this project, in the words of its documentation.`,
    listOf(topics),
  ];
  return {
    content: content.filter((part) => part !== '').join('\n\n'),
    sources: [],
    followUps: topics.slice(0, FOLLOW_UPS),
  };
}

function headingsOf(hits: readonly Hit[], without: readonly Hit[]): readonly string[] {
  const used = new Set(without.map(({ section }) => section.heading));
  const headings = new Set(hits.map(({ section }) => section.heading));
  return [...headings].filter((heading) => !used.has(heading)).slice(0, FOLLOW_UPS);
}

function listOf(topics: readonly string[]): string {
  if (topics.length === 0) return 'No documentation is indexed yet.';
  const lines = topics.slice(0, TOPICS).map((topic) => `- ${topic}`);
  return `You can ask about, for example:\n\n${lines.join('\n')}`;
}

function placeOf({ title, heading }: Section): string {
  return title === heading ? ', from the documentation:' : `, in *${title}*:`;
}

function sourceOf(section: Section): Source {
  const text = section.text.replace(/\s+/g, ' ').trim();
  const snippet =
    text.length <= SNIPPET_LETTERS
      ? text
      : `${text.slice(0, text.lastIndexOf(' ', SNIPPET_LETTERS)).trimEnd()}…`;
  const title =
    section.title === section.heading ? section.title : `${section.title}: ${section.heading}`;
  return { title, url: section.url, snippet };
}

/** Whole blocks up to about so many letters: those nearest to the question, in their own order. */
function excerpt(section: Section, words: readonly string[], letters: number): string {
  const groups = grouped(section.blocks);
  const ranked = groups
    .map((group, position) => ({ group, position, near: nearness(group, words, position) }))
    .sort((a, b) => b.near - a.near || a.position - b.position);
  const chosen: typeof ranked = [];
  let length = 0;
  for (const candidate of ranked) {
    const size = candidate.group.reduce((sum, block) => sum + block.markdown.length, 0);
    if (chosen.length > 0 && length + size > letters) continue;
    chosen.push(candidate);
    length += size;
  }
  return chosen
    .sort((a, b) => a.position - b.position)
    .flatMap(({ group }) => group.map((block) => block.markdown))
    .join('\n\n');
}

/** Code, and whatever a line ending in a colon announces, stays with the text before it. */
function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const group = groups.at(-1);
    const announced = group?.at(-1)?.markdown.endsWith(':') === true;
    if (group !== undefined && (block.isCode || announced)) group.push(block);
    else groups.push([block]);
  }
  return groups;
}

function nearness(group: readonly Block[], words: readonly string[], position: number): number {
  const own = new Set(group.flatMap((block) => meaningfulWords(block.markdown)));
  const shared = words.filter((word) => own.has(word)).length;
  // A section says what it is about in its first lines.
  return shared + (position === 0 ? 1.5 : 0);
}
