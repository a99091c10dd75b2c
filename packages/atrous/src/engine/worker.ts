/**
 * @file A worker of the CPU engine as a module of its own, for pages whose policy forbids workers from blobs: a script that
 * imports this, given to `configureEngine({ workerUrl })`.
 */

import { beginWork, runTask, takeTask, work } from './cpu/tasks.js';

beginWork(globalThis as unknown as Parameters<typeof beginWork>[0], work, takeTask, runTask);
