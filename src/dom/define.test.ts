import { expect } from '@open-wc/testing';
import sinon from 'sinon';
import { define } from './define.js';
import { version } from './version.js';

const made = (of: string) =>
  class extends HTMLElement {
    static readonly version = of;
  };

describe('define', () => {
  let warn: sinon.SinonStub;
  beforeEach(() => {
    warn = sinon.stub(console, 'warn');
  });
  afterEach(() => {
    warn.restore();
  });

  it('registers a free tag and is silent about a second copy of the same version', () => {
    const first = made('1.0.0');
    define('test-define-same', first);
    define('test-define-same', made('1.0.0'));
    expect(customElements.get('test-define-same')).to.equal(first);
    expect(warn.callCount).to.equal(0);
  });

  it('another version: one warning naming both, the first stays, nothing is thrown', () => {
    const first = made('1.0.0');
    define('test-define-other', first);
    define('test-define-other', made('2.0.0'));
    expect(customElements.get('test-define-other')).to.equal(first);
    expect(warn.callCount).to.equal(1);
    expect(warn.firstCall.args[0]).to.match(/<test-define-other>.*1\.0\.0.*2\.0\.0/);
  });

  it('a foreign class under the tag is named as such', () => {
    customElements.define('test-define-foreign', class extends HTMLElement {});
    define('test-define-foreign', made('1.0.0'));
    expect(warn.firstCall.args[0]).to.contain('unknown version');
  });

  it('the version is that of package.json', async () => {
    const response = await fetch('/package.json');
    const packaged = (await response.json()) as { version: string };
    expect(version).to.equal(packaged.version);
  });
});
