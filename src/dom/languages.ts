/**
 * Which languages there are besides English, and their texts once they are loaded: those of the
 * library, each a file of its own, and those a page adds. One list for all copies of the library on
 * a page. Knows no element, and no language that is in force.
 */
import type { LanguageTable } from '../languages/table.js';
import { tellAuthor } from './author.js';
import type { StringOverrides } from './strings.js';

/** The texts of a language; what is left out stays English. */
export type PartialLanguage = StringOverrides<LanguageTable>;

/** Loads the texts of a language, as `() => import('./nl.js')` does: they are its default export. */
export type LanguageLoader = () => Promise<{ readonly default: PartialLanguage }>;

interface Languages {
  /** The texts by lower-case tag, or what loads them. */
  readonly sources: Map<string, PartialLanguage | LanguageLoader>;
  /** Loads under way. */
  readonly loading: Set<string>;
  /** Loads that failed, which are told of once. */
  readonly failed: Set<string>;
  /** Called when there are other texts than before. */
  readonly watchers: Set<() => void>;
}

const mark: unique symbol = Symbol.for('@miptech/languages/1');

declare global {
  interface Document {
    /** Set by the first copy of the library that asked for a language. */
    [mark]?: Languages;
  }
}

/** Literal, so that bundlers find the files. */
const shipped: Readonly<Record<string, LanguageLoader>> = {
  ar: () => import('../languages/ar.js'),
  de: () => import('../languages/de.js'),
  es: () => import('../languages/es.js'),
  fr: () => import('../languages/fr.js'),
  ja: () => import('../languages/ja.js'),
};

function languages(): Languages {
  const known = document[mark];
  if (known !== undefined) return known;
  const made: Languages = {
    sources: new Map(Object.entries(shipped)),
    loading: new Set(),
    failed: new Set(),
    watchers: new Set(),
  };
  document[mark] = made;
  return made;
}

/** What there is for a language. */
export interface FoundLanguage {
  /** The tag the texts go by: `de` for `de-AT`, `en` for what is unknown. */
  readonly name: string;
  /** Null for English, and until the texts are loaded. */
  readonly table: PartialLanguage | null;
}

function sourceOf(tag: string): [string, PartialLanguage | LanguageLoader | null] {
  const { sources } = languages();
  let name = tag.toLowerCase().replaceAll('_', '-');
  for (; name !== ''; name = name.replace(/(?:^|-)[^-]*$/, '')) {
    const source = sources.get(name);
    if (source !== undefined) return [name, source];
  }
  return ['en', null];
}

/** The nearest language to `tag` that there is. */
export function findLanguage(tag: string): FoundLanguage {
  const [name, source] = sourceOf(tag);
  return { name, table: typeof source === 'function' ? null : source };
}

/** Sees to it that the texts for `tag` are loaded, once; a load that failed is tried again. */
export async function loadLanguage(tag: string): Promise<void> {
  const [name, loader] = sourceOf(tag);
  const { sources, loading, failed } = languages();
  if (typeof loader !== 'function' || loading.has(name)) return;
  loading.add(name);
  try {
    const { default: table } = await loader();
    // Another one may have been added in between.
    if (sources.get(name) === loader) addLanguage(name, table);
  } catch {
    if (!failed.has(name)) {
      tellAuthor(
        'warn',
        `miptech-elements: the texts of “${name}” could not be loaded; they are English.`,
      );
    }
    failed.add(name);
  }
  loading.delete(name);
}

/** Calls `watcher` whenever there are other texts; returns what ends that. */
export function watchLanguages(watcher: () => void): () => void {
  const { watchers } = languages();
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

/**
 * Adds a language for every element of the page, or replaces one. `tag` is what pages write into
 * `lang`; `nl` is also for `nl-BE`, unless that is added as well. `texts` are the texts themselves,
 * or a function that loads them when the first element needs them. Texts that are left out are
 * English.
 */
export function addLanguage(tag: string, texts: PartialLanguage | LanguageLoader): void {
  const { sources, watchers } = languages();
  sources.set(tag.toLowerCase(), texts);
  for (const watcher of [...watchers]) watcher();
}
