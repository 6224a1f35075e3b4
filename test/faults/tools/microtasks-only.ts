/**
 * Takes the host's macrotasks from a simulation, so that its clock lets promises settle by counted
 * turns. A sweep that stops at every turn of the microtask queue never comes to a macrotask.
 */
delete (globalThis as { setImmediate?: unknown }).setImmediate;
