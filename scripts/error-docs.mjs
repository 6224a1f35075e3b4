/**
 * Holds docs/errors.md to the code: its tables of codes are made of the texts that people and
 * developers get, and its sections, written by hand, must be those of all codes. Knows no file.
 */
import { errorTexts } from '../src/core/protocol/errors.js';
import { securityTexts } from '../src/core/client/security-log.js';
import { messageFailures } from '../src/core/state/transcript.js';
import { sharedStrings } from '../src/dom/strings.js';

const heading = /^## ([a-z_]+): (.+)$/;

/** The sections about one code each, in their order. @param {string} markdown */
function sectionsOf(markdown) {
  return markdown.split(/^(?=## )/m).flatMap((text) => {
    const [, code, title] = heading.exec(text.split('\n', 1)[0] ?? '') ?? [];
    return code === undefined || title === undefined ? [] : [{ code, title, text }];
  });
}

/** As a heading is addressed. @param {string} text */
const anchor = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

/** @param {string[]} cells */
const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** @param {string[]} head @param {string[][]} rows */
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(row).join('\n');

/** Each code with what its section is called, what people see and what developers do. @param {string} markdown */
export function codesTable(markdown) {
  const sections = sectionsOf(markdown);
  const rows = Object.entries(errorTexts).map(([code, { fix }]) => {
    const title = sections.find((section) => section.code === code)?.title ?? '…';
    const link = `[\`${code}\`](#${anchor(`${code}: ${title}`)})`;
    const meaning = `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
    return [link, meaning, sharedStrings.errors[/** @type {never} */ (code)], fix];
  });
  return table(['Code', 'What happened', 'People see', 'What you do'], rows);
}

export function securityTable() {
  const rows = Object.entries(securityTexts).map(([code, text]) => [`\`${code}\``, text]);
  return table(['Code', 'What it means, and what to look into'], rows);
}

/** What of the hand-written parts no longer fits the code, as sentences. @param {string} markdown */
export function errorProblems(markdown) {
  const sections = sectionsOf(markdown);
  const told = sections.map(({ code }) => code).join(', ');
  const codes = Object.keys(errorTexts).join(', ');
  const failures = messageFailures.filter((failure) => {
    const text = sharedStrings.failures[failure];
    const line = markdown.split('\n').find((each) => each.startsWith(`| \`${failure}\` |`));
    return line?.includes(text) !== true;
  });
  return [
    ...(told === codes ? [] : [`docs/errors.md has sections on ${told}; the codes are ${codes}.`]),
    ...sections
      .filter(({ code, text }) => {
        const seen = sharedStrings.errors[/** @type {never} */ (code)];
        return !text.includes(`- **People see:** “${seen}”`);
      })
      .map(
        ({ code }) =>
          `docs/errors.md: what people see of ${String(code)} is not what the elements say.`,
      ),
    ...failures.map(
      (failure) => `docs/errors.md: the row of ${String(failure)} lacks what people see.`,
    ),
  ];
}
