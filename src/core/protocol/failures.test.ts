import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { MiptechError, errorTexts } from './errors.js';
import type { ErrorCode } from './errors.js';
import { refusalError } from './failures.js';

const now = Date.UTC(2024, 0, 2, 3, 4, 5);

function refused(status: number, body?: unknown, retryAfter: string | null = null): MiptechError {
  return refusalError({ status, body, retryAfter }, now);
}

describe('a refused call', () => {
  const statuses: [number, ErrorCode][] = [
    [400, 'validation'],
    [401, 'auth_required'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [405, 'not_found'],
    [409, 'validation'],
    [422, 'validation'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [502, 'server_error'],
    [503, 'server_error'],
    [599, 'server_error'],
    [418, 'protocol'],
    [200, 'protocol'],
  ];
  it('is judged by its status where the body says nothing: HTML, nothing, or no fields', () => {
    for (const [status, code] of statuses) {
      for (const body of [undefined, null, '<html>', [], {}, { error_code: 'NEW_CODE' }]) {
        const error = refused(status, body);
        expect(error.code, `${status} ${JSON.stringify(body)}`).to.equal(code);
        expect(error.message).to.equal(errorTexts[code].message);
        expect(error.fix).to.equal(errorTexts[code].fix);
        expect(error).to.include({ status, requestId: null });
        expect(error.problems).to.deep.equal([]);
      }
    }
  });

  const named: [string, number, ErrorCode][] = [
    ['TENANT_NOT_FOUND', 403, 'tenant_not_found'],
    ['TENANT_NOT_FOUND', 404, 'tenant_not_found'],
    ['AUTH_REQUIRED', 401, 'auth_required'],
    ['AUTH_REQUIRED', 403, 'auth_required'],
    ['INVALID_CREDENTIALS', 401, 'invalid_credentials'],
    ['TOKEN_EXPIRED', 401, 'auth_expired'],
    ['TOKEN_EXPIRED', 403, 'auth_expired'],
    ['RATE_LIMIT_EXCEEDED', 403, 'rate_limited'],
    ['RATE_LIMIT_EXCEEDED', 200, 'rate_limited'],
    ['VALIDATION_ERROR', 500, 'validation'],
  ];
  for (const [error_code, status, code] of named) {
    it(`is judged by ${error_code} before its status ${status}`, () => {
      expect(refused(status, { success: false, error_code }).code).to.equal(code);
      expect(refused(status, { detail: { error_code } }).code).to.equal(code);
    });
  }

  it('knows no error code by the names that every object has', () => {
    for (const error_code of ['constructor', 'toString', '__proto__', 'valueOf']) {
      expect(refused(403, { error_code }).code, error_code).to.equal('forbidden');
      expect(refused(403, { detail: { code: error_code } }).code, error_code).to.equal('forbidden');
    }
  });

  it('carries the words, entries and request id of the platform’s own format', () => {
    const error = refused(422, {
      success: false,
      message: 'Not valid',
      errors: ['Missing header', { field: 'email', message: 'Taken' }, { field: 'x' }, 5, null],
      error_code: 'VALIDATION_ERROR',
      meta: { request_id: 'req_123' },
    });
    expect(error).to.be.instanceOf(MiptechError);
    expect(error).to.include({ message: 'Not valid', requestId: 'req_123', retryAfter: null });
    expect(error.problems).to.deep.equal([
      { name: '', message: 'Missing header' },
      { name: 'email', message: 'Taken' },
    ]);
  });

  it('carries the words of FastAPI: a string, a list of places, an object', () => {
    expect(refused(404, { detail: 'Not Found' }).message).to.equal('Not Found');
    expect(refused(403, { detail: { message: 'Barred' } }).message).to.equal('Barred');
    const list = refused(422, {
      detail: [
        { loc: ['body', 'email'], msg: 'value is not a valid email', type: 'value_error' },
        { loc: ['body', 'items', 0], msg: 'field required', type: 'missing' },
        { loc: 'body', msg: 'odd place' },
        { loc: ['body'] },
        'plain words',
      ],
    });
    expect(list.message).to.equal(errorTexts.validation.message);
    expect(list.problems).to.deep.equal([
      { name: 'email', message: 'value is not a valid email' },
      { name: '', message: 'field required' },
      { name: '', message: 'odd place' },
      { name: '', message: 'plain words' },
    ]);
  });

  it('is told in bounds, whatever the platform pours out', () => {
    const errors = Array.from({ length: 20_000 }, () => 'Wrong. '.repeat(1000));
    const { message, problems } = refused(422, { message: 'Long. '.repeat(200_000), errors });
    expect(message.length).to.be.lessThan(2010);
    expect(JSON.stringify(problems).length).to.be.lessThan(120_000);
  });

  it('never throws, whatever the body', () => {
    const word = fc.constantFrom<unknown>('constructor', '__proto__', 'AUTH_REQUIRED', 5, null, []);
    const key = fc.constantFrom('detail', 'details', 'errors', 'error_code', 'message', 'meta');
    const value = fc.oneof(word, fc.jsonValue(), fc.dictionary(key, word), fc.array(word));
    const body = fc.oneof(fc.dictionary(key, value), fc.anything());
    const header = fc.option(fc.oneof(fc.string(), fc.integer().map(String)));
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), body, header, (status, content, after) => {
        const error = refused(status, content, after);
        expect(errorTexts).to.have.own.property(error.code);
        expect(error.message).to.be.a('string');
        if (error.retryAfter !== null) expect(error.retryAfter).to.be.within(0, 300);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the time to wait', () => {
  const headers: [string, string | null, number][] = [
    ['seconds', '7', 7],
    ['zero', '0', 0],
    ['spaces around', ' 7 ', 7],
    ['a fraction', '1.5', 1.5],
    ['negative', '-1', 0],
    ['far too long', '1000000000', 300],
    ['a date ahead', new Date(now + 90_000).toUTCString(), 90],
    ['a date far ahead', new Date(now + 90_000_000).toUTCString(), 300],
    ['a date that is over', new Date(now - 90_000).toUTCString(), 0],
    ['junk', 'soon', 60],
    ['junk that an engine takes for a date', 'junk 5', 60],
    ['seconds with a tail', '120;', 60],
    ['an empty header', '', 60],
    ['a blank header', ' ', 60],
    ['no header', null, 60],
  ];
  for (const [name, header, seconds] of headers) {
    it(`is read from the header, 0–300 s, else 60: ${name}`, () => {
      expect(refused(429, undefined, header).retryAfter).to.equal(seconds);
    });
  }

  const bodies: [string, unknown, number][] = [
    ['details first', { details: { retry_after: 45 }, retry_after: 9 }, 45],
    ['then the body', { retry_after: 9 }, 9],
    ['then FastAPI’s detail', { detail: { code: 'RATE_LIMIT_EXCEEDED', retry_after: 9 } }, 9],
    ['then the header', { details: { retry_after: 'x' } }, 7],
    ['zero counts', { details: { retry_after: 0 } }, 0],
    ['negative', { details: { retry_after: -1 } }, 0],
    ['far too long', { details: { retry_after: 1e9 } }, 300],
    ['as text', { details: { retry_after: '12' } }, 12],
    ['null', { details: { retry_after: null } }, 7],
  ];
  for (const [name, body, seconds] of bodies) {
    it(`is what the platform says before what the header says: ${name}`, () => {
      expect(refused(429, body, '7').retryAfter).to.equal(seconds);
    });
  }

  it('is unknown for other refusals unless they name one', () => {
    expect(refused(503).retryAfter).to.equal(null);
    expect(refused(503, undefined, '7').retryAfter).to.equal(7);
    expect(refused(503, undefined, 'soon').retryAfter).to.equal(null);
    expect(refused(403, { error_code: 'RATE_LIMIT_EXCEEDED' }).retryAfter).to.equal(60);
  });
});
