/**
 * The languages whose code is coloured, by every name that a fence gives them. Says only which there
 * are, so that a page without such code never loads the grammars.
 */

/** The grammar and what else its language is called. */
const names: Readonly<Record<string, string>> = {
  bash: 'sh zsh ksh shell shellscript',
  c: 'h',
  cpp: 'c++ cc cxx hpp h++',
  csharp: 'c# cs',
  css: '',
  diff: 'patch',
  dockerfile: 'docker containerfile',
  go: 'golang',
  ini: 'toml conf properties',
  java: '',
  javascript: 'js jsx mjs cjs node',
  json: 'jsonc json5 jsonl',
  kotlin: 'kt kts',
  markdown: 'md mdx',
  php: '',
  powershell: 'pwsh ps ps1 psm1',
  python: 'py py3 python3',
  ruby: 'rb',
  rust: 'rs',
  // What is typed and what is answered, behind a prompt.
  shell: 'console shellsession terminal',
  sql: 'mysql postgresql postgres sqlite plsql tsql',
  swift: '',
  typescript: 'ts tsx mts cts',
  xml: 'html htm xhtml svg vue rss',
  yaml: 'yml',
};

const grammars = new Map(
  Object.entries(names).flatMap(([grammar, others]) =>
    `${grammar} ${others}`
      .trim()
      .split(' ')
      .map((name) => [name, grammar] as const),
  ),
);
// A fence called `shell` holds commands far more often than a session with prompts.
grammars.set('shell', 'bash');

/** The grammar for a fence's language, whatever its letters' case; undefined for an unknown one. */
export function grammarOf(language: string): string | undefined {
  return grammars.get(language.toLowerCase());
}

/** The grammars that the languages need. */
export const neededGrammars: readonly string[] = Object.keys(names);
