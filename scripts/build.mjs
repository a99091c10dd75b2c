/** @file `npm run build`: everything that is published, where it is missing or older than its sources. */

import { build, buildStudio, install } from './run.mjs';

install();
build();
buildStudio();
