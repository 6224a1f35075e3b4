/**
 * `miptech-elements/testing`: what tests of a page need. `FakePlatform` stands in for the platform
 * and wants the package `mock-socket`; `MemoryClient` stands in for a client; `ScriptedHost` and
 * `ManualClock` make faults.
 */
export { FakePlatform } from './fake-platform.js';
export type { FakeAnswer, FakePlatformOptions } from './fake-platform.js';
export { ManualClock, settle } from './manual-clock.js';
export { MemoryClient, memoryMessage } from './memory-client.js';
export type { Call, MemoryState } from './memory-client.js';
export { ScriptedHost, ScriptedSocket, ScriptedStorage, scriptedToken } from './scripted-host.js';
export type { Route, ScriptedAnswer, ScriptedRequest } from './scripted-host.js';
