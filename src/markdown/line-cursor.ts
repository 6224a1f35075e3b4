import { skipSpace } from './lines.js';

/**
 * A place in a line, by columns: a tab is as wide as it is to the next multiple of four, and a mark
 * may end in the middle of it. It knows no marks.
 */
export class LineCursor {
  /** Columns of white space before `rest`. */
  indent = 0;
  /** The line from its next character that is no white space. */
  rest = '';

  #line = '';
  #position = 0;
  #column = 0;
  #next = 0;

  /** The line from here on, with its white space. */
  get remainder(): string {
    return this.#line.slice(this.#position);
  }

  start(line: string): void {
    this.#line = line;
    this.#position = this.#column = 0;
    this.#measure();
  }

  /** Goes on by at most so many columns of white space; what is left of a tab becomes spaces. */
  skip(columns: number): void {
    const end = this.#column + columns;
    while (this.#column < end && this.#position < this.#next) {
      const tab = this.#line.charAt(this.#position) === '\t';
      const width = tab ? 4 - (this.#column % 4) : 1;
      if (this.#column + width > end) {
        this.#line = ' '.repeat(width) + this.#line.slice(this.#position + 1);
        this.#position = 0;
        this.#next = width;
      } else {
        this.#column += width;
        this.#position += 1;
      }
    }
    this.#measure();
  }

  /** Goes behind a mark of so many characters, which `rest` starts with. */
  pass(length: number): void {
    this.#position = this.#next + length;
    this.#column += this.indent + length;
    this.#measure();
  }

  #measure(): void {
    const { next, column } = skipSpace(this.#line, this.#position, this.#column);
    this.#next = next;
    this.indent = column - this.#column;
    this.rest = this.#line.slice(next);
  }
}
