/** What a part of the element that was loaded later may ask it for. Types only. */
import type { ReactiveControllerHost } from 'lit';
import type { MiptechClient } from '../../core/index.js';
import type { StatusStrings } from './strings.js';

export type PaneHost = ReactiveControllerHost & HTMLElement;

export interface PaneParts {
  readonly client: () => MiptechClient | null;
  readonly strings: () => StatusStrings;
  readonly language: () => string | undefined;
  /** Says a text to screen readers. */
  readonly announce: (text: string) => void;
}
