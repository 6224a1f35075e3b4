/** The title of a chat that the platform gave none: its first question, cut. Pure. */

/** Most characters of a title. */
const most = 60;
/** Of these at least so many stay where it is cut between words. */
const least = 30;

/** Titles that stand in for none; pages give them to chats before anything is asked. */
const standIns = new Set([
  '',
  'new chat',
  'new chat session',
  'new conversation',
  'untitled',
  'untitled chat',
]);

/** True where a title tells nothing of the chat. */
export function standInTitle(title: string): boolean {
  return standIns.has(title.trim().toLowerCase());
}

/** A title of at most 60 characters on one line, cut between words where there are words. */
export function chatTitle(question: string): string {
  const line = question.trim().replace(/\s+/g, ' ');
  // By whole characters: half of a pair is none.
  const letters = Array.from(line);
  if (letters.length <= most) return line;
  const head = letters.slice(0, most - 1).join('');
  const between = letters[most - 1] === ' ' ? head.length : head.lastIndexOf(' ');
  const cut = between >= least ? head.slice(0, between) : head;
  return `${cut.replace(/[\s,;:.–—-]+$/u, '')}…`;
}
