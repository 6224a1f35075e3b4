import { expect } from '@open-wc/testing';
import { derived, writable } from './readable.js';

/** Lets every microtask run that is due, and those they make. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Runs `act` and answers the errors that nobody caught meanwhile. */
async function uncaught(act: () => Promise<void>): Promise<unknown[]> {
  const errors: unknown[] = [];
  // The test runner listens here and would take the error for a failed test.
  const before = window.onerror;
  window.onerror = (_message, _source, _line, _column, error) => errors.push(error) > 0;
  try {
    await act();
  } finally {
    window.onerror = before;
  }
  return errors;
}

describe('a listener', () => {
  it('hears of a change, in a microtask and not before', async () => {
    const value = writable(1);
    const heard: number[] = [];
    value.subscribe(() => heard.push(value.get()));
    value.set(2);
    expect(heard).to.deep.equal([]);
    await Promise.resolve();
    expect(heard).to.deep.equal([2]);
    value.set(3);
    await settle();
    expect(heard).to.deep.equal([2, 3]);
  });

  const quiet: [string, number, number[]][] = [
    ['nothing is set', 1, []],
    ['the same is set', 1, [1]],
    ['NaN is set for NaN', NaN, [NaN]],
    ['it is back before the microtask', 1, [2, 1]],
  ];
  for (const [name, initial, sets] of quiet) {
    it(`is not called without a change: ${name}`, async () => {
      const value = writable(initial);
      let calls = 0;
      value.subscribe(() => (calls += 1));
      for (const set of sets) value.set(set);
      await settle();
      expect(calls).to.equal(0);
      value.set(9);
      await settle();
      expect(calls).to.equal(1);
    });
  }

  it('is called once for many changes together', async () => {
    const value = writable(0);
    const heard: number[] = [];
    value.subscribe(() => heard.push(value.get()));
    for (let index = 1; index <= 1000; index += 1) value.set(index);
    await settle();
    expect(heard).to.deep.equal([1000]);
  });

  it('that came after a change is not told of it', async () => {
    const value = writable(0);
    let first = 0;
    let late = 0;
    value.subscribe(() => (first += 1));
    value.set(1);
    value.subscribe(() => (late += 1));
    await settle();
    expect([first, late]).to.deep.equal([1, 0]);
    value.set(2);
    await settle();
    expect([first, late]).to.deep.equal([2, 1]);
  });

  it('that left is not called, even for a change that came before', async () => {
    const value = writable(0);
    let calls = 0;
    const leave = value.subscribe(() => (calls += 1));
    value.set(1);
    leave();
    leave();
    await settle();
    value.set(2);
    await settle();
    expect(calls).to.equal(0);
    value.subscribe(() => (calls += 1));
    await settle();
    expect(calls).to.equal(0);
    value.set(3);
    await settle();
    expect(calls).to.equal(1);
  });

  it('that is turned away by another one is not called any more', async () => {
    const value = writable(0);
    const calls: string[] = [];
    const leave: (() => void)[] = [];
    for (const name of ['a', 'b', 'c']) {
      leave.push(
        value.subscribe(() => {
          calls.push(name);
          if (name === 'a') for (const each of leave) each();
        }),
      );
    }
    value.set(1);
    await settle();
    value.set(2);
    await settle();
    expect(calls).to.deep.equal(['a']);
  });

  it('that comes during a call hears of the next change only', async () => {
    const value = writable(0);
    const calls: string[] = [];
    const leave = value.subscribe(() => {
      calls.push('first');
      leave();
      value.subscribe(() => calls.push('second'));
    });
    value.set(1);
    await settle();
    expect(calls).to.deep.equal(['first']);
    value.set(2);
    await settle();
    expect(calls).to.deep.equal(['first', 'second']);
  });

  it('may subscribe twice and leaves as often', async () => {
    const value = writable(0);
    let calls = 0;
    const listener = (): void => void (calls += 1);
    const leave = [value.subscribe(listener), value.subscribe(listener)];
    value.set(1);
    await settle();
    expect(calls).to.equal(2);
    leave[0]?.();
    leave[0]?.();
    value.set(2);
    await settle();
    expect(calls).to.equal(3);
    leave[1]?.();
    value.set(3);
    await settle();
    expect(calls).to.equal(3);
  });

  it('that throws keeps the news from nobody, now and later, and its error surfaces', async () => {
    const value = writable(0);
    const heard: number[] = [];
    const fault = new Error('a fault of the page');
    value.subscribe(() => heard.push(1));
    value.subscribe(() => {
      throw fault;
    });
    value.subscribe(() => heard.push(2));
    const errors = await uncaught(async () => {
      value.set(1);
      await settle();
      value.set(2);
      await settle();
    });
    expect(heard).to.deep.equal([1, 2, 1, 2]);
    expect(errors).to.deep.equal([fault, fault]);
  });

  it('may set the value again, and all hear of the last one', async () => {
    const value = writable(0);
    const first: number[] = [];
    const second: number[] = [];
    value.subscribe(() => {
      first.push(value.get());
      if (value.get() < 3) value.set(value.get() + 1);
    });
    value.subscribe(() => second.push(value.get()));
    value.set(1);
    await settle();
    expect(first).to.deep.equal([1, 2, 3]);
    expect(second.at(-1)).to.equal(3);
  });

  it('needs no this, so that a framework may hold get and subscribe alone', async () => {
    const { get, subscribe, set } = writable(0);
    let calls = 0;
    const leave = subscribe(() => (calls += 1));
    set(1);
    await settle();
    expect([get(), calls]).to.deep.equal([1, 1]);
    leave();
  });
});

describe('a derived value', () => {
  it('is computed again only when what it read changed', async () => {
    const source = writable(1);
    const other = writable(1);
    let computed = 0;
    const double = derived([source], () => {
      computed += 1;
      return source.get() * 2;
    });
    expect([double.get(), double.get(), computed]).to.deep.equal([2, 2, 1]);
    other.set(2);
    expect([double.get(), computed]).to.deep.equal([2, 1]);
    source.set(5);
    expect([double.get(), computed]).to.deep.equal([10, 2]);
    await settle();
    expect(computed).to.equal(2);
  });

  it('wakes its listeners only if it came out different', async () => {
    const source = writable(1);
    const odd = derived([source], () => source.get() % 2 === 1);
    const heard: boolean[] = [];
    odd.subscribe(() => heard.push(odd.get()));
    for (const value of [3, 5, 6, 8, 9]) {
      source.set(value);
      await settle();
    }
    expect(heard).to.deep.equal([false, true]);
  });

  it('follows through another derived value and through a choice of sources', async () => {
    const left = writable('a');
    const right = writable('b');
    const which = writable(true);
    const chosen = derived([which, left, right], () => (which.get() ? left.get() : right.get()));
    const loud = derived([chosen], () => chosen.get().toUpperCase());
    const heard: string[] = [];
    const leave = loud.subscribe(() => heard.push(loud.get()));
    right.set('c');
    await settle();
    expect(heard).to.deep.equal([]);
    which.set(false);
    await settle();
    right.set('d');
    await settle();
    left.set('x');
    await settle();
    expect(heard).to.deep.equal(['C', 'D']);
    leave();
    right.set('e');
    await settle();
    expect(heard).to.deep.equal(['C', 'D']);
    expect(loud.get()).to.equal('E');
  });

  it('that cannot be computed for once wakes its listeners when it can again', async () => {
    const source = writable(1);
    const fault = new Error('cannot');
    const checked = derived([source], () => {
      if (source.get() === 2) throw fault;
      return source.get();
    });
    const heard: number[] = [];
    checked.subscribe(() => heard.push(checked.get()));
    const errors = await uncaught(async () => {
      source.set(2);
      await settle();
    });
    expect(errors).to.deep.equal([fault]);
    source.set(3);
    await settle();
    expect(heard).to.deep.equal([3]);
  });
});
