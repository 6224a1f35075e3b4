/**
 * Files of a folder over HTTP: content types, validation by date and size, and nothing outside the
 * folder. It does not know which folders there are.
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from 'hono';
import type { ApiEnv } from '../http/context.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/**
 * What a page of this server may do. Scripts and styles come from files of its own, and it talks to
 * this machine only: to itself, and to a platform on another port.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' http://localhost:* http://127.0.0.1:* ws://localhost:* ws://127.0.0.1:*",
  // A sign-on may be renewed in a hidden frame.
  "frame-src 'self' http://localhost:* http://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** The headers of every page and file. */
export function markPage(c: Context<ApiEnv>, type: string): void {
  c.header('Content-Type', type);
  c.header('Cache-Control', 'no-cache');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Referrer-Policy', 'no-referrer');
  if (type.startsWith('text/html') || type.startsWith('image/svg')) {
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  }
}

/** The file at `name` (as it stands in the address) below the folder, or undefined. */
export async function serveFile(
  c: Context<ApiEnv>,
  folder: string,
  name: string,
): Promise<Response | undefined> {
  const file = await findFile(folder, name);
  if (file === undefined) return undefined;
  markPage(c, TYPES[path.extname(file.path).toLowerCase()] ?? 'application/octet-stream');
  const tag = `"${file.size.toString(36)}-${file.modified.toString(36)}"`;
  c.header('ETag', tag);
  if (c.req.header('if-none-match') === tag) return c.body(null, 304);
  return c.body(new Uint8Array(await readFile(file.path)));
}

async function findFile(folder: string, name: string) {
  let decoded: string;
  try {
    decoded = decodeURIComponent(name);
  } catch {
    return undefined;
  }
  // Hidden files and every way up or out are no pages, whatever is on the disk.
  const steps = decoded.split('/');
  if (/[\\\0]/.test(decoded) || steps.some((step) => step.startsWith('.') || step === '')) {
    return undefined;
  }
  try {
    const base = await realpath(folder);
    const real = await realpath(path.join(base, ...steps));
    // A link inside the folder may point outside it.
    if (!real.startsWith(base + path.sep)) return undefined;
    const { size, mtimeMs: modified, ...info } = await stat(real);
    return (info.mode & 0o170000) === 0o100000 ? { path: real, size, modified } : undefined;
  } catch {
    return undefined;
  }
}
