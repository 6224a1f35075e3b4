/**
 * What stands between messages: a new day, and where the reader left off. Template functions and
 * their dates; knows no transcript.
 */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ChatStrings } from './strings.js';

const dayLength = 86_400_000;

/** The number of the local day that a time is in; `at` in milliseconds since 1970. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayLength);
}

/** A name that begins a line; languages that write it small within one begin it with a capital here. */
export function begun(name: string, language: string | undefined): string {
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** “Today” for 0, “Yesterday” for -1. */
export function nearDay(ago: 0 | -1, language: string | undefined): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return begun(format.format(ago, 'day'), language);
}

function dayName(at: number, language: string | undefined): string {
  const ago = dayOf(at) - dayOf(Date.now());
  if (ago === 0 || ago === -1) return nearDay(ago, language);
  const thisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!thisYear && { year: 'numeric' }),
  }).format(at);
}

/** The day that the message below was written on. */
export function dayView(at: number, language: string | undefined): TemplateResult {
  const date = new Date(at);
  const machine = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((number) => String(number).padStart(2, '0'))
    .join('-');
  return html`<p class="divider day" part="day">
    <time datetime=${machine}>${dayName(at, language)}</time>
  </p>`;
}

/** What is below came while the reader was away. */
export function unreadView(strings: ChatStrings): TemplateResult {
  return html`<p class="divider unread" part="unread"><span>${strings.unread}</span></p>`;
}
