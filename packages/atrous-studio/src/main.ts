/** @file Starts the studio. */

import { mount } from 'svelte';
import { stayOffline } from '../offline/register.js';
import App from './app/App.svelte';
import './app/base.css';
import { embedding } from './kit/embed.js';

mount(App, { target: document.querySelector('#app')! });

// While files change under somebody's hands, a worker that keeps the old ones is in the way; and a reader of somebody's page
// did not ask for a studio to keep.
if (import.meta.env.PROD && embedding === undefined) void stayOffline();
