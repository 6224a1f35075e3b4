/**
 * The messages of a transcript on screen, and the one that may be asked again. Template functions
 * only; knows neither the connection nor how the conversation scrolls.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, Transcript } from '../../core/index.js';
import { cut, messageView, pendingView } from './message.js';
import type { MessageContext } from './message-context.js';

/**
 * The last message, where it is an answer that was cut short or stopped, or a question that nobody
 * is going to answer; null otherwise, and while an answer is under way.
 */
function askable({ messages, answering, loading }: Transcript): Message | null {
  const last = messages.at(-1);
  if (last === undefined || answering || loading) return null;
  return last.state === 'delivered' || cut(last) ? last : null;
}

/**
 * So many messages at the end are always laid out; a message further up only where it is in view.
 * If those at the end were too, each jump there would change heights within the frame it answers.
 */
const near = 24;

export function conversationView(transcript: Transcript, context: MessageContext): TemplateResult {
  const { messages, answering } = transcript;
  const again = askable(transcript);
  const streaming = messages.some(({ state }) => state === 'streaming');
  return html`${repeat(
    messages,
    ({ id }) => id,
    (message, index) => {
      const place = {
        askable: message === again,
        far: index < messages.length - near,
        current: index === messages.length - 1,
      };
      // Only messages that changed are rendered; the others keep their nodes untouched.
      return guard([message, context, context.markOf(message.id), ...Object.values(place)], () =>
        messageView(message, context, place),
      );
    },
  )}
  ${answering && !streaming ? pendingView(context) : nothing}`;
}
