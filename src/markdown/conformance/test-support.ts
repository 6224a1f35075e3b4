/**
 * Shared by the tests of this folder: the structure of Markdown's DOM as a string, the same for what
 * a specification expects as HTML and for what is rendered here. What our DOM has on purpose is left
 * out on both sides: parts, directions, labels, the header of a code block, the shift of headings.
 */
import { shown } from '../test-support.js';

/** One example of a specification. */
export interface Example {
  readonly number: number;
  readonly section: string;
  readonly markdown: string;
  readonly html: string;
}

const schemes = ['http:', 'https:', 'mailto:'];

/** The address as a browser reads it, or nothing where a link to it is shown as text. */
function address(destination: string | null): string | undefined {
  if (destination === null || !URL.canParse(destination)) return undefined;
  const { protocol, href } = new URL(destination);
  return schemes.includes(protocol) ? href : undefined;
}

/** White space that counts. */
const exact = (text: string): string =>
  text.replace(/\n/g, '⏎').replace(/\t/g, '→').replace(/ /g, '·');

const inside = (element: Element): string => [...element.childNodes].map(structureOf).join('');

const titled = (element: Element): string => {
  const title = element.getAttribute('title');
  return title === null || title === '' ? '' : ` "${exact(title)}"`;
};

function codeBlock(code: string, language: string): string {
  return `⟦pre ${language}⟧${exact(code)}⟦/pre⟧`;
}

function block(element: Element, detail = ''): string {
  const name = element.localName;
  return `⟦${name}${detail}⟧${inside(element)}⟦/${name}⟧`;
}

function structureOf(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element)) return '';
  const name = node.localName;
  const part = node.getAttribute('part') ?? '';
  switch (name) {
    case 'div': {
      if (part !== 'md-code-block') return inside(node);
      const language = node.querySelector('[part=md-code-language]')?.textContent ?? '';
      return codeBlock(node.querySelector('pre')?.textContent ?? '', language);
    }
    case 'pre': {
      const code = node.querySelector('code');
      const language = /language-(\S*)/.exec(code?.className ?? '')?.[1] ?? '';
      return codeBlock((code ?? node).textContent.replace(/\n$/, ''), language);
    }
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6': {
      const level = /md-h(\d)/.exec(part)?.[1] ?? name.slice(1);
      return `⟦h${level}⟧${inside(node)}⟦/h${level}⟧`;
    }
    case 'a': {
      // An image that is no link's content links to itself.
      if (node.firstElementChild?.part.contains('md-image')) {
        const image = node.firstElementChild.getAttribute('src');
        if (image === node.getAttribute('href')) return inside(node);
      }
      const href = address(node.getAttribute('href'));
      return href === undefined ? inside(node) : `‹a ${href}${titled(node)}›${inside(node)}‹/a›`;
    }
    case 'img': {
      const source = address(node.getAttribute('src'));
      const alternative = node.getAttribute('alt') ?? '';
      return source === undefined ? alternative : `‹img ${source}${titled(node)} ${alternative}›`;
    }
    case 'code':
      return `‹code›${exact(node.textContent)}‹/code›`;
    case 'input':
      return (node as HTMLInputElement).checked ? '‹done›' : '‹open›';
    case 'ol':
      return block(node, node.hasAttribute('start') ? ` ${node.getAttribute('start') ?? ''}` : '');
    case 'th':
    case 'td': {
      const align = node.getAttribute('align') ?? node.getAttribute('data-align');
      return block(node, align === null ? '' : ` ${align}`);
    }
    case 'tbody':
      return node.children.length === 0 ? '' : block(node);
    case 'p':
    case 'ul':
    case 'li':
    case 'hr':
    case 'blockquote':
    case 'table':
    case 'thead':
    case 'tr':
      return block(node);
    case 'br':
      return '‹br›';
    default:
      return `‹${name}›${inside(node)}‹/${name}›`;
  }
}

function normalized(root: Element): string {
  return inside(root)
    .replace(/\s+/g, ' ')
    .replace(/ ?(⟦[^⟧]*⟧|‹br›|‹done›|‹open›) ?/g, '$1')
    .trim();
}

/** The structure that is expected. */
export function expected(html: string): string {
  return normalized(new DOMParser().parseFromString(html, 'text/html').body);
}

/** The structure that is rendered. */
export function rendered(markdown: string): string {
  return normalized(shown(markdown, { streaming: false, images: 'https' }));
}
