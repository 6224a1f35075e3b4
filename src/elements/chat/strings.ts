/** The English texts of `<miptech-chat>`; `{…}` marks what is filled in. Knows no element. */
import { sharedStrings } from '../../dom/strings.js';

export const chatStrings = {
  ...sharedStrings,
  heading: 'Assistant',
  newChat: 'New chat',
  transcript: 'Conversation',
  greeting: 'How can I help?',
  greetingHint: 'Ask a question to start the conversation.',
  loading: 'Loading the conversation…',
  signIn: 'Sign in to start',
  signInHint: 'Your conversation appears here once you are signed in.',
  signingIn: 'Signing in…',

  youSaid: 'You said',
  assistant: 'Assistant',
  answering: 'The assistant is answering…',
  answerComplete: 'Answer complete, {count} words.',
  interrupted: 'The connection was lost in the middle of this answer.',
  incomplete: 'This answer may not be complete.',
  queued: 'Waiting to be sent',
  sending: 'Sending…',
  notSent: 'Not sent.',
  resend: 'Send again',
  sources: 'Sources',
  opensInNewTab: 'opens in a new tab',
  untitled: 'Untitled source',
  newMessages: 'New messages',
  latest: 'Go to latest',

  message: 'Message',
  placeholder: 'Write a message…',
  send: 'Send',
  willBeSent: 'Your message is sent as soon as the connection is back.',

  tryNow: 'Try now',
  connect: 'Connect',
  startingHint: 'You can write already; your message is sent when they are ready.',
  reconnecting: 'Connection lost. Reconnecting…',
  reconnectingIn: 'Connection lost. Next try in {seconds} s.',
  nextTry: 'Next try in {seconds} s.',
  offline: 'You are offline. Messages are sent when you are back.',
  paused: 'A short pause: too many messages at once. It goes on by itself.',
  pausedFor: 'A short pause: too many messages at once. It goes on in {seconds} s.',
  connected: 'Connected.',
};

export type ChatStrings = typeof chatStrings;
