import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { MarkdownDocument } from './index.js';
import { Message, markup, richDocument, shown, streaming } from './test-support.js';

/** Every node under the element with its text, to be compared by identity later. */
function snapshot(element: Element): Map<Node, string | null> {
  const nodes = new Map<Node, string | null>();
  const walker = document.createTreeWalker(element);
  for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
    nodes.set(node, node.nodeValue);
  }
  return nodes;
}

/** The mutations that `act` makes under the element. */
function mutations(element: Element, act: () => void): MutationRecord[] {
  const observer = new MutationObserver(() => undefined);
  observer.observe(element, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  act();
  const records = observer.takeRecords();
  observer.disconnect();
  return records;
}

describe('markdown document', () => {
  it('never touches the DOM of a closed block again', () => {
    const message = new Message();
    const prefix = richDocument.slice(0, richDocument.indexOf('Text right above'));
    message.show(prefix, streaming);
    const blocks = [...message.container.children];
    const before = blocks.map(snapshot);
    const records = mutations(message.container, () => {
      for (let end = prefix.length; end <= richDocument.length; end += 1) {
        message.show(richDocument.slice(0, end), streaming);
      }
    });
    for (const [index, block] of blocks.entries()) {
      expect(message.container.children[index] === block).to.equal(true);
      for (const [node, value] of before[index] ?? []) {
        expect(block.contains(node)).to.equal(true);
        expect(node.nodeValue).to.equal(value);
      }
    }
    const touched = records.filter(({ target }) => blocks.some((block) => block.contains(target)));
    expect(touched.length).to.equal(0);
  });

  it('keeps the DOM of a block when it closes', () => {
    const message = new Message();
    message.show('A paragraph', streaming);
    const paragraph = message.container.querySelector('p');
    message.show('A paragraph.\n\nNext', streaming);
    expect(message.container.querySelector('p') === paragraph).to.equal(true);
    message.show('A paragraph.\n\nNext\n\n- item', streaming);
    const item = message.container.querySelector('li');
    message.show('A paragraph.\n\nNext\n\n- item one\n- item two\n\nEnd');
    expect(message.container.querySelector('li') === item).to.equal(true);
    expect(message.container.querySelector('p') === paragraph).to.equal(true);
  });

  it('leaves the earlier items of an open list alone', () => {
    const items = Array.from({ length: 100 }, (_, index) => `- item **${index}**\n`).join('');
    const message = new Message();
    message.show(items, streaming);
    const earlier = [...message.container.querySelectorAll('li')];
    expect(earlier.length).to.equal(100);
    const records = mutations(message.container, () => {
      message.show(`${items}- another`, streaming);
      message.show(`${items}- another one\n- and`, streaming);
    });
    // Nodes are compared as booleans: a failing comparison would print the whole document.
    const now = message.container.querySelectorAll('li');
    expect(earlier.every((item, index) => now[index] === item)).to.equal(true);
    expect(records.some(({ target }) => earlier.some((item) => item.contains(target)))).to.equal(
      false,
    );
  });

  it('appends to a long open code block without rewriting its earlier text', () => {
    const text = `\`\`\`\n${'a line of code\n'.repeat(2000)}`;
    const message = new Message();
    message.show(text, streaming);
    const code = message.container.querySelector('code');
    const records = mutations(message.container, () => {
      message.show(`${text}more`, streaming);
    });
    expect(code?.textContent.endsWith('\nmore')).to.equal(true);
    expect(code?.textContent.length).to.equal(text.length);
    for (const { target } of records) expect(target.nodeValue?.length ?? 0).to.be.below(5000);
  });

  it('renders an append without rendering the blocks before it', () => {
    let reads = 0;
    const citation = {
      number: 1,
      href: 'https://one.example',
      get title() {
        reads += 1;
        return 'One';
      },
    };
    const options = { streaming: true, citations: [citation] };
    const readsOfAppend = (text: string): number => {
      const message = new Message();
      message.show(text, options);
      message.show(`${text}wo`, options);
      reads = 0;
      message.show(`${text}word`, options);
      return reads;
    };
    const none = readsOfAppend('');
    expect(readsOfAppend('Cites [1].\n\n'.repeat(20))).to.equal(none);
    expect(readsOfAppend('Cites [1].\n\n'.repeat(200))).to.equal(none);
    // The item before the one being written may still be continued, until that has its line.
    expect(readsOfAppend(`${'- cites [1]\n'.repeat(200)}- `)).to.equal(none + 1);
  });

  it('makes a list loose as soon as it is, and only then', () => {
    const message = new Message();
    message.show('- one\n- two', streaming);
    expect(message.container.querySelector('li p') === null).to.equal(true);
    message.show('- one\n- two\n\n', streaming);
    expect(message.container.querySelector('li p') === null).to.equal(true);
    message.show('- one\n- two\n\n- three', streaming);
    expect(message.container.querySelectorAll('li p').length).to.equal(3);
    expect(message.container.querySelectorAll('ul').length).to.equal(1);
    message.show('- one\n- two\n\nEnd', streaming);
    expect(message.container.querySelector('li p') === null).to.equal(true);
  });

  it('links earlier references when their definition comes, and touches nothing else', () => {
    const text = 'Plain [text].\n\nSee [the Docs] here.\n\n- and [x][the docs]\n\nMore.\n\n';
    const message = new Message();
    message.show(text, streaming);
    expect(message.container.querySelector('a') === null).to.equal(true);
    const plain = message.container.querySelector('p') as Element;
    message.show(`${text}[the docs]: https://docs.example\n`, streaming);
    expect(message.container.querySelector('a') === null, 'still being written').to.equal(true);
    const records = mutations(plain, () => {
      message.show(`${text}[the docs]: https://docs.example\n\n`, streaming);
    });
    expect(records.length).to.equal(0);
    const links = [...message.container.querySelectorAll('a')];
    expect(links.map((link) => link.textContent)).to.deep.equal(['the Docs', 'x']);
  });

  it('lets the first definition of a label win', () => {
    const text = '[a]: https://one.example\n\n[a]\n\n[a]: https://two.example\n\n[A]\n';
    const message = new Message();
    for (let end = 0; end <= text.length; end += 1) message.show(text.slice(0, end), streaming);
    const links = [...message.show(text).querySelectorAll('a')];
    expect(links.map((link) => link.href)).to.deep.equal([
      'https://one.example/',
      'https://one.example/',
    ]);
  });

  it('takes a definition back with the text it was in', () => {
    const message = new Message();
    const links = (text: string, ended: boolean): number =>
      message.show(text, { streaming: !ended }).querySelectorAll('p:first-of-type a').length;
    expect(links('See [a].\n\n[a]: https://one.example', true)).to.equal(1);
    expect(links('See [a].\n\n[a]: https://one.example and more', true)).to.equal(0);
    expect(links('See [a].\n\n[a]: https://one.example\n\nEnd', false)).to.equal(1);
    expect(links('See [a].\n\nOther', false)).to.equal(0);
  });

  it('does not take a label for a property of every object', () => {
    expect(shown('[constructor] [hasOwnProperty] [toString][valueOf]').textContent).to.equal(
      '[constructor] [hasOwnProperty] [toString][valueOf]',
    );
  });

  it('reads replaced, shortened and corrected text as a new text from where it differs', () => {
    const message = new Message();
    message.show(richDocument, streaming);
    const first = message.container.querySelector('p');
    const changes = [
      richDocument.slice(0, 700),
      richDocument.replace('lazily', 'lazy'),
      richDocument.replace('- [ ] open', '\n- [ ] open'),
      richDocument.replace('```bash', '```'),
      'Something else',
      '',
      richDocument.replace(/\n/g, '\r\n'),
      richDocument,
    ];
    for (const [index, text] of changes.entries()) {
      message.show(text, streaming);
      if (index < 4) expect(message.container.querySelector('p') === first).to.equal(true);
      expect(markup(message.show(text)), `change ${index}`).to.equal(markup(shown(text)));
    }
  });

  it('reopens a block when the line that ended it is replaced', () => {
    const message = new Message();
    message.show('para\n# head\n\nend', streaming);
    expect(markup(message.show('para\n#head\n\nend'))).to.equal(
      markup(shown('para\n#head\n\nend')),
    );
    message.show('- a\n\n- b\n\nend', streaming);
    expect(markup(message.show('- a\n\n-b\n\nend'))).to.equal(markup(shown('- a\n\n-b\n\nend')));
  });

  it('goes on after it was settled too early', () => {
    const message = new Message();
    for (let end = 0; end <= richDocument.length; end += 3) {
      message.show(richDocument.slice(0, end), { streaming: end % 2 === 0 });
    }
    expect(markup(message.show(richDocument))).to.equal(markup(shown(richDocument)));
  });

  it('renders the same document in a second place', () => {
    const markdown = new MarkdownDocument();
    const [one, two] = [document.createElement('div'), document.createElement('div')];
    render(markdown.update('# A\n\n- b\n- c', streaming), one);
    render(html`${markdown.update('# A\n\n- b\n- c\n\nd', streaming)}`, two);
    render(markdown.update('# A\n\n- b\n- c\n\nde', streaming), one);
    expect(markup(one)).to.equal(markup(shown('# A\n\n- b\n- c\n\nde')));
    expect(markup(two)).to.equal(markup(shown('# A\n\n- b\n- c\n\nd')));
  });

  it('renders everything again when an option changes, keeping the DOM', () => {
    const message = new Message();
    const text = 'As said [1].\n\n- and [2]\n\n![cat](https://a.example/cat.png)';
    message.show(text);
    const paragraph = message.container.querySelector('p');
    expect(message.container.querySelector('[part=md-citation]') === null).to.equal(true);
    const citations = [
      { number: 1, title: 'One', href: 'https://one.example' },
      { number: 2, title: 'Two', href: 'https://two.example' },
    ];
    message.show(text, { streaming: false, citations });
    expect(message.container.querySelectorAll('[part=md-citation]').length).to.equal(2);
    expect(message.container.querySelector('p') === paragraph).to.equal(true);
    const records = mutations(message.container, () => {
      message.show(text, { streaming: false, citations: citations.map((one) => ({ ...one })) });
    });
    expect(records.length).to.equal(0);
    message.show(text, { streaming: false, citations, images: 'https' });
    expect(message.container.querySelector('img') === null).to.equal(false);
  });
});
