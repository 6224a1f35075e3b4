/** Composes a client of its parts. Knows every part; the parts do not know it. */
import type { MiptechOptions } from '../config.js';
import type { Ports } from '../ports.js';
import type { MiptechClientHandle } from './api.js';

export function createMiptechClient(
  options: MiptechOptions,
  ports: Partial<Ports> = {},
): MiptechClientHandle {
  throw new Error(`being written ${String(options)} ${String(ports)}`);
}
