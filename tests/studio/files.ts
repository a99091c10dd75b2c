import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
/** The built studio. */
export const STUDIO_FILES: string = fileURLToPath(new URL('../../packages/atrous-studio/dist', import.meta.url));
/** axe, where the test environment is installed. */
export const AXE_FILES: string = fileURLToPath(new URL('../../tools/test-env/node_modules/axe-core', import.meta.url));
