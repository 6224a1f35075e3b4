/** Prints a scenario: its rows as a table, then each budget with a mark where it is exceeded. */

const whole = (value) => Math.round(value).toLocaleString('en');
const milliseconds = (value) => `${value < 10 ? value.toFixed(2) : whole(value)} ms`;
const megabytes = (value) => `${(value / 1_000_000).toFixed(2)} MB`;

/** The figures that a row may have, in their order. */
const columns = {
  busy: { title: 'main thread', shown: milliseconds },
  added: { title: 'one more', shown: milliseconds },
  taken: { title: 'taken', shown: milliseconds },
  longTasks: { title: 'long tasks', shown: whole },
  dropped: { title: 'dropped', shown: whole },
  nodes: { title: 'nodes', shown: whole },
  listeners: { title: 'listeners', shown: whole },
  heap: { title: 'heap', shown: megabytes },
};

const units = {
  times: (value) => `${value.toFixed(2)} ×`,
  count: whole,
  MB: (value) => `${value.toFixed(1)} MB`,
  kB: (value) => `${value.toFixed(1)} kB`,
};

export function print(number, { title, rows, budgets }) {
  const names = Object.keys(columns).filter((name) => rows.some((row) => name in row));
  console.log(`${number}. ${title}`);
  const line = (name, cells) =>
    console.log(`   ${name.padEnd(44)}${cells.map((cell) => cell.padStart(14)).join('')}`);
  line(
    '',
    names.map((name) => columns[name].title),
  );
  for (const row of rows) {
    line(
      row.name,
      names.map((name) => (name in row ? columns[name].shown(row[name]) : '')),
    );
  }
  for (const { name, value, most, unit, plain = 0 } of budgets) {
    const why = plain > most ? ', as by the plain page: this machine is busy' : '';
    const mark = value > most ? `   EXCEEDED${why}` : '';
    line(`   ${name}`, [units[unit](value), `≤ ${units[unit](most)}`, mark]);
  }
  console.log('');
}
