/** What a part of the element that was loaded later may ask it for. Types only. */
import type { ReactiveControllerHost } from 'lit';
import type { MiptechClient, Report } from '../../../core/index.js';
import type { StatusStrings } from '../strings.js';

export type PaneHost = ReactiveControllerHost & HTMLElement;

export interface PaneParts {
  readonly client: () => MiptechClient | null;
  readonly strings: () => StatusStrings;
  readonly language: () => string | undefined;
  /** A report as text for people. */
  readonly reportText: (report: Report) => Promise<string>;
  /** Says a text to screen readers. */
  readonly announce: (text: string) => void;
}
