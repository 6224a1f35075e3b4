/**
 * The client's only way to the console (guide: Debug Mode Implementation), or to the logger of the
 * page's own, and to the journal. Owns the level; whoever logs hands in words, never a token
 * or a URL with a query.
 */
import type { Settings } from '../config.js';
import type { Ports } from '../ports.js';
import { logLevels, logLine } from '../protocol/log-level.js';
import type { LogLevel } from '../protocol/log-level.js';
import type { Recorder } from './recorder.js';

export class Logger {
  readonly journal: Recorder;
  readonly #settings: Settings;
  readonly #ports: Ports;

  constructor(settings: Settings, ports: Ports, journal: Recorder) {
    this.#settings = settings;
    this.#ports = ports;
    this.journal = journal;
  }

  debug(message: string): void {
    this.#log('debug', message);
  }

  info(message: string): void {
    this.#log('info', message);
  }

  warn(message: string): void {
    this.#log('warn', message);
  }

  error(message: string): void {
    this.#log('error', message);
  }

  /** Logs what the journal has by another way. */
  say(level: LogLevel, message: string): void {
    const { logger, logLevel } = this.#settings;
    if (logLevels.indexOf(level) < logLevels.indexOf(logLevel)) return;
    const { clock, console } = this.#ports;
    try {
      (logger ?? console)[level](logLine(clock.now(), message));
    } catch {
      // A page's own logger that fails must not take the chat with it.
    }
  }

  /** The journal has every line, whatever is shown. */
  #log(level: LogLevel, message: string): void {
    this.journal.write('note', level, 'log', { message });
    this.say(level, message);
  }
}
