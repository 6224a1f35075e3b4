/**
 * The frames of one answer, in order and with their pauses, well-formed or not. Owns what each fate
 * of a question means for them; does not know how they travel.
 */
import type { Fate } from './faults.js';
import type { Spoken } from './server-socket.js';

export interface AnswerParts {
  /** Chunks repeat the text so far. */
  readonly cumulative: boolean;
  readonly random: () => number;
  /** Says a frame of this answer. */
  readonly tell: (type: string, data: object) => void;
  /** Says that the token has expired. */
  readonly expire: () => void;
  /** Cuts the line. */
  readonly drop: () => void;
}

/** Longer than a client waits without a sign of life, in milliseconds. */
const longest = { least: 65_000, spread: 60_000 };

export function answerSteps(
  kind: Fate['kind'],
  text: string,
  { cumulative, random, tell, expire, drop }: AnswerParts,
): readonly Spoken[] {
  const words = text.split(/(?<= )/);
  const long = longest.least + random() * longest.spread;
  const start: Spoken = [
    kind === 'slow' ? long : 30 + random() * 800,
    () => tell('response_start', {}),
  ];
  const chunk = (upTo: number): void => {
    const content = cumulative ? words.slice(0, upTo).join('') : (words[upTo - 1] ?? '');
    tell('response_chunk', { content });
  };
  const chunks = words.map((_word, index): Spoken => {
    const delay = kind === 'stall' && index === 2 ? long : 20 + random() * 200;
    return [delay, () => chunk(index + 1)];
  });
  const complete = (): void => tell('response_complete', { content: text });
  const whole: readonly Spoken[] = [start, ...chunks, [20, complete]];
  switch (kind) {
    case 'whole':
      return [[500, () => tell('chat_response', { message: text })]];
    case 'mute':
      return [];
    case 'unended':
      return whole.slice(0, 3);
    case 'die-mid':
      return [...whole.slice(0, 3), [20, drop]];
    case 'expire':
      return whole.toSpliced(2, 0, [1, expire]);
    case 'double':
      return [
        start,
        ...whole,
        [5, () => chunk(1)],
        [5, complete],
        [5, () => tell('response_start', {})],
      ];
    default:
      return whole;
  }
}
