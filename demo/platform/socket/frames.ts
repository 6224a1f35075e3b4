/**
 * Socket frames: `{type, data}` in and out. It does not know what they bring about.
 */
import type { RawData } from 'ws';
import { MAXIMUM_MESSAGE_LETTERS } from '../shown.js';

/** A frame a client may send, checked. */
export type ClientFrame =
  | { readonly type: 'ping'; readonly timestamp: unknown }
  | {
      readonly type: 'chat_message';
      readonly message: string;
      readonly chatId: string | undefined;
      readonly clientMessageId: string | undefined;
      readonly stream: boolean;
    }
  | { readonly type: 'new_chat'; readonly title: string }
  | { readonly type: 'load_chat'; readonly chatId: string }
  | { readonly type: 'list_chats' };

/** Why a frame was not understood, in the words of an `error` frame. */
export class FrameError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** What of the frame helps the client to find what it concerns. */
    readonly concerns: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'FrameError';
  }
}

/** Reads a frame. @throws FrameError */
export function readFrame(raw: RawData, isBinary: boolean, tenantId: string): ClientFrame {
  if (isBinary) throw new FrameError('INVALID_FRAME', 'Frames are text');
  let value: unknown;
  try {
    value = JSON.parse(textOf(raw));
  } catch {
    throw new FrameError('INVALID_JSON', 'The frame is no JSON');
  }
  const frame = objectOf(value);
  if (frame === undefined || typeof frame['type'] !== 'string') {
    throw new FrameError('INVALID_FRAME', 'A frame is an object with a type and data');
  }
  const data = objectOf(frame['data']) ?? {};
  const chatId = optionalText(data, 'chat_id', 64);
  const clientMessageId = optionalText(data, 'client_message_id', 128);
  const concerns = {
    ...(chatId === undefined ? {} : { chat_id: chatId }),
    ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
  };
  const given = data['tenant_id'];
  if (given !== undefined && given !== null && given !== tenantId) {
    throw new FrameError('TENANT_MISMATCH', 'tenant_id is not this connection’s tenant', concerns);
  }
  switch (frame['type']) {
    case 'ping':
      return { type: 'ping', timestamp: data['timestamp'] };
    case 'chat_message': {
      const message = data['message'];
      if (typeof message !== 'string' || message.trim() === '') {
        throw new FrameError('INVALID_MESSAGE', 'message is a text that is not empty', concerns);
      }
      if (Array.from(message).length > MAXIMUM_MESSAGE_LETTERS) {
        const reason = `message has more than ${MAXIMUM_MESSAGE_LETTERS} characters`;
        throw new FrameError('MESSAGE_TOO_LONG', reason, concerns);
      }
      const stream = data['stream'] === true;
      return { type: 'chat_message', message, chatId, clientMessageId, stream };
    }
    case 'new_chat':
      return { type: 'new_chat', title: optionalText(data, 'title', 200) ?? '' };
    case 'load_chat':
      if (chatId === undefined) throw new FrameError('INVALID_FRAME', 'chat_id is missing');
      return { type: 'load_chat', chatId };
    case 'list_chats':
      return { type: 'list_chats' };
    default:
      throw new FrameError('UNKNOWN_MESSAGE_TYPE', 'This type of frame is not known', concerns);
  }
}

/** A frame as it is sent: with the time in milliseconds since 1970. */
export function writeFrame(type: string, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, data, timestamp: Date.now() });
}

function textOf(raw: RawData): string {
  if (Array.isArray(raw)) return Buffer.concat(raw).toString('utf8');
  return Buffer.from(raw as ArrayBuffer).toString('utf8');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function optionalText(
  data: Readonly<Record<string, unknown>>,
  name: string,
  most: number,
): string | undefined {
  const value = data[name];
  return typeof value === 'string' && value !== '' && value.length <= most ? value : undefined;
}
