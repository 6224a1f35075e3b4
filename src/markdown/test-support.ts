import { render } from 'lit';
import { MarkdownDocument } from './index.js';
import type { MarkdownOptions } from './index.js';

/** Shared by the tests of this folder: a message in the page, and its DOM as a string. */

export const settled: MarkdownOptions = { streaming: false };
export const streaming: MarkdownOptions = { streaming: true };

/** A message in a detached container; `show` renders its whole text and returns the container. */
export class Message {
  readonly container = document.createElement('div');
  readonly #document = new MarkdownDocument();

  show(text: string, options: MarkdownOptions = settled): HTMLElement {
    render(this.#document.update(text, options), this.container);
    return this.container;
  }
}

export function shown(text: string, options: MarkdownOptions = settled): HTMLElement {
  return new Message().show(text, options);
}

/** Elements, attributes and text, without the comments that mark Lit's places. */
export function markup(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  const comments = document.createNodeIterator(copy, NodeFilter.SHOW_COMMENT);
  for (let node = comments.nextNode(); node; node = comments.nextNode()) {
    (node as Comment).remove();
  }
  copy.normalize();
  // An attribute that came later stands behind the others.
  for (const { attributes } of copy.querySelectorAll('*')) {
    const sorted = [...attributes].sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const attribute of sorted) attributes.removeNamedItem(attribute.name);
    for (const attribute of sorted) attributes.setNamedItem(attribute);
  }
  return copy.innerHTML;
}

/** What a reader sees outside code. */
export function prose(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const code of copy.querySelectorAll('[part=md-code-block], code')) code.remove();
  return copy.textContent;
}

export const richDocument = `# Streaming *answers*

A first paragraph with **strong words**, *emphasis*, ***both***, ~~gone~~ and \`code with * and |\`.
It goes on in a second line with [a link](https://example.com/a_b?c=1&d=2 "Its title") and
<https://auto.example/path> and https://bare.example/x_y_z?q=(a) and &eacute;&#233;&hellip; \\* done.

A heading by underline
----------------------

> A quote with **strong *and nested* text**
> over two lines
lazily continued

- first item
- second item with \`a\`
  - nested **item**
  - another one
    1. deep
    2. deeper
- [ ] open task
- [x] done task

1. Install it:
   \`\`\`bash
   npm install # | not a table

   echo "**raw**"
   \`\`\`
2. Run it

   A second paragraph of the item.
10. Ten

| Name | Value | Right |
|:-----|:-----:|------:|
| one  | **1** | \`a\\|b\` |
| two  | [two](https://two.example) | 2 |

Text right above a fence
\`\`\`ts
const star = a ** b; // <b>not html</b>
\`\`\`
***
    indented code **here**

A [reference][ref] and [shortcut].

![An image](https://img.example/a.png)

[ref]: https://ref.example/x "Title"
[shortcut]: https://short.example

中文**粗体**文字 and snake_case_name and 2 * 3 and __underscored__ end.
`;
