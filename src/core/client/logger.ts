/**
 * The library's only way to the console (guide: Debug Mode Implementation). Owns level and prefix;
 * whoever logs hands in words, never a token or a URL with a query.
 */
import type { LogLevel, Settings } from '../config.js';
import type { Ports } from '../ports.js';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export class Logger {
  readonly #least: number;
  readonly #ports: Ports;

  constructor(settings: Settings, ports: Ports) {
    this.#least = levels.indexOf(settings.logLevel);
    this.#ports = ports;
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

  #log(level: LogLevel, message: string): void {
    if (levels.indexOf(level) < this.#least) return;
    const { clock, console } = this.#ports;
    console[level](`[${new Date(clock.now()).toISOString()}] [MIPTech] ${message}`);
  }
}
