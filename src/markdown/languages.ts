/**
 * The languages whose code is coloured, by every name that a fence gives them. Says only which there
 * are, so that a page without such code never loads the grammars.
 */

/** The grammar and what else its language is called. */
const names: Readonly<Record<string, string>> = {
  bash: 'sh zsh',
  c: 'h',
  cpp: 'c++',
  csharp: 'c# cs',
  css: '',
  diff: 'patch',
  dockerfile: 'docker',
  go: 'golang',
  ini: 'toml',
  java: '',
  javascript: 'js jsx mjs',
  json: 'jsonc json5',
  kotlin: 'kt',
  markdown: 'md',
  php: '',
  powershell: 'pwsh ps1',
  python: 'py python3',
  ruby: 'rb',
  rust: 'rs',
  // What is typed and what is answered, behind a prompt.
  shell: 'console',
  sql: 'mysql postgresql sqlite',
  swift: '',
  typescript: 'ts tsx mts',
  xml: 'html svg vue',
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
