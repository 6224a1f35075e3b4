/** An answer of 2,000 tokens, however it is cut: it never throws and ends as the whole text does. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Message, markup, richDocument, shown, streaming } from './test-support.js';

const more = `## שלום and مرحبا

נסה את **האפשרות** \`api-url\`, ואז [קרא](https://he.example/א) עוד.

1. first

   | a | b |
   |---|:-:|
   | \`x\` | ~~y~~ |

   > quoted in an item
   > - with a list

2. second <b>with a tag</b> &mdash; and a line\\
   broken by hand

<details>
**not HTML**
</details>

~~~md
# code with \`\`\` in it

[ref]: https://not.example
~~~

日本語の**強調**と_下線_。See [1], [late] and www.bare.example/x_y, me@mail.example.

- loose

- list with 😀 and 👩‍👩‍👧 and e\u0301

[late]: <https://late.example/a b> 'with a title'
`;

const tokenCount = 2_000;

/** Pieces as a model writes them: a short run of letters with the white space before it, or marks. */
function tokensOf(text: string): string[] {
  return text.match(/\s?[\p{L}\p{M}\p{N}]{1,4}|\s?[^\s\p{L}\p{M}\p{N}]{1,2}|\s+/gu) ?? [];
}

const tokens = tokensOf(`${richDocument}\n${more}\n`.repeat(12)).slice(0, tokenCount);
const answer = tokens.join('');
/** Where each token ends. */
const boundaries = tokens.map((_, index) => tokens.slice(0, index + 1).join('').length);

/** The message after it was shown at these places of a text and then as a whole. */
function arrived(text: string, places: readonly number[]): string {
  const message = new Message();
  for (const end of places) message.show(text.slice(0, end), streaming);
  return markup(message.show(text));
}

describe('an answer of 2,000 tokens', () => {
  const whole = markup(shown(answer));

  it('has them', () => {
    expect([tokens.length, boundaries.at(-1)]).to.deep.equal([tokenCount, answer.length]);
  });

  it('is shown at every boundary and ends as the whole text does', () => {
    expect(arrived(answer, boundaries)).to.equal(whole);
  });

  it('ends at any boundary as the text up to there does', () => {
    fc.assert(
      fc.property(fc.subarray(boundaries, { minLength: 1, maxLength: 40 }), (places) => {
        const text = answer.slice(0, places.at(-1));
        expect(arrived(text, places), text.slice(-60)).to.equal(markup(shown(text)));
      }),
      { numRuns: 60 },
    );
  });

  it('ends as the whole text does, wherever it is cut', () => {
    const place = fc.integer({ min: 0, max: answer.length });
    const places = fc.array(place, { maxLength: 60 }).map((cuts) => cuts.sort((a, b) => a - b));
    fc.assert(
      fc.property(places, (cuts) => {
        expect(arrived(answer, cuts)).to.equal(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('ends as the whole text does when an update is lost, doubled or late', () => {
    const place = fc.integer({ min: 0, max: answer.length });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 30 }), (cuts) => {
        expect(arrived(answer, cuts)).to.equal(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('ends as the whole text does with its paragraphs in any order', () => {
    const paragraphs = [...new Set(`${richDocument}\n${more}`.split('\n\n'))];
    const text = fc.shuffledSubarray(paragraphs, { minLength: 4 }).map((some) => some.join('\n\n'));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (shuffled, step) => {
        const places = tokensOf(shuffled).reduce<number[]>(
          (ends, token) => [...ends, (ends.at(-1) ?? 0) + token.length],
          [],
        );
        const some = places.filter((_, index) => index % step === 0);
        expect(arrived(shuffled, some), shuffled).to.equal(markup(shown(shuffled)));
      }),
      { numRuns: 40 },
    );
  });
});
