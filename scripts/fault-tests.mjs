/**
 * Which tests guard which fault: a test says so by a name that begins with `row 7:`, the number of
 * the fault in docs/reliability.md. Reads test sources; does not know what the faults are.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { root } from './prepare.mjs';

/** @typedef {{ row: number, file: string, name: string }} FaultTest */

const callees = new Set(['describe', 'it', 'suite', 'test']);

/** Test files below a folder of the repository, in the same order everywhere. @param {string} folder */
function testFiles(folder) {
  const all = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return all
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
}

/**
 * The words of a name; what is filled in at run time is shown by its name.
 * @param {ts.Expression | undefined} node
 */
function wordsOf(node) {
  if (node === undefined) return '';
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return '';
  const spans = node.templateSpans.map(({ expression, literal }) => {
    const filled = ts.isIdentifier(expression) ? `‹${expression.text}›` : '…';
    return filled + literal.text;
  });
  return node.head.text + spans.join('');
}

/** @param {string} file @returns {FaultTest[]} */
function testsIn(file) {
  const source = readFileSync(join(root, file), 'utf8');
  if (!/row \d+:/.test(source)) return [];
  /** @type {FaultTest[]} */
  const tests = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const { expression: callee } = node;
      // What is skipped guards nothing, nor does anything inside it.
      if (ts.isPropertyAccessExpression(callee) && /^(?:skip|todo)$/.test(callee.name.text)) return;
      const [, row, name] = /^row (\d+): (.+)$/.exec(wordsOf(node.arguments[0])) ?? [];
      if (row && name && ts.isIdentifier(callee) && callees.has(callee.text)) {
        tests.push({ row: Number(row), file, name });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return tests;
}

/** Every test of the repository that is named for a fault. */
export function faultTests() {
  return ['src', 'test'].flatMap(testFiles).flatMap(testsIn);
}
