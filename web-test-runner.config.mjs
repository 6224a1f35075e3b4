/**
 * Unit and element tests in real browsers: Chromium by default; ENGINES=firefox,webkit adds or
 * swaps (scripts/engines.mjs sets it, and starts what WebKit needs).
 */
import { relative } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { countFailure, noCounts, writeCounts } from './scripts/counts.mjs';
import { freePort } from './scripts/free-port.mjs';

const launchers = {
  async chromium() {
    const { findBrowser } = await import('./scripts/browser.mjs');
    const { args, ...browser } = await findBrowser();
    // The leak tests ask for a garbage collection.
    const launchOptions = { ...browser, args: [...args, '--js-flags=--expose-gc'] };
    // In a tab that is not in front, animation frames stand still: each page has a window, and
    // storage, locks and channels of its own, in a context of its own. Of two windows one has the
    // focus: each is told that it does, else the other hears of no focus.
    const createPage = async ({ browser: started }) => {
      const page = await (await started.createBrowserContext()).newPage();
      await page.emulateFocusedPage(true);
      return page;
    };
    return chromeLauncher({ concurrency: 2, launchOptions, createPage });
  },
  async firefox() {
    const { puppeteerLauncher } = await import('@web/test-runner-puppeteer');
    const executablePath = process.env.FIREFOX_PATH;
    return puppeteerLauncher({
      concurrency: 1,
      launchOptions: { browser: 'firefox', executablePath, headless: true },
    });
  },
  async webkit() {
    const { webdriverLauncher } = await import('@web/test-runner-webdriver');
    return webdriverLauncher({
      automationProtocol: 'webdriver',
      hostname: '127.0.0.1',
      port: Number(process.env.WEBKIT_DRIVER_PORT),
      path: '/',
      concurrency: 1,
      capabilities: {
        browserName: 'MiniBrowser',
        'wdio:enforceWebDriverClassic': true,
        'webkitgtk:browserOptions': {
          binary: process.env.WEBKIT_BROWSER_PATH,
          args: ['--automation'],
        },
      },
    });
  },
};

/** mock-socket's package points browsers at a build that is no ES module. */
const mockSocket = {
  name: 'mock-socket',
  resolveImport: ({ source }) =>
    source === 'mock-socket' ? '/node_modules/mock-socket/dist/mock-socket.es.mjs' : undefined,
};

/** The one module of the highlighter that its package has in CommonJS only. */
const commonCore = {
  name: 'common-core',
  transform: ({ path, body }) =>
    path.endsWith('/highlight.js/lib/core.js')
      ? `const module = {};${body}\nexport default module.exports;`
      : undefined,
};

/** Adds up every test in every engine when the run ends, and names the files that took longest. */
function countingReporter() {
  const count = (suite, counts, name) => {
    for (const test of suite?.tests ?? []) {
      if (test.skipped) counts.skipped += 1;
      else if (test.passed) counts.passed += 1;
      else countFailure(counts, `${name} › ${test.name}`, test.error?.message);
    }
    for (const inner of suite?.suites ?? []) count(inner, counts, name);
  };
  const seconds = (suite) =>
    [...(suite?.tests ?? []), ...(suite?.suites ?? [])].reduce(
      (sum, part) => sum + (part.tests ? seconds(part) : (part.duration ?? 0) / 1000),
      0,
    );
  return {
    onTestRunFinished({ sessions }) {
      const counts = noCounts();
      const slowest = [...sessions]
        .map(({ testFile, testResults }) => ({ testFile, took: seconds(testResults) }))
        .sort((one, other) => other.took - one.took)
        .slice(0, 5);
      for (const { testFile, took } of slowest) {
        console.log(`${took.toFixed(1).padStart(6)} s in the tests of ${testFile}`);
      }
      for (const session of sessions) {
        const before = counts.passed + counts.failed + counts.skipped;
        const file = relative(import.meta.dirname, session.testFile);
        count(session.testResults, counts, file);
        const empty = counts.passed + counts.failed + counts.skipped === before;
        if (empty) console.error(`${file}: no test ran`);
        const [error] = session.errors;
        if (empty || error) countFailure(counts, file, error?.message ?? 'no test ran');
      }
      writeCounts(counts);
    },
  };
}

const engines = (process.env.ENGINES ?? 'chromium').split(',');

export default {
  files: 'src/**/*.test.ts',
  // The runner's own choice is the same in two that start together.
  port: await freePort(),
  nodeResolve: { exportConditions: ['development'] },
  browsers: await Promise.all(engines.map((engine) => launchers[engine]())),
  concurrentBrowsers: 1,
  plugins: [
    mockSocket,
    commonCore,
    esbuildPlugin({ ts: true, tsconfig: 'tsconfig.json', target: 'es2022' }),
  ],
  reporters: [defaultReporter(), countingReporter()],
  filterBrowserLogs: ({ args }) =>
    !args.some((text) => String(text).includes('Lit is in dev mode')),
  testFramework: { config: { timeout: 10_000 } },
  coverageConfig: { include: ['src/**'], exclude: ['src/**/*.test.ts'] },
};
