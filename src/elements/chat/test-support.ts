/** Shared by the tests of this folder: what a person sees of a chat, and what they do in it. */
import type { MiptechChat } from './chat.js';

export const part = (element: MiptechChat, name: string): HTMLElement | null =>
  element.shadowRoot?.querySelector(`[part~=${name}]`) ?? null;

/** The words of a part, on one line; empty where it is not there. */
export const shown = (element: MiptechChat, name: string): string =>
  part(element, name)?.textContent.replace(/\s+/g, ' ').trim() ?? '';

/** What the live region of this role says now. */
export const said = (element: MiptechChat, role: 'status' | 'alert'): string =>
  element.shadowRoot?.querySelector(`.visually-hidden[role=${role}]`)?.textContent ?? '';

/** Everything that is announced from now on, in order. */
export function hear(element: MiptechChat): readonly string[] {
  const heard: string[] = [];
  const watch = new MutationObserver((records) => {
    for (const { target } of records) if (target.textContent) heard.push(target.textContent);
  });
  for (const region of element.shadowRoot?.querySelectorAll('.visually-hidden[role]') ?? []) {
    watch.observe(region, { childList: true });
  }
  return heard;
}

export function field(element: MiptechChat): HTMLTextAreaElement {
  return part(element, 'input') as HTMLTextAreaElement;
}

export async function type(element: MiptechChat, text: string): Promise<void> {
  field(element).value = text;
  field(element).dispatchEvent(new InputEvent('input', { bubbles: true }));
  await element.updateComplete;
}

/** Presses a key in the field, Enter by default; false where the chat took it. */
export async function press(
  element: MiptechChat,
  options: KeyboardEventInit = {},
): Promise<boolean> {
  const event = new KeyboardEvent('keydown', {
    key: 'Enter',
    bubbles: true,
    composed: true,
    cancelable: true,
    ...options,
  });
  const untouched = field(element).dispatchEvent(event);
  await settle(element);
  return untouched;
}

/** A change of the client is on screen after a frame. */
export async function settle(element: MiptechChat): Promise<void> {
  for (let frames = 0; frames < 2; frames += 1) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
  await element.updateComplete;
}

/** Frames in a row without a change after which a list is taken to lie still. */
const stillFrames = 5;
/** Longest wait for that, in frames. */
const mostFrames = 120;

/** Waits until a list lies where it is: what it holds, how far it goes and where it is read. */
export async function still(element: MiptechChat, box: HTMLElement): Promise<void> {
  let before = '';
  let same = 0;
  for (let frames = 0; same < stillFrames && frames < mostFrames; frames += 1) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
    await element.updateComplete;
    const ids = [...box.querySelectorAll('article')].map(({ dataset }) => dataset['id']);
    const now = [box.scrollTop, box.scrollHeight, box.textContent.length, ...ids].join(' ');
    same = now === before ? same + 1 : 0;
    before = now;
  }
  if (same < stillFrames) throw new Error(`The list moves after ${String(mostFrames)} frames`);
}
