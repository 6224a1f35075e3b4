/**
 * An answer as plain text for the clipboard, read from what is shown: lists keep their marks, tables
 * their columns, links their addresses. Knows the elements of Markdown, not the message.
 */

const blocks = new Set(['BLOCKQUOTE', 'DIV', 'DL', 'HR', 'OL', 'P', 'PRE', 'TABLE', 'UL']);

function isBlock(node: Node): boolean {
  return blocks.has(node.nodeName) || /^H[1-6]$/.test(node.nodeName);
}

/** The text of `root`, with a blank line between its blocks. */
export function readableText(root: Element): string {
  return blocksOf(root).join('\n\n');
}

/** The blocks of `parent`; inline content between them is a block too. */
function blocksOf(parent: Node): string[] {
  const found: string[] = [];
  let inline: Node[] = [];
  const close = (): void => {
    const text = tidy(inline.map(inlineText).join(''));
    if (text !== '') found.push(text);
    inline = [];
  };
  for (const node of parent.childNodes) {
    if (isBlock(node)) {
      close();
      found.push(...blockTexts(node as Element));
    } else inline.push(node);
  }
  close();
  return found;
}

function blockTexts(block: Element): string[] {
  switch (block.nodeName) {
    case 'PRE':
      return [block.textContent.replace(/\n$/, '')];
    case 'OL':
    case 'UL':
      return [listText(block)];
    case 'TABLE':
      return [tableText(block as HTMLTableElement)];
    case 'BLOCKQUOTE':
      return [indented(blocksOf(block).join('\n\n'), '> ', '> ')];
    case 'HR':
      return ['———'];
    default:
      // The header of a code block is for the eye: its language, its button and what that says.
      return block.matches('[part~=md-code-header]') ? [] : blocksOf(block);
  }
}

function listText(list: Element): string {
  const items = [...list.children].filter((child) => child.nodeName === 'LI');
  const start = list instanceof HTMLOListElement ? list.start : null;
  return items
    .map((item, index) => {
      const mark = start === null ? '• ' : `${String(start + index)}. `;
      return indented(blocksOf(item).join('\n'), mark, ' '.repeat(mark.length));
    })
    .join('\n');
}

function tableText(table: HTMLTableElement): string {
  return [...table.rows]
    .map((row) => [...row.cells].map((cell) => tidy(inlineText(cell))).join('\t'))
    .join('\n');
}

function inlineText(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/[ \t\r\n]+/g, ' ');
  if (!(node instanceof Element)) return '';
  if (node instanceof HTMLBRElement) return '\n';
  if (node instanceof HTMLImageElement) return node.alt;
  if (node instanceof HTMLInputElement) return node.checked ? '[x] ' : '[ ] ';
  const text = [...node.childNodes].map(inlineText).join('');
  if (node.matches('[part~=md-citation]')) return `[${text.trim()}]`;
  if (!(node instanceof HTMLAnchorElement)) return text;
  const address = node.getAttribute('href') ?? '';
  return bare(address) === bare(text) ? text : `${text} (${address})`;
}

/** An address as people write it. */
function bare(address: string): string {
  return address
    .trim()
    .replace(/^(?:mailto:|https?:\/\/)/i, '')
    .replace(/\/$/, '');
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

function indented(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n');
}
