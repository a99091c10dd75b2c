/** @file On how many threads the library of this process may run: the third word that the process is started with. */

export const THREADS = Number(process.argv[4] ?? 1);
