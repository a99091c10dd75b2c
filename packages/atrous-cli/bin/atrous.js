#!/usr/bin/env node
import module from 'node:module';

// From Node 22 on: what V8 compiles now, the next start finds, below the system's folder for temporary files.
module.enableCompileCache?.();

const { main } = await import('../dist/main.js');
await main(process.argv.slice(2));
