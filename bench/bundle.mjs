/** How the measurements make of a module what a page would load. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** @type {import('esbuild').BuildOptions & { write: false }} */
export const production = {
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
  target: 'es2022',
  conditions: ['production'],
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
};

/** The one script that is made of `entry`: what esbuild takes of `entryPoints` or `stdin`. */
export async function bundle(entry) {
  const { outputFiles } = await build({ ...production, ...entry });
  return outputFiles[0].text;
}

/** Bytes of `text` as it travels. */
export const zipped = (text) => gzipSync(text, { level: 9 }).length;

/** The same by brotli, which every browser takes over https. */
export const compressed = (text) => brotliCompressSync(text).length;
