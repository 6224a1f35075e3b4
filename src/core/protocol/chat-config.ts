/** The platform's answer about what a tenant's chats offer, read tolerantly. Pure. */
import * as z from 'zod/mini';
import { figure, inner, read, suggestions, words } from './values.js';
import type { Suggestion } from './values.js';

export interface ChatConfig {
  /** What an empty chat says first; null where the tenant has no words of its own. */
  readonly greeting: string | null;
  /** What one may ask first. */
  readonly suggestions: readonly Suggestion[];
  /** Most characters of a message, counted as code points; null where nothing says. */
  readonly maxLength: number | null;
}

export const emptyChatConfig: ChatConfig = { greeting: null, suggestions: [], maxLength: null };

const configSchema = z.object({
  config: inner,
  greeting: words,
  welcome_message: words,
  welcome: words,
  suggestions,
  suggested_prompts: suggestions,
  suggested_questions: suggestions,
  max_message_length: figure,
});

/** @param answer unwrapped from the platform's envelope */
export function readChatConfig(answer: unknown): ChatConfig {
  const outer = read(configSchema, answer);
  const given = outer.config === undefined ? outer : read(configSchema, outer.config);
  const { max_message_length: most } = given;
  const lists = [given.suggestions, given.suggested_prompts, given.suggested_questions];
  return {
    greeting: [given.greeting, given.welcome_message, given.welcome].find(Boolean) ?? null,
    suggestions: lists.find(({ length }) => length > 0) ?? [],
    maxLength: most !== null && most >= 1 ? Math.floor(most) : null,
  };
}
