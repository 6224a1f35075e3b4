/**
 * Finds a Chromium for the tests, or unpacks the one that comes as an npm package: CHROME_PATH,
 * then PATH, then the usual places on macOS and Windows, then the package (Linux on x64). Knows
 * nothing of test runners; Puppeteer and Playwright both take what `findBrowser` answers.
 */
import { accessSync, constants, createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

/**
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {string[]} args What this machine needs: no sandbox as root, no background traffic.
 * @property {Record<string, string>} env The environment to launch it with, this process's included.
 */

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** @returns {string[]} */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ];
  }
  if (process.platform !== 'win32') return [];
  return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    if (!folder) return [];
    return ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'].map((path) =>
      join(folder, path),
    );
  });
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const args = [
  // Chromium refuses to start its sandbox as root, as in most containers.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {Record<string, string>} */
function environment() {
  return /** @type {Record<string, string>} */ ({ ...process.env });
}

/**
 * Answers the Chromium to test with, unpacking the packaged one where the machine has none (once,
 * a few seconds). Throws an Error of one sentence that names what to install.
 * @returns {Promise<Browser>}
 */
export async function findBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen && !existsSync(chosen)) {
    throw new Error(`CHROME_PATH is ${chosen}, and there is no such file.`);
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const executablePath = chosen || [...onPath, ...usualPlaces()].find(executable);
  return executablePath ? { executablePath, args, env: environment() } : packagedBrowser();
}

const cache = fileURLToPath(new URL('../.cache/', import.meta.url));

/** @returns {Promise<Browser>} */
async function packagedBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chromium or Chrome found: install Google Chrome, or set CHROME_PATH to a Chromium-based browser.',
    );
  }
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
  const { version } = JSON.parse(await readFile(join(bin, '../package.json'), 'utf8'));
  const home = join(cache, `chromium-${version}`);
  if (!existsSync(home)) await unpack(bin, home);
  const libraries = [join(home, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: join(home, 'chromium'),
    // Its sandbox needs rights that a container or a newer Ubuntu refuses an unpackaged program.
    args: [...new Set(['--no-sandbox', ...args])],
    env: {
      ...environment(),
      LD_LIBRARY_PATH: libraries,
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  };
}

/**
 * Chromium with the libraries (NSS, NSPR, expat) and the font that a bare machine lacks; without
 * them it does not start, or renders no text.
 * @param {string} bin
 * @param {string} home
 */
async function unpack(bin, home) {
  console.log('No Chromium on this machine: unpacking the one that came with the packages …');
  const { extract } = await import('tar-fs');
  await mkdir(cache, { recursive: true });
  // Unpacked aside and renamed: a run that was cut off leaves nothing that looks complete.
  const aside = await mkdtemp(join(cache, 'unpacking-'));
  /** @param {string} name @param {NodeJS.WritableStream} target */
  const inflate = (name, target) =>
    pipeline(createReadStream(join(bin, name)), createBrotliDecompress(), target);
  await Promise.all([
    inflate('chromium.br', createWriteStream(join(aside, 'chromium'), { mode: 0o755 })),
    inflate('al2023.tar.br', extract(aside)),
    inflate('fonts.tar.br', extract(join(aside, 'fonts'))),
  ]);
  await writeFile(
    join(aside, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
  );
  try {
    await rename(aside, home);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(home)) throw error; // else another run was faster, with the same files
  }
}
