/**
 * Gives an element its texts in the language of its place on the page: follows `lang`, asks for what
 * is not loaded, lays the page's own texts over, and marks texts of another language than the page's
 * for screen readers. Knows the names of texts no more than the languages there are.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { languageOf, languageSources, usableLanguage } from './language.js';
import { findLanguage, loadLanguage, watchLanguages } from './languages.js';
import { withOverrides } from './strings.js';
import type { StringOverrides } from './strings.js';

export interface LanguageHost<T extends object> extends ReactiveControllerHost, HTMLElement {
  /** Texts of the page's own. */
  readonly strings?: StringOverrides<T> | null | undefined;
}

interface Made<T> {
  /** What the texts were made of. */
  readonly of: readonly unknown[];
  readonly texts: T;
}

export class LanguageController<T extends object> implements ReactiveController {
  readonly #host: LanguageHost<T>;
  readonly #part: 'chat' | 'login' | 'status' | 'provider';
  readonly #english: T;
  readonly #observer: MutationObserver;
  #unwatch: (() => void) | null = null;
  #language: string | undefined;
  #made: Made<T> | null = null;

  /** `part` names the texts of this element in the table of a language. */
  constructor(host: LanguageHost<T>, part: 'chat' | 'login' | 'status' | 'provider', english: T) {
    this.#host = host;
    this.#part = part;
    this.#english = english;
    this.#observer = new MutationObserver(this.#look);
    host.addController(this);
  }

  /** The `lang` of the element's place, as the page wrote it; undefined where there is none. */
  get language(): string | undefined {
    return this.#language;
  }

  /** The texts as of now; the same object until they or the language are others. */
  get texts(): T {
    const { strings } = this.#host;
    const { name, table } = findLanguage(this.#language ?? '');
    const of = [this.#language, table, strings];
    if (this.#made?.of.every((part, index) => part === of[index]) !== true) {
      const page = usableLanguage(this.#language);
      // Of the page's region, where it has one.
      const locale = page?.toLowerCase().startsWith(name) === true ? page : name;
      const layers = table === null ? [this.#english] : [table.shared, table[this.#part]];
      const translated = layers.reduce<T>(
        (texts, layer) => withOverrides(texts, layer as StringOverrides<T> | undefined, locale),
        this.#english,
      );
      // Another object, also where the words stay: dates and numbers may be others.
      this.#made = { of, texts: { ...withOverrides(translated, strings, page ?? name) } };
    }
    return this.#made.texts;
  }

  /** `en` while the texts are English on a page that is not, or undefined. */
  get foreign(): 'en' | undefined {
    const language = this.#language?.toLowerCase() ?? 'en';
    const english = /^en\b/.test(language);
    // A page with texts of its own has its reasons, and is not contradicted.
    if (english || this.#host.strings) return undefined;
    return findLanguage(language).table === null ? 'en' : undefined;
  }

  hostConnected(): void {
    for (const place of languageSources(this.#host)) {
      this.#observer.observe(place, { attributeFilter: ['lang'] });
    }
    this.#unwatch = watchLanguages(this.#look);
    window.addEventListener('online', this.#load);
    this.#look();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#unwatch?.();
    this.#unwatch = null;
    window.removeEventListener('online', this.#load);
  }

  /** Slots are left out: what a page puts into them is of the page's language. */
  hostUpdated(): void {
    const { foreign } = this;
    for (const child of this.#host.shadowRoot?.children ?? []) {
      if (!(child instanceof HTMLElement) || child.localName === 'slot') continue;
      if (foreign !== undefined) child.lang = foreign;
      else if (child.lang === 'en') child.removeAttribute('lang');
    }
  }

  readonly #load = (): void => {
    if (this.#language !== undefined) void loadLanguage(this.#language);
  };

  readonly #look = (): void => {
    this.#language = languageOf(this.#host);
    this.#load();
    this.#host.requestUpdate();
  };
}
