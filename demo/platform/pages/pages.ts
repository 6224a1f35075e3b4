/**
 * What is not the API: the demo page, the built library, and the documentation for reading. It
 * does not know what is on them.
 */
import path from 'node:path';
import { Hono } from 'hono';
import { CLIENT_ID } from '../../identity/client.js';
import type { Answers } from '../answers/answers.js';
import type { ApiEnv } from '../http/context.js';
import type { Settings } from '../settings.js';
import { markPage, serveFile } from './files.js';
import { contentsPage, documentPage, STYLE } from './reading.js';

/** `/`, `/dist/…`, `/docs/…` and the other files of the demo folder. */
export function pageRoutes({ root, docsRoot, identity }: Settings, answers: Answers): Hono<ApiEnv> {
  const demo = path.join(root, 'demo');
  return (
    new Hono<ApiEnv>()
      .get('/', async (c) => {
        const page = await serveFile(c, demo, 'index.html');
        if (page !== undefined) return page;
        markPage(c, 'text/plain; charset=utf-8');
        return c.body(
          'The platform is running; its API is at /api/v1.\n' +
            'There is no demo page here: demo/index.html is missing.\n',
        );
      })
      // The demo page is a plain file, and the provider's port is known only now.
      .get('/identity.json', (c) =>
        identity === undefined
          ? c.json({ detail: 'Not Found' }, 404)
          : c.json({ issuer: identity.issuer, clientId: CLIENT_ID }),
      )
      .get('/docs', (c) => c.redirect('/docs/', 308))
      .get('/docs/', async (c) => {
        await answers.refresh();
        markPage(c, 'text/html; charset=utf-8');
        return c.body(contentsPage(answers.documents.all));
      })
      .get('/docs/reading.css', (c) => {
        markPage(c, 'text/css; charset=utf-8');
        return c.body(STYLE);
      })
      .get('/docs/*', async (c, next) => {
        await answers.refresh();
        const { all } = answers.documents;
        const document = all.find((candidate) => candidate.url === decoded(c.req.path));
        if (document !== undefined) {
          markPage(c, 'text/html; charset=utf-8');
          return c.body(documentPage(document, all));
        }
        const name = rest(c.req.url, '/docs/');
        const isReadable = /\.(?:md|png|svg|jpe?g|gif|webp)$/.test(name);
        const file = isReadable ? await serveFile(c, path.join(docsRoot, 'docs'), name) : undefined;
        if (file !== undefined) return file;
        await next();
        return undefined;
      })
      .get('/dist/*', async (c, next) => {
        const file = await serveFile(c, path.join(root, 'dist'), rest(c.req.url, '/dist/'));
        if (file !== undefined) return file;
        await next();
        return undefined;
      })
      .get('*', async (c, next) => {
        const name = rest(c.req.url, '/');
        const isOurs = /^(?:api|platform)(?:\/|$)/i.test(decoded(name));
        const file = isOurs ? undefined : await serveFile(c, demo, name);
        if (file !== undefined) return file;
        await next();
        return undefined;
      })
  );
}

/** The part of an address's path after the prefix, as it was sent. */
function rest(url: string, prefix: string): string {
  return new URL(url).pathname.slice(prefix.length);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
