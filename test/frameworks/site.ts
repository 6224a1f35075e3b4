/**
 * The pages of the framework tests: one small app for each framework, bundled when it is asked for
 * and served under the strictest policy that the framework itself works under. The library comes
 * from its sources, so a run needs no build and a stack trace names them; what is shipped has tests
 * of its own. Asserts nothing.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { compileScript, parse } from 'vue/compiler-sfc';
import { POLICY } from '../e2e/harness.js';

export interface Framework {
  readonly name: string;
  /** The app's source, beside this file. */
  readonly source: string;
  readonly policy: string;
}

export const frameworks: readonly Framework[] = [
  { name: 'React 19', source: 'apps/react.tsx', policy: POLICY },
  {
    name: 'Vue 3',
    source: 'apps/vue.ts',
    // It makes a policy of its own when it loads, and warns where it may not.
    policy: POLICY.replace('lit-html', 'lit-html vue'),
  },
  {
    name: 'Angular 21',
    source: 'apps/angular.ts',
    // Templates are compiled in the page here; an app that is built for production needs neither.
    policy: POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'").replace(
      'lit-html',
      'lit-html angular angular#unsafe-jit',
    ),
  },
];

/** What a bundler's plugin for Vue does, without styles and hot replacement. */
const singleFileComponents: Plugin = {
  name: 'single-file-components',
  setup({ onLoad }) {
    onLoad({ filter: /\.vue$/ }, async ({ path: filename }) => {
      const source = await readFile(filename, 'utf8');
      const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith('miptech-') };
      const { descriptor, errors } = parse(source, {
        filename,
        templateParseOptions: compilerOptions,
      });
      if (errors.length > 0) return { errors: errors.map(({ message: text }) => ({ text })) };
      const { content } = compileScript(descriptor, {
        id: path.basename(filename),
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      });
      return { contents: content, loader: 'ts' };
    });
  },
};

async function bundle(source: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, source)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'error',
    // Development builds, because they are the ones that complain.
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    jsx: 'automatic',
    plugins: [singleFileComponents],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, target: 'es2022' } },
    // Its package says that only files of dist/ do something when they are imported.
    ignoreAnnotations: true,
  });
  return outputFiles[0]?.text ?? '';
}

export interface AppPage {
  readonly url: string;
  readonly close: () => void;
}

/** Bundles and serves the app of a framework. */
export async function serveApp({ name, source, policy }: Framework): Promise<AppPage> {
  const script = await bundle(source);
  const page = `<!doctype html>
<html lang="en">
  <head>
    <title>An app in ${name}</title>
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="data:," />
    <script type="module" src="/app.js"></script>
  </head>
  <body>
    <main><h1>Support</h1></main>
  </body>
</html>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/app.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' }).end(script);
    } else if (pathname === '/') {
      response
        .writeHead(200, {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': policy,
        })
        .end(page);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/`, close: () => server.close() };
}
