import { expect } from '@open-wc/testing';
import { grammarOf, neededGrammars } from '../markdown/languages.js';
import { grammarNames, read } from './read.js';
import type { Token } from './read.js';

const tokensOf = (code: string, grammar: string): Token[] => [...read(code, grammar)].flat();
const textsOf = (code: string, grammar: string, role: string): string[] =>
  tokensOf(code, grammar)
    .filter((token) => token.role === role)
    .map(({ text }) => text.trim());

const samples: readonly (readonly [string, string, string, string])[] = [
  ['js', 'const a = 1; // one', 'keyword', 'const'],
  ['ts', 'interface A { b: string }', 'keyword', 'interface'],
  ['jsx', 'const a = <b c="d" />;', 'string', '"d"'],
  ['json', '{ "a": true }', 'property', '"a"'],
  ['html', '<p class="a">b</p>', 'property', 'class'],
  ['css', 'p { color: red; }', 'property', 'color'],
  ['python', 'def f(): return None', 'function', 'f'],
  ['sh', 'if true; then echo "$a"; fi', 'keyword', 'if'],
  ['console', '$ make all', 'function', '$'],
  ['sql', "SELECT a FROM b WHERE c = 'd'", 'string', "'d'"],
  ['java', 'public class A {}', 'type', 'A'],
  ['c', 'int main(void) { return 0; }', 'number', '0'],
  ['c++', 'class A {};', 'type', 'A'],
  ['c#', 'int a = 1;', 'function', 'int'],
  ['go', 'func f() {}', 'function', 'f'],
  ['rust', 'fn f() -> u8 { 1 }', 'type', 'u8'],
  ['php', '<?php echo "a"; // b', 'comment', '// b'],
  ['rb', 'def a; :b; end', 'number', ':b'],
  ['kt', 'fun f() = 1', 'function', 'f'],
  ['swift', 'let a = "b"', 'string', '"b"'],
  ['yml', 'a: "b" # c', 'property', 'a:'],
  ['toml', '[a]\nb = 1', 'keyword', '[a]'],
  ['md', '# a', 'keyword', '# a'],
  ['diff', '-a\n+b', 'deleted', '-a'],
  ['dockerfile', 'FROM a', 'keyword', 'FROM'],
  ['powershell', 'Write-Host "a" # b', 'comment', '# b'],
];

describe('reading code', () => {
  it('has a grammar for each language of src/markdown, and none that nobody asks for', () => {
    expect([...grammarNames].sort()).to.deep.equal([...neededGrammars].sort());
  });

  for (const [language, code, role, text] of samples) {
    it(`finds the ${role} in ${language}`, () => {
      expect(textsOf(code, grammarOf(language) ?? '', role)).to.include(text);
    });
  }

  it('keeps every character, whatever the code is', () => {
    const odd = '\n\t  "open \u2028 😀 <b>&amp;</b> \\ \u0000 `${`\n/* \r\n';
    for (const grammar of grammarNames) {
      const code = odd.repeat(300);
      const together = tokensOf(code, grammar)
        .map(({ text }) => text)
        .join('');
      expect(together === code, grammar).to.equal(true);
    }
  });

  it('reads long code in steps as it would read it at once', () => {
    const unit = [
      '/* a comment',
      '',
      'function notCode() {} */',
      'const text = `first',
      '',
      'const second = ${third + "x"}`;',
      'export class A extends B {',
      '  method(value: string) { return value ?? 12; }',
      '}',
      '',
    ].join('\n');
    const steps = [...read(unit.repeat(100), 'typescript')];
    expect(steps.length).to.be.above(3);
    const once = tokensOf(unit, 'typescript').filter(({ role }) => role !== null);
    const all = steps.flat().filter(({ role }) => role !== null);
    const words = ({ role, text }: Token): string => `${String(role)} ${text.trim()}`;
    expect(all.map(words)).to.deep.equal(Array.from({ length: 100 }, () => once.map(words)).flat());
  });

  it('goes on where a string never ends', () => {
    const steps = [...read(`/*${'x'.repeat(20_000)}`, 'javascript')];
    expect(steps.flat().reduce((sum, { text }) => sum + text.length, 0)).to.equal(20_002);
    for (const tokens of steps) expect(tokens.length).to.be.above(0);
  });

  it('shows code within a string as code', () => {
    const texts = textsOf('`a ${b} c`', 'javascript', 'string');
    expect(texts).to.deep.equal(['`a', 'c`']);
  });
});
