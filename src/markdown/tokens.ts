/** What Markdown is made of, between reading and rendering. Knows neither syntax nor DOM. */

/** Text, as it is shown, is a string; everything else in a line of text is one of these. */
export type Inline = string | Span | CodeSpan | LineBreak | Link | Image | Reference;

export interface Span {
  readonly type: 'em' | 'strong' | 'del';
  readonly content: readonly Inline[];
}

export interface CodeSpan {
  readonly type: 'code';
  readonly text: string;
}

export interface LineBreak {
  readonly type: 'break';
}

export interface Link extends Target {
  readonly type: 'link';
  readonly content: readonly Inline[];
}

export interface Image extends Target {
  readonly type: 'image';
  readonly alternative: string;
}

/** A number in brackets that is no link: a citation, if the caller knows its source. */
export interface Reference {
  readonly type: 'reference';
  readonly number: number;
  /** As it is written. */
  readonly text: string;
}

/** Where a link leads. Any address: what may become a link is decided when it is rendered. */
export interface Target {
  readonly href: string;
  readonly title: string;
}

/** Link reference definitions by normalized label. */
export type Definitions = Map<string, Target>;

export type Block = Paragraph | Heading | Code | Quote | List | Table | Rule;

/** A line of text. It is read once all definitions around it are known; until then it is empty. */
export interface Leaf {
  content: readonly Inline[];
}

export interface Paragraph extends Leaf {
  readonly type: 'paragraph';
}

export interface Heading extends Leaf {
  readonly type: 'heading';
  readonly depth: number;
}

export interface Code {
  readonly type: 'code';
  text: string;
  /** A fence's info string as it is written. */
  readonly info: string;
  /** False while more of it may be written. */
  complete: boolean;
}

export interface Quote {
  readonly type: 'quote';
  /** The text from its first character on, and perhaps what follows it. */
  readonly source: string;
  readonly blocks: readonly Block[];
}

export interface List {
  readonly type: 'list';
  readonly source: string;
  /** The bullet, or what stands behind the number: an item with another one begins another list. */
  readonly marker: string;
  /** The first number of a numbered list. */
  readonly start: number | undefined;
  /** Blank lines stand between its items or in one of them. */
  loose: boolean;
  readonly items: Item[];
}

export interface Item {
  readonly blocks: readonly Block[];
  /** A task: whether it is done. */
  checked: boolean | undefined;
}

export interface Table {
  readonly type: 'table';
  readonly source: string;
  readonly alignments: readonly Alignment[];
  header: readonly Leaf[];
  readonly rows: (readonly Leaf[])[];
}

export type Alignment = 'left' | 'center' | 'right' | undefined;

export interface Rule {
  readonly type: 'rule';
}
