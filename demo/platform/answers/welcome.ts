/**
 * What each tenant's chats say first, and what they suggest to ask: all of it is answered by the
 * documentation. It does not know who asks.
 */

/** The beginning of an empty chat. */
export interface Welcome {
  readonly greeting: string;
  readonly suggestions: readonly { readonly text: string; readonly label?: string }[];
}

const USUAL: Welcome = {
  greeting: 'What would you like to know about MIPTech Elements?',
  suggestions: [
    { text: 'How do I add the chat to my page?' },
    { text: 'What happens to messages while I am offline?' },
    { text: 'How do I change the colours?' },
    { text: 'Which keyboard shortcuts does the chat have?', label: 'Keyboard shortcuts' },
  ],
};

const OWN: Readonly<Record<string, Welcome>> = {
  'acme-corp': {
    greeting: 'Welcome to Acme. How can we help?',
    suggestions: [
      { text: 'How do people sign in with single sign-on?' },
      { text: 'Where are tokens kept, and who can read them?', label: 'Where are tokens kept?' },
      { text: 'What does each error code mean?' },
    ],
  },
  'public-demo': {
    greeting: 'Ask away, no sign-in needed.',
    suggestions: [
      { text: 'How do I get started?' },
      { text: 'How do I use the elements in React?' },
      { text: 'What does the chat do when the connection is lost?' },
    ],
  },
};

export function welcomeOf(tenantId: string): Welcome {
  return OWN[tenantId] ?? USUAL;
}
