/**
 * The project's own documentation on disk: README.md and docs/, read again when a file changes.
 * It does not know what the text says.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** One Markdown file. */
export interface Document {
  /** Relative to the root, with forward slashes: `docs/chat.md`. */
  readonly path: string;
  /** Its page on this server: `/docs/chat.html`. */
  readonly url: string;
  readonly source: string;
}

/** The documents of a folder that holds `README.md` and `docs/`. */
export class Documents {
  readonly #root: string;
  #state = '';
  #documents: readonly Document[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  get all(): readonly Document[] {
    return this.#documents;
  }

  /** Looks at the files' dates and sizes, reads them if any differs, and says whether one did. */
  async refresh(): Promise<boolean> {
    const paths = await this.#paths();
    const stats = await Promise.all(
      paths.map(async (name) => {
        const found = await stat(path.join(this.#root, name)).catch(() => undefined);
        return `${name}:${found?.mtimeMs}:${found?.size}`;
      }),
    );
    const state = stats.join('\n');
    if (state === this.#state) return false;
    // A file may go between being listed and being read.
    const sources = await Promise.all(
      paths.map((name) => readFile(path.join(this.#root, name), 'utf8').catch(() => undefined)),
    );
    this.#documents = paths.flatMap((name, index) => {
      const source = sources[index];
      return source === undefined ? [] : [{ path: name, url: pageUrlOf(name), source }];
    });
    this.#state = state;
    return true;
  }

  async #paths(): Promise<string[]> {
    const below = await readdir(path.join(this.#root, 'docs'), { recursive: true }).catch(() => []);
    const top = await readdir(this.#root).catch(() => []);
    return [
      ...top.filter((name) => name === 'README.md'),
      ...below
        .filter((name) => name.endsWith('.md'))
        .map((name) => path.posix.join('docs', name.split(path.sep).join('/')))
        .sort(),
    ];
  }
}

/** `docs/a/b.md` is read at `/docs/a/b.html`; the two READMEs have names of their own. */
function pageUrlOf(name: string): string {
  if (name === 'README.md') return '/docs/README.html';
  if (name === 'docs/README.md') return '/docs/overview.html';
  return `/${name.replace(/\.md$/, '.html')}`;
}

/**
 * Where a link in a document leads on this server or outside: an address, or undefined if it leads
 * to nothing that can be opened here.
 */
export function resolveLink(
  href: string,
  from: Document,
  documents: readonly Document[],
): string | undefined {
  if (/^(?:https?:|mailto:)/i.test(href)) return href;
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return undefined;
  const [target = '', hash] = href.split('#', 2);
  const fragment = hash === undefined ? '' : `#${hash}`;
  if (target === '') return `${from.url}${fragment}`;
  const wanted = path.posix.normalize(
    target.startsWith('/')
      ? target.slice(1)
      : path.posix.join(path.posix.dirname(from.path), target),
  );
  const document = documents.find((candidate) => candidate.path === wanted);
  if (document !== undefined) return `${document.url}${fragment}`;
  return /^docs\/.+\.(?:png|svg|jpe?g|gif|webp)$/.test(wanted) ? `/${wanted}` : undefined;
}
