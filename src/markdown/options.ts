/** What a caller may set for reading and showing Markdown, and the defaults. Knows no markup. */

/** A source that `[number]` in the text refers to. */
export interface Citation {
  readonly number: number;
  /** Named in the link's accessible name. */
  readonly title: string;
  /** Where the source is; http or https. Without it the citation is a button, if there is `onCitation`. */
  readonly href?: string;
  /** The source's identity, for the page's own use. */
  readonly id?: string;
}

/** Every word shown or announced. `{number}`, `{title}` and `{language}` are filled in. */
export interface MarkdownStrings {
  readonly copyCode: string;
  readonly codeCopied: string;
  readonly copyFailed: string;
  /** Accessible name of a code block without a language. */
  readonly code: string;
  readonly codeIn: string;
  readonly table: string;
  readonly taskDone: string;
  readonly taskOpen: string;
  readonly source: string;
}

/** English. */
export const defaultStrings: MarkdownStrings = {
  copyCode: 'Copy code',
  codeCopied: 'Copied',
  copyFailed: 'Could not copy. The code is selected: copy it with a key or the menu.',
  code: 'Code',
  codeIn: 'Code, {language}',
  table: 'Table',
  taskDone: 'Done',
  taskOpen: 'To do',
  source: 'Source {number}: {title}',
};

/**
 * Whose images are loaded: nobody's, those of the page's own origin, or also those of every https
 * address. One that is not loaded is a link to it.
 */
export const imagePolicies = ['none', 'same-origin', 'https'] as const;
export type ImagePolicy = (typeof imagePolicies)[number];

/** How to read and show one message. */
export interface MarkdownOptions {
  /** The text is still growing: half-written marks at its end are read as if finished, or wait. */
  readonly streaming: boolean;
  /** Default `none`. */
  readonly images?: ImagePolicy;
  /** The sources that `[1]` and so on refer to. A number without a source stays text. */
  readonly citations?: readonly Citation[];
  /** Called when a citation without `href` is pressed. Keep it the same function between updates. */
  readonly onCitation?: (citation: Citation) => void;
  /** The level of the message's first heading, 1 to 6; deeper ones follow. Default 3. */
  readonly headingLevel?: number;
  /** Replaces words, all or some. */
  readonly strings?: Partial<MarkdownStrings>;
}

/** The options as the templates need them. */
export interface RenderContext {
  readonly images: ImagePolicy;
  readonly citations: ReadonlyMap<number, Citation>;
  readonly onCitation: ((citation: Citation) => void) | undefined;
  readonly headingLevel: number;
  /** The depth, as written, that gets `headingLevel`; what is less deep gets it as well. */
  readonly topHeading: number;
  readonly strings: MarkdownStrings;
}

/** The context for these options; `previous` itself if nothing in it would differ. */
export function renderContext(
  options: MarkdownOptions,
  topHeading = 1,
  previous?: RenderContext,
): RenderContext {
  const context: RenderContext = {
    images: options.images ?? 'none',
    citations: new Map(options.citations?.map((citation) => [citation.number, citation])),
    onCitation: options.onCitation,
    headingLevel: Math.max(1, options.headingLevel ?? 3),
    topHeading,
    strings: { ...defaultStrings, ...options.strings },
  };
  return previous && same(previous, context) ? previous : context;
}

function same(one: RenderContext, other: RenderContext): boolean {
  return (
    one.images === other.images &&
    one.onCitation === other.onCitation &&
    one.headingLevel === other.headingLevel &&
    one.topHeading === other.topHeading &&
    sameFields(one.strings, other.strings) &&
    one.citations.size === other.citations.size &&
    [...one.citations].every(([number, citation]) =>
      sameFields(citation, other.citations.get(number)),
    )
  );
}

function sameFields(one: object, other: object | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
