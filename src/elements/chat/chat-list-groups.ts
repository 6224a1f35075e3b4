/** Chats by the days they were last used on, and which of them a search finds. Pure. */
import type { ChatItem } from '../../core/index.js';
import { begun, dayOf, nearDay } from './dividers.js';
import type { ChatStrings } from './strings.js';

export interface ChatGroup {
  readonly key: string;
  readonly name: string;
  readonly items: readonly ChatItem[];
}

const week = 7;

function groupOf(
  at: number | null,
  language: string | undefined,
  strings: ChatStrings,
): Omit<ChatGroup, 'items'> {
  if (at === null) return { key: 'earlier', name: strings.earlier };
  const ago = dayOf(Date.now()) - dayOf(at);
  // A platform's clock may be ahead.
  if (ago <= 0) return { key: 'today', name: nearDay(0, language) };
  if (ago === 1) return { key: 'yesterday', name: nearDay(-1, language) };
  if (ago <= week) return { key: 'week', name: strings.lastWeek };
  const date = new Date(at);
  const year = date.getFullYear();
  const name = new Intl.DateTimeFormat(language, {
    month: 'long',
    ...(year !== new Date().getFullYear() && { year: 'numeric' }),
  }).format(at);
  return { key: `${String(year)}-${String(date.getMonth())}`, name: begun(name, language) };
}

/** Groups that follow each other as the items do, newest first. */
export function groupsOf(
  items: readonly ChatItem[],
  language: string | undefined,
  strings: ChatStrings,
): readonly ChatGroup[] {
  const groups = new Map<string, ChatGroup & { readonly items: ChatItem[] }>();
  for (const item of items) {
    const { key, name } = groupOf(item.updatedAt, language, strings);
    const group = groups.get(key) ?? { key, name, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The day on which a chat was last used, as short as can be; null where its group tells it. */
export function shortDate(at: number, language: string | undefined): string | null {
  const ago = dayOf(Date.now()) - dayOf(at);
  if (ago <= 1) return null;
  const format: Intl.DateTimeFormatOptions =
    ago <= week ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(language, format).format(at);
}

/** Without case and marks, as people search. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** The items in whose titles every word of `query` is. */
export function matching(items: readonly ChatItem[], query: string): readonly ChatItem[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ title }) => {
    const text = plain(title);
    return words.every((word) => text.includes(word));
  });
}
