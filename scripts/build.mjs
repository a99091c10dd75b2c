/** @file `npm run build`: everything that is published, where it is missing or older than its sources. */

import { build, buildStudio } from './run.mjs';

build();
buildStudio();
